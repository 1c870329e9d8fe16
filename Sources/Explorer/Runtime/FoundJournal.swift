import Glibc
import ModelFiles

/// A journal of another program: of one that lives, or of one that died with edits that no file has.
struct FoundJournal: Hashable, Sendable {
  /// Where it is.
  var path: String
  /// What it says.
  var content: JournalContent
  /// Whether its program lives.
  var isAlive: Bool
  /// When it was written last, as hours and minutes, with the day when that is not today.
  var time: String

  /// The file that holds the model as it was opened; nil when the model's own file still does.
  var base: String? {
    Journal.baseEnds.map { path + $0 }.first { access($0, R_OK) == 0 }
  }

  /// All journals in a folder but one's own, the newest last.
  ///
  /// Those of dead programs without an edit that is not saved are removed on the way, and so is what a
  /// program left that died before its journal, or what belongs to it, was complete.
  /// - Parameter unreadable: told why a journal can't be read, in one line.
  static func all(
    in folder: String, but own: String?, unreadable: (String) -> Void = { _ in }
  ) -> [FoundJournal] {
    File.removeRemains(in: folder)
    return File.names(in: folder).compactMap { name in
      let path = "\(folder)/\(name)"
      if name.hasSuffix(Journal.earlyEnd) { removeRemains(path) }
      guard name.hasSuffix(".journal"), path != own else { return nil }
      let found: FoundJournal
      do throws(FileError) {
        found = try FoundJournal(path)
      } catch {
        // Another explorer may have removed it a moment ago.
        if access(path, F_OK) == 0 { unreadable("\(error)") }
        return nil
      }
      if !found.isAlive, found.content.unsaved.isEmpty {
        found.remove()
        return nil
      }
      return found
    }.sorted { ($0.time, $0.path) < ($1.time, $1.path) }
  }

  /// Removes the journal with what belongs to it.
  func remove() { Journal.remove(path) }

  /// Removes a journal that nobody completes; one that was begun a moment ago may not be locked yet.
  private static func removeRemains(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, Glibc.time(nil) - status.st_mtim.tv_sec > 60 else { return }
    unlink(path)
  }

  /// Reads what a journal says.
  static func content(of path: String) throws(FileError) -> JournalContent {
    guard let content = JournalContent(String(decoding: try File.read(path), as: UTF8.self)) else {
      throw .malformed(path: path, reason: "it is no journal of this version of the explorer")
    }
    return content
  }

  private init(_ path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotRead(path: path, reason: SystemError.last) }
    defer { close(descriptor) }
    // Held by a living program, so that only a dead one's can be had.
    isAlive = flock(descriptor, LOCK_SH | LOCK_NB) != 0
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .cannotRead(path: path, reason: SystemError.last)
    }
    self.path = path
    content = try Self.content(of: path)
    time = Self.words(status.st_mtim.tv_sec)
  }

  private static func words(_ seconds: Int) -> String {
    var moment = time_t(seconds)
    var local = tm()
    localtime_r(&moment, &local)
    var buffer = [CChar](repeating: 0, count: 64)
    let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S", &local)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
