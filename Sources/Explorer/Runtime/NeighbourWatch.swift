import Glibc

/// Notices other explorers that open the same model, and other programs that change its file.
///
/// The system wakes a thread when something happens in the two folders; nothing is asked in between.
enum NeighbourWatch {
  /// Something that happened in a folder.
  struct Change: Hashable {
    /// The number of the watch on the folder.
    var watch: Int32
    /// The name of the file.
    var name: String
    /// Whether a file got this name; else one was written.
    var isNew: Bool
  }

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
    // When both are one folder, both are one watch, which tells of what the second call asks for.
    let journalWatch = inotify_add_watch(descriptor, journals, UInt32(IN_MOVED_TO))
    let fileWatch = inotify_add_watch(
      descriptor, folder.isEmpty ? "/" : folder, UInt32(IN_MOVED_TO | IN_CLOSE_WRITE))
    startThread {
      let room = 1 << 14
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 8)
      defer { buffer.deallocate() }
      while true {
        let count = read(descriptor, buffer.baseAddress, room)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        for change in Self.changes(in: UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
          if change.watch == journalWatch, change.isNew, change.name.hasSuffix(".journal") {
            appeared("\(journals)/\(change.name)")
          }
          if change.watch == fileWatch, change.name == name { changed() }
        }
      }
    }
  }

  /// What the system tells; what is about no file is passed over, as that a watch ended, or that more
  /// happened than it could keep.
  static func changes(in bytes: UnsafeRawBufferPointer) -> [Change] {
    let head = MemoryLayout<inotify_event>.size
    var changes: [Change] = []
    var rest = bytes[...]
    while rest.count >= head {
      let event = UnsafeRawBufferPointer(rebasing: rest).loadUnaligned(as: inotify_event.self)
      let end = head + Int(event.len)
      guard end <= rest.count else { break }
      // The name is filled up with zeros.
      let name = rest.dropFirst(head).prefix(Int(event.len)).prefix { $0 != 0 }
      rest = rest.dropFirst(end)
      guard !name.isEmpty else { continue }
      changes.append(
        Change(
          watch: event.wd, name: String(decoding: name, as: UTF8.self),
          isNew: event.mask & UInt32(IN_MOVED_TO) != 0))
    }
    return changes
  }
}
