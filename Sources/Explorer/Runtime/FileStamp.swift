import Glibc

/// What tells whether a file was changed: a save makes a new file, so its number counts too.
struct FileStamp: Hashable, Sendable, CustomStringConvertible {
  private var device: UInt
  private var number: UInt
  private var size: Int
  private var seconds: Int
  private var nanoseconds: Int

  /// A stamp that no file has.
  static let ofNoFile = FileStamp()

  private init() {
    (device, number, size, seconds, nanoseconds) = (0, 0, 0, 0, 0)
  }

  /// The stamp of a file; nil when there is none.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt(status.st_dev)
    number = UInt(status.st_ino)
    size = Int(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }

  /// The stamp in a word.
  var description: String { "\(device).\(number).\(size).\(seconds).\(nanoseconds)" }
}
