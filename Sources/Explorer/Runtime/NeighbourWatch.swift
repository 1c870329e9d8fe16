import Glibc

/// Notices other explorers that open the same model, and other programs that change its file.
///
/// The system wakes a thread when something happens in the two folders; nothing is asked in between.
enum NeighbourWatch {
  /// Starts watching; does nothing where the system has no watch left.
  ///
  /// - Parameters:
  ///   - journals: the folder of journals.
  ///   - file: the model's file.
  ///   - appeared: called with the path of a new journal.
  ///   - changed: called when the file was written or replaced.
  static func start(
    journals: String, file: String, appeared: @escaping @Sendable (String) -> Void,
    changed: @escaping @Sendable () -> Void
  ) {
    let descriptor = inotify_init1(Int32(IN_CLOEXEC))
    guard descriptor >= 0 else { return }
    let slash = file.lastIndex(of: "/")
    let folder = slash.map { String(file[..<$0]) } ?? "."
    let name = slash.map { String(file[file.index(after: $0)...]) } ?? file
    let journalWatch = inotify_add_watch(descriptor, journals, UInt32(IN_MOVED_TO))
    _ = inotify_add_watch(
      descriptor, folder.isEmpty ? "/" : folder, UInt32(IN_MOVED_TO | IN_CLOSE_WRITE))
    startThread {
      let room = 1 << 14
      let buffer = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 8)
      defer { buffer.deallocate() }
      while true {
        let count = read(descriptor, buffer, room)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        var offset = 0
        while offset < count {
          let event = buffer.advanced(by: offset).assumingMemoryBound(to: inotify_event.self)
          let head = MemoryLayout<inotify_event>.size
          let text = String(
            cString: buffer.advanced(by: offset + head).assumingMemoryBound(to: CChar.self))
          if event.pointee.wd == journalWatch, text.hasSuffix(".journal") {
            appeared("\(journals)/\(text)")
          } else if event.pointee.wd != journalWatch, text == name {
            changed()
          }
          offset += head + Int(event.pointee.len)
        }
      }
    }
  }
}
