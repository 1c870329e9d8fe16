#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The machine's memory.
enum SystemMemory {
  private static let hugePage = 2 << 20

  /// The bytes that can be taken without swapping, or nil when the system doesn't tell.
  static var availableBytes: Int? {
    #if os(Linux)
      guard let meminfo = text(of: "/proc/meminfo"),
        let line = meminfo.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
        let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
      else { return nil }
      var available = kibibytes * 1024
      // A container's own limit, less what it uses already.
      if let limit = number(in: "/sys/fs/cgroup/memory.max"),
        let used = number(in: "/sys/fs/cgroup/memory.current")
      {
        available = min(available, max(0, limit - used))
      }
      return available
    #else
      return nil
    #endif
  }

  /// Takes memory that its owner deallocates, in pages of two megabytes where that saves look-ups of addresses.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    guard byteCount >= hugePage else {
      return .allocate(byteCount: max(byteCount, 1), alignment: 64)
    }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: hugePage)
    #if os(Linux)
      // Only advice: without huge pages all works the same.
      _ = madvise(memory, byteCount, 14 /* MADV_HUGEPAGE */)
    #endif
    return memory
  }

  private static func number(in path: String) -> Int? {
    text(of: path).flatMap { $0.split(separator: "\n").first }.flatMap { Int($0) }
  }

  private static func text(of path: String) -> String? {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = read(file, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
