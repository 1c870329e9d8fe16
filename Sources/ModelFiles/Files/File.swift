import Glibc

/// Whole files, through the system's own calls.
public enum File {
  /// The longest file that is read, in bytes; longer ones are refused before memory is taken.
  public static let longest = 4 << 30

  /// The bytes of a file.
  ///
  /// - Throws: `FileError.cannotRead`.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotRead(path: path, reason: lastError()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .cannotRead(path: path, reason: lastError())
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw .cannotRead(path: path, reason: "it is a directory")
    }
    if status.st_size > longest {
      throw .cannotRead(path: path, reason: "it is longer than \(longest >> 30) GiB")
    }
    return try readAll(descriptor, path: path, expected: Int(status.st_size))
  }

  /// Writes a file as a whole: a reader sees the old file or the new one, never a part.
  ///
  /// The bytes go into a new file beside it, which then takes the name and the permissions. Pipes
  /// and devices keep their place and are written to directly.
  /// - Throws: `FileError.cannotWrite`; the old file is then still there.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: lastError()) }
      let failure = writeAll(bytes, descriptor) ? nil : lastError()
      close(descriptor)
      if let failure { throw .cannotWrite(path: path, reason: failure) }
      return
    }
    // Renaming onto a symbolic link would replace the link, not the file.
    let target = exists ? realPath(path) : path
    let temporary = "\(target).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: lastError()) }
    var failure: String?
    if !writeAll(bytes, descriptor) || fsync(descriptor) != 0 { failure = lastError() }
    if exists { fchmod(descriptor, status.st_mode & 0o777) }
    if close(descriptor) != 0, failure == nil { failure = lastError() }
    if failure == nil, rename(temporary, target) != 0 { failure = lastError() }
    if failure == nil { synchronizeFolder(of: target) }
    if let failure {
      unlink(temporary)
      throw .cannotWrite(path: path, reason: failure)
    }
  }

  /// Makes a folder, unless it is there.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public static func makeFolder(_ path: String) throws(FileError) {
    if mkdir(path, 0o777) == 0 { return }
    let isThere = errno == EEXIST
    let reason = lastError()
    var status = stat()
    guard isThere, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .cannotWrite(path: path, reason: reason)
    }
  }

  /// The path without links and dots; the path itself when there is no such file.
  public static func realPath(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Reads to the end; a pipe has no size in advance.
  private static func readAll(
    _ descriptor: Int32, path: String, expected: Int
  ) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(expected + 1, 1 << 16))
    var count = 0
    while true {
      let room = bytes.count - count
      let got = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), room)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .cannotRead(path: path, reason: lastError()) }
      if got == 0 { break }
      count += got
      if count > longest {
        throw .cannotRead(path: path, reason: "it is longer than \(longest >> 30) GiB")
      }
      if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: count)) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Forces the new name onto the disk, so that a power cut brings the old file or the new one.
  private static func synchronizeFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    // Some file systems can't; the file itself is there all the same.
    fsync(descriptor)
    close(descriptor)
  }

  private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let wrote = Glibc.write(
          descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
        if wrote < 0, errno == EINTR { continue }
        if wrote <= 0 { return false }
        offset += wrote
      }
      return true
    }
  }

  private static func lastError() -> String {
    strerror(errno).map { String(cString: $0).lowercased() } ?? "error \(errno)"
  }
}
