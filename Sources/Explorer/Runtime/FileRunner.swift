import Compute
import Glibc
import GraphCore
import ModelFiles
import Synchronization

/// The file that the model came from, and where its content is kept for the journal.
struct OwnFile: Sendable {
  /// Its real path.
  var path: String
  /// The model in it.
  var model: ModelAnalysis
  /// Where that is to be kept once something replaces the file; nil when there is no journal.
  var base: String?
  /// Whether the file alone holds the model with its weights, in the format that is kept.
  var isWhole = false
}

/// Writes models to files on a thread of its own, so that no pass keeps a save waiting.
final class FileRunner: Sendable {
  private let write: ModelWriter
  private let post: @Sendable (Event) -> Void
  private let work = WorkQueue()
  /// The files that we read or wrote, by their real paths.
  private let known = Mutex<[String: FileStamp]>([:])
  /// The protected files that the user has agreed to replace.
  private let agreed = Mutex<Set<String>>([])
  private let isWriting = Atomic(false)
  private let flag = Mutex(Cancellation())
  private let own: OwnFile?

  /// A runner.
  ///
  /// - Parameters:
  ///   - own: the file that the model came from; nil when there is none.
  ///   - isReadOnly: whether that file is replaced only after a question.
  ///   - write: writes models.
  init(
    own: OwnFile?, isReadOnly: Bool = false, write: @escaping ModelWriter,
    post: @escaping @Sendable (Event) -> Void
  ) {
    self.own = own
    self.write = write
    self.post = post
    if let own, !isReadOnly { learn(own.path) }
  }

  /// Whether a file, by its real path, is as we read or wrote it last, or is being written by us.
  func isKnown(_ path: String) -> Bool {
    if isWriting.load(ordering: .acquiring) { return true }
    let stamp = FileStamp(path)
    return known.withLock { $0[path] } == stamp
  }

  /// Writes a model, and says what came of it.
  func write(_ request: WriteRequest, _ model: ModelAnalysis) {
    let flag = Cancellation()
    self.flag.withLock { $0 = flag }
    work.add { [self] in post(.written(request, outcome(request, model, flag))) }
  }

  /// Stops what is being written, as long as the file is as it was.
  func cancel() { flag.withLock { $0.cancel() } }

  /// Keeps what the model's own file held, when another program has replaced it.
  func keepOriginal() {
    guard let own else { return }
    work.add { [self] in
      do {
        try keepBase(of: own, .first, Cancellation())
      } catch {
        let reason =
          "the model as it was opened cannot be kept for the journal: \(CommandError(error))"
        post(.notice(Message(kind: .warning, text: reason)))
      }
    }
  }

  /// Takes the model's own file for one that another program has changed, so that a save asks.
  func distrustOwn() {
    guard let own else { return }
    known.withLock { $0[own.path] = FileStamp.ofNoFile }
  }

  /// Stops what is being written, and leaves nothing of it behind; the program ends.
  func end() {
    cancel()
    File.removeUnfinished()
  }

  /// Looks for files, and says what lines they complete.
  func find(text: String, prefix: String, path: String) {
    work.add { [self] in
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      let place = StateFolder.expandingHome(folder, StateFolder.variable("HOME"))
      let beginning = path.dropFirst(folder.count)
      let names = File.names(in: place.isEmpty ? "." : place).filter {
        $0.hasPrefix(beginning) && (!$0.hasPrefix(".") || beginning.hasPrefix("."))
      }
      let lines = names.prefix(200).map { name -> String in
        var status = stat()
        let isFolder = stat(place + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        return prefix + folder + name + (isFolder ? "/" : "")
      }
      post(.files(text: text, lines))
    }
  }

  private func outcome(
    _ request: WriteRequest, _ model: ModelAnalysis, _ flag: Cancellation
  ) -> WriteOutcome {
    // A file has many paths; what is known of it goes by the real one.
    let path = File.realPath(request.path)
    if !request.replaces, let now = FileStamp(path) {
      let before = known.withLock { $0[path] }
      if !request.isSave, own?.path == path { return .exists("is what the model came from") }
      if before == nil { return .exists("is there already") }
      if before != now {
        return .exists("was changed by another program since it was opened")
      }
      if Self.isProtected(path), !agreed.withLock({ $0.contains(path) }) {
        return .exists("may not be written to")
      }
    }
    isWriting.store(true, ordering: .releasing)
    defer { isWriting.store(false, ordering: .releasing) }
    var remarks: [String] = []
    var (isBaseNew, warning): (Bool, String?) = (false, nil)
    do {
      if let own, own.path == path {
        do {
          isBaseNew = try keepBase(of: own, request.keep, flag)
        } catch let stop as PassCancelled {
          throw stop
        } catch {
          // What undoing after a crash would need is worth less than the save.
          warning = "what it held is not kept for the journal: \(CommandError(error))"
        }
      }
      if let text = request.text {
        try File.write(Array(text.utf8), to: path)
      } else {
        remarks = try write(model, request.keep, path, flag)
      }
      learn(path)
      if request.replaces { agreed.withLock { _ = $0.insert(path) } }
    } catch is PassCancelled {
      if isBaseNew, let base = own?.base { unlink(base) }
      return .cancelled
    } catch {
      if isBaseNew, let base = own?.base { unlink(base) }
      return .failed("\(CommandError(error))")
    }
    var status = stat()
    return .done(
      bytes: stat(path, &status) == 0 ? Int(status.st_size) : 0, remarks: remarks,
      isCopy: request.own.map { File.realPath($0) != path } ?? false, warning: warning)
  }

  /// Keeps the model as its file holds it, or held it, unless that is done.
  ///
  /// - Returns: whether it was done now.
  @discardableResult
  private func keepBase(
    of own: OwnFile, _ selection: FilterSelection, _ flag: Cancellation
  ) throws -> Bool {
    guard let base = own.base, access(base, F_OK) != 0 else { return false }
    // A save puts a new file in the place of the old one, which lives on under the second name.
    let isAsRead =
      FileStamp(own.path).map { now in known.withLock { $0[own.path] == now } } ?? false
    if own.isWhole, isAsRead, link(own.path, base) == 0 { return true }
    _ = try write(own.model, selection, base, flag)
    chmod(base, 0o600)
    return true
  }

  /// Whether a file is not to be written to; a new one could take its place all the same.
  private static func isProtected(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return status.st_mode & 0o222 == 0 || access(path, W_OK) != 0
  }

  private func learn(_ path: String) {
    let stamp = FileStamp(path)
    known.withLock { $0[path] = stamp }
  }
}
