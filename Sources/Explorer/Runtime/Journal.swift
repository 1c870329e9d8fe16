import Glibc
import ModelFiles
import Synchronization

/// The file to which everything done is appended at once, so that nothing is lost when the program
/// or the machine dies.
///
/// A line is handed to the system before the key that made it is answered, and forced onto the disk
/// right after that by a thread of its own. A lock on the file says that its program lives; the system
/// takes it away when the program ends, by whatever way.
///
/// On a full disk it stays as it was after the last line that fitted; the lines that did not are written
/// before the next ones.
final class Journal: Sendable {
  /// Writes bytes to a descriptor; false when not all could be written.
  typealias Writing = @Sendable (UnsafeRawBufferPointer, Int32) -> Bool

  /// Where it is.
  let path: String
  private struct Written {
    /// The length up to the end of the last line that was written as a whole.
    var length = 0
    /// What could not be written yet.
    var missing = ""
  }

  private let descriptor: Int32
  private let write: Writing
  private let written = Mutex(Written())
  private let syncing = WorkQueue()
  private let isSyncing = Atomic(false)

  /// A new journal in a folder.
  ///
  /// - Parameter write: writes to its file; there to be replaced in tests.
  /// - Throws: why there is none, in one line.
  init(
    in folder: String, _ content: JournalContent,
    write: @escaping Writing = { File.writeAll($0, to: $1) }
  ) throws(JournalError) {
    self.write = write
    if let reason = StateFolder.make(folder) { throw JournalError(reason: reason) }
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let model = content.model.split(separator: "/").last.map(String.init) ?? "model"
    let plain = String(model.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }.prefix(80))
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC
    var (name, early, opened) = ("", "", Int32(-1))
    // In containers, two programs may have the same number in the same second.
    for second in time.tv_sec..<time.tv_sec + 100 {
      name = "\(folder)/\(plain)-\(second)-\(getpid()).journal"
      // It gets its name when it is complete: others look at every journal that appears.
      early = name + Self.earlyEnd
      if access(name, F_OK) == 0 { continue }
      opened = open(early, flags, 0o600)
      if opened >= 0 || errno != EEXIST { break }
    }
    (path, descriptor) = (name, opened)
    guard descriptor >= 0 else { throw JournalError(reason: "'\(path)': \(SystemError.last)") }
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    var reason = append(content.header)
    if reason == nil, rename(early, path) != 0 { reason = SystemError.last }
    guard let reason else {
      // A power cut must not take its name.
      let path = path
      syncing.add { File.synchronizeFolder(of: path) }
      return
    }
    unlink(early)
    throw JournalError(reason: "'\(path)': \(reason)")
  }

  deinit { close(descriptor) }

  /// The file that holds the model as it was opened, once a save has replaced that.
  ///
  /// - Parameter hasWeights: whether it holds weights, too.
  func basePath(hasWeights: Bool) -> String { path + Self.baseEnds[hasWeights ? 1 : 0] }

  /// How the names of such files end: without weights, and with them.
  static let baseEnds = [".base.json", ".base.keras"]

  /// How the name of a journal ends that is not complete yet.
  static let earlyEnd = ".new"

  /// How the name of the file ends that holds what was said when the program crashed.
  static let crashEnd = ".crash"

  /// Appends what was done.
  ///
  /// - Returns: why it could not; nil when it could.
  func append(_ lines: [JournalLine]) -> String? {
    append(lines.map { $0.text + "\n" }.joined())
  }

  /// Removes the journal: everything is saved, or nothing is wanted.
  func remove() { Self.remove(path) }

  /// Removes a journal with what belongs to it.
  static func remove(_ path: String) {
    for end in [""] + baseEnds + [crashEnd] { unlink(path + end) }
  }

  private func append(_ text: String) -> String? {
    let reason: String? = written.withLock { written in
      // What was written in part before goes first.
      if !written.missing.isEmpty, ftruncate(descriptor, written.length) != 0 {
        written.missing += text
        return SystemError.last
      }
      var lines = written.missing + text
      guard lines.withUTF8({ write(UnsafeRawBufferPointer($0), descriptor) }) else {
        let reason = SystemError.last
        written.missing = lines
        // No half line is to be read as one; should this fail, it is done before the next one.
        ftruncate(descriptor, written.length)
        return reason
      }
      written.length += lines.utf8.count
      written.missing = ""
      return nil
    }
    if let reason { return reason }
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
