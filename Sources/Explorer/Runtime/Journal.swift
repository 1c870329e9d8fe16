import Glibc
import ModelFiles
import Synchronization

/// The file to which everything done is appended at once, so that nothing is lost when the program
/// or the machine dies.
///
/// A line is handed to the system before the key that made it is answered, and forced onto the disk
/// right after that by a thread of its own. A lock on the file says that its program lives; the system
/// takes it away when the program ends, by whatever way.
final class Journal: Sendable {
  /// Where it is.
  let path: String
  private let descriptor: Int32
  private let syncing = WorkQueue()
  private let isSyncing = Atomic(false)

  /// A new journal in a folder.
  ///
  /// - Throws: why there is none, in one line.
  init(in folder: String, _ content: JournalContent) throws(JournalError) {
    if let reason = StateFolder.make(folder) { throw JournalError(reason: reason) }
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let name = content.model.split(separator: "/").last.map(String.init) ?? "model"
    let plain = String(name.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }.prefix(80))
    path = "\(folder)/\(plain)-\(time.tv_sec)-\(getpid()).journal"
    // It gets its name when it is complete: others look at every journal that appears.
    let early = path + ".new"
    descriptor = open(early, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw JournalError(reason: "'\(path)': \(SystemError.last)") }
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    if let reason = append(content.header) { throw JournalError(reason: "'\(path)': \(reason)") }
    guard rename(early, path) == 0 else {
      throw JournalError(reason: "'\(path)': \(SystemError.last)")
    }
  }

  deinit { close(descriptor) }

  /// The file that holds the model as it was opened, once a save has replaced that.
  ///
  /// - Parameter hasWeights: whether it holds weights, too.
  func basePath(hasWeights: Bool) -> String { path + Self.baseEnds[hasWeights ? 1 : 0] }

  /// How the names of such files end: without weights, and with them.
  static let baseEnds = [".base.json", ".base.keras"]

  /// Appends what was done.
  ///
  /// - Returns: why it could not; nil when it could.
  func append(_ invocations: [Invocation]) -> String? {
    var text = ""
    for invocation in invocations {
      text += invocation.command == .save ? "# saved\n" : "\(invocation)\n"
    }
    return append(text)
  }

  /// Removes the journal: everything is saved, or nothing is wanted.
  func remove() {
    unlink(path)
    for end in Self.baseEnds { unlink(path + end) }
  }

  private func append(_ text: String) -> String? {
    var text = text
    let failed = text.withUTF8 { buffer in
      var offset = 0
      while offset < buffer.count {
        let wrote = write(
          descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
        if wrote < 0, errno == EINTR { continue }
        if wrote <= 0 { return true }
        offset += wrote
      }
      return false
    }
    if failed { return SystemError.last }
    // One request waits at most: it covers all that was written before it starts.
    if !isSyncing.exchange(true, ordering: .acquiringAndReleasing) {
      syncing.add { [self] in
        isSyncing.store(false, ordering: .releasing)
        fdatasync(descriptor)
      }
    }
    return nil
  }
}

/// Why there is no journal.
struct JournalError: Error, Hashable, Sendable {
  /// One line.
  var reason: String
}
