import Glibc

/// A file that was opened: its beginning is known, and all of it is read when it is wanted.
///
/// Another process can be given its descriptor and read it there, so that a large file need not pass
/// through this one.
public final class OpenFile: Sendable {
  /// The length in bytes.
  public let size: Int
  /// The descriptor, as long as this lives; nil for what has no place on a disk.
  public let descriptor: Int32?
  /// The first bytes, by which formats are told apart.
  public let beginning: [UInt8]
  private let path: String
  private let content: [UInt8]

  /// A file that lies in memory.
  public init(_ bytes: [UInt8]) {
    (size, descriptor, content, path) = (bytes.count, nil, bytes, "")
    beginning = Array(bytes.prefix(16))
  }

  /// Opens a file; what comes through a pipe is read at once.
  ///
  /// - Throws: `FileError.cannotRead`.
  public init(_ path: String) throws(FileError) {
    self.path = path
    let (descriptor, status) = try File.open(path)
    guard status.st_mode & S_IFMT == S_IFREG else {
      defer { close(descriptor) }
      content = try File.readAll(descriptor, path: path, expected: 0)
      (size, beginning, self.descriptor) = (content.count, Array(content.prefix(16)), nil)
      return
    }
    (size, content, self.descriptor) = (Int(status.st_size), [], descriptor)
    beginning = [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, 16, 0))
    }
  }

  deinit {
    if let descriptor { close(descriptor) }
  }

  /// All bytes.
  ///
  /// - Throws: `FileError.cannotRead`.
  public func bytes() throws(FileError) -> [UInt8] {
    guard let descriptor else { return content }
    return try File.readAll(descriptor, path: path, expected: size, isSeekable: true)
  }
}
