import Glibc

/// Whole files, through the system's own calls.
public enum File {
  /// The longest file that is read, in bytes; longer ones are refused before memory is taken.
  public static let longest = 4 << 30

  /// The bytes of a file.
  ///
  /// - Throws: `FileError.cannotRead`.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    let (descriptor, status) = try open(path)
    defer { close(descriptor) }
    return try readAll(descriptor, path: path, expected: Int(status.st_size))
  }

  /// Opens a file to be read, when it is none that cannot be.
  static func open(_ path: String) throws(FileError) -> (descriptor: Int32, status: stat) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotRead(path: path, reason: lastError()) }
    var status = stat()
    var fault: String?
    if fstat(descriptor, &status) != 0 {
      fault = lastError()
    } else if status.st_mode & S_IFMT == S_IFDIR {
      fault = "it is a directory"
    } else if status.st_size > longest {
      fault = "it is longer than \(longest >> 30) GiB"
    }
    guard let fault else { return (descriptor, status) }
    close(descriptor)
    throw .cannotRead(path: path, reason: fault)
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
      let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: lastError()) }
      let failure = writeAll(bytes, descriptor) ? nil : lastError()
      close(descriptor)
      if let failure { throw .cannotWrite(path: path, reason: failure) }
      return
    }
    // Renaming onto a symbolic link would replace the link, not the file.
    let target = exists ? realPath(path) : path
    let temporary = "\(target).\(getpid()).part"
    let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
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
  static func readAll(
    _ descriptor: Int32, path: String, expected: Int
  ) throws(FileError) -> [UInt8] {
    var (bytes, isWhole) = try read(descriptor, atMost: max(expected + 1, 1 << 16), path: path)
    while !isWhole {
      let more: [UInt8]
      (more, isWhole) = try read(descriptor, atMost: bytes.count, path: path)
      bytes += more
      if bytes.count > longest {
        throw .cannotRead(path: path, reason: "it is longer than \(longest >> 30) GiB")
      }
    }
    return bytes
  }

  /// Reads some bytes, and says whether they are the last ones.
  private static func read(
    _ descriptor: Int32, atMost most: Int, path: String
  ) throws(FileError) -> (bytes: [UInt8], isWhole: Bool) {
    var got = 1
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      while count < most, got > 0 {
        got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), most - count)
        if got < 0, errno == EINTR { got = 1 } else { count += max(got, 0) }
      }
    }
    guard got >= 0 else { throw .cannotRead(path: path, reason: lastError()) }
    return (bytes, got == 0)
  }

  /// Forces the new name onto the disk, so that a power cut brings the old file or the new one.
  private static func synchronizeFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
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
