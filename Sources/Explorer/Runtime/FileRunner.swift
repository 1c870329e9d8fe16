import Compute
import Glibc
import GraphCore
import ModelFiles
import Synchronization

/// Writes models to files on a thread of its own, so that no pass keeps a save waiting.
final class FileRunner: Sendable {
  private let write: ModelWriter
  private let post: @Sendable (Event) -> Void
  private let work = WorkQueue()
  /// The files that we read or wrote, by their real paths.
  private let known = Mutex<[String: FileStamp]>([:])
  private let isWriting = Atomic(false)
  private let flag = Mutex(Cancellation())
  /// The file that the model came from, by its real path, and where its content is to be kept when it is
  /// replaced.
  private let keep: (file: String, model: ModelAnalysis, base: String)?

  /// A runner.
  ///
  /// - Parameters:
  ///   - keep: the file that the model came from, the model in it, and where that is to be kept for
  ///     the journal once a save replaces the file.
  ///   - isReadOnly: whether that file is replaced only after a question.
  ///   - write: writes models.
  init(
    keep: (file: String, model: ModelAnalysis, base: String)?, isReadOnly: Bool = false,
    write: @escaping ModelWriter,
    post: @escaping @Sendable (Event) -> Void
  ) {
    self.keep = keep
    self.write = write
    self.post = post
    if let keep, !isReadOnly { learn(keep.file) }
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

  /// Looks for files, and says what lines they complete.
  func find(text: String, prefix: String, path: String) {
    work.add { [self] in
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      let beginning = path.dropFirst(folder.count)
      let names = StateFolder.names(in: folder.isEmpty ? "." : folder).filter {
        $0.hasPrefix(beginning) && (!$0.hasPrefix(".") || beginning.hasPrefix("."))
      }
      let lines = names.prefix(200).map { name -> String in
        var status = stat()
        let isFolder = stat(folder + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
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
      if before == nil { return .exists("is there already") }
      if before != now {
        return .exists("was changed by another program since it was opened")
      }
    }
    isWriting.store(true, ordering: .releasing)
    defer { isWriting.store(false, ordering: .releasing) }
    var remarks: [String] = []
    do {
      if let keep, keep.file == path, access(keep.base, F_OK) != 0 {
        _ = try write(keep.model, request.keep, keep.base, flag)
      }
      if let text = request.text {
        try File.write(Array(text.utf8), to: path)
      } else {
        remarks = try write(model, request.keep, path, flag)
      }
      learn(path)
    } catch is PassCancelled {
      return .cancelled
    } catch {
      return .failed("\(CommandError(error))")
    }
    var status = stat()
    return .done(
      bytes: stat(path, &status) == 0 ? Int(status.st_size) : 0, remarks: remarks)
  }

  private func learn(_ path: String) {
    let stamp = FileStamp(path)
    known.withLock { $0[path] = stamp }
  }
}
