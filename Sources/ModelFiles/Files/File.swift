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
    guard descriptor >= 0 else { throw .cannotRead(path: path, reason: SystemError.last) }
    var status = stat()
    var fault: String?
    if fstat(descriptor, &status) != 0 {
      fault = SystemError.last
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
  /// The bytes go into a new file beside it, which then takes the name, the permissions and the group.
  /// Pipes and devices keep their place and are written to directly.
  /// - Throws: `FileError.cannotWrite`; the old file is then still there.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: SystemError.last) }
      let isWritten = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
      let failure = isWritten ? nil : SystemError.last
      close(descriptor)
      if let failure { throw .cannotWrite(path: path, reason: failure) }
      return
    }
    // Renaming onto a symbolic link would replace the link, not the file.
    let target = realPath(path)
    guard let part = PartFile(beside: target) else {
      throw .cannotWrite(path: path, reason: SystemError.last)
    }
    var failure: String?
    if bytes.withUnsafeBytes({ writeAll($0, to: part.descriptor) }) {
      part.takeRights(of: exists ? status : nil)
      if fsync(part.descriptor) != 0 { failure = SystemError.last }
    } else {
      failure = SystemError.last
    }
    if let failure = part.finish(as: target, failure: failure) {
      throw .cannotWrite(path: path, reason: failure)
    }
    synchronizeFolder(of: target)
  }

  /// Removes what is written and is not whole yet; call it before the process ends.
  public static func removeUnfinished() { PartFile.removeUnfinished() }

  /// Removes what programs left beside a file that died while they wrote it.
  public static func removeRemains(of path: String) {
    let path = realPath(path)
    let slash = path.lastIndex(of: "/")
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    PartFile.removeRemains(in: slash.map { String(path[...$0]) } ?? ".", of: String(name))
  }

  /// Removes what programs left in a folder that died while they wrote a file there.
  public static func removeRemains(in folder: String) {
    PartFile.removeRemains(in: folder, of: nil)
  }

  /// The names in a folder, sorted; none when it can't be read.
  public static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a folder, unless it is there.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public static func makeFolder(_ path: String) throws(FileError) {
    if mkdir(path, 0o777) == 0 { return }
    let isThere = errno == EEXIST
    let reason = SystemError.last
    var status = stat()
    guard isThere, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .cannotWrite(path: path, reason: reason)
    }
  }

  /// The path without links and dots, also of a file that is not there yet; the path itself when its
  /// folder is not there either.
  public static func realPath(_ path: String) -> String {
    var path = path
    // As many links as the system follows.
    for _ in 0..<40 {
      if let real = resolved(path) { return real }
      let end = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
      let (folder, name) = (path[..<end], path[end...])
      guard let link = linkTarget(path) else {
        guard let real = resolved(folder.isEmpty ? "." : String(folder)), !name.isEmpty else {
          break
        }
        return real.hasSuffix("/") ? real + name : "\(real)/\(name)"
      }
      path = link.hasPrefix("/") ? link : folder + link
    }
    return path
  }

  /// The path without links and dots; nil when there is no such file.
  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// Where a symbolic link leads; nil when there is none.
  private static func linkTarget(_ path: String) -> String? {
    withUnsafeTemporaryAllocation(byteCount: Int(PATH_MAX), alignment: 1) { buffer in
      guard let room = buffer.bindMemory(to: CChar.self).baseAddress else { return nil }
      let count = readlink(path, room, buffer.count)
      return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
  }

  /// Reads to the end; a pipe has no size in advance.
  ///
  /// - Parameter isSeekable: whether to read from the beginning, and to leave the descriptor's own place
  ///   alone, so that several may read at once.
  static func readAll(
    _ descriptor: Int32, path: String, expected: Int, isSeekable: Bool = false
  ) throws(FileError) -> [UInt8] {
    var (bytes, isWhole) = try read(
      descriptor, at: isSeekable ? 0 : nil, atMost: max(expected + 1, 1 << 16), path: path)
    while !isWhole {
      let more: [UInt8]
      (more, isWhole) = try read(
        descriptor, at: isSeekable ? bytes.count : nil, atMost: bytes.count, path: path)
      bytes += more
      if bytes.count > longest {
        throw .cannotRead(path: path, reason: "it is longer than \(longest >> 30) GiB")
      }
    }
    return bytes
  }

  /// Reads some bytes from an offset, or from where the descriptor is; says whether they are the last ones.
  private static func read(
    _ descriptor: Int32, at offset: Int?, atMost most: Int, path: String
  ) throws(FileError) -> (bytes: [UInt8], isWhole: Bool) {
    var got = 1
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      while count < most, got > 0 {
        let room = buffer.baseAddress?.advanced(by: count)
        got =
          offset.map { pread(descriptor, room, most - count, $0 + count) }
          ?? Glibc.read(descriptor, room, most - count)
        if got < 0, errno == EINTR { got = 1 } else { count += max(got, 0) }
      }
    }
    guard got >= 0 else { throw .cannotRead(path: path, reason: SystemError.last) }
    return (bytes, got == 0)
  }

  /// Forces the new name onto the disk, so that a power cut brings the old file or the new one.
  public static func synchronizeFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    // Some file systems can't; the file itself is there all the same.
    fsync(descriptor)
    close(descriptor)
  }

  /// Writes all bytes to a descriptor, however many calls that takes.
  ///
  /// - Returns: false when it could not; `SystemError.last` says why.
  public static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let wrote = Glibc.write(
        descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
      if wrote < 0, errno == EINTR { continue }
      if wrote <= 0 { return false }
      offset += wrote
    }
    return true
  }
}
