import Glibc
import GraphCore
import ModelFiles

/// The journal of this program, and those that others left for the same model.
final class JournalKeeper {
  /// Our own; nil when there can't be one.
  let journal: Journal?
  /// The newest one of a program that died with edits of this model that no file has.
  private(set) var found: FoundJournal?
  private let folder: String?
  private let content: JournalContent
  private let file: String?
  private var neighbours: [String] = []
  private var elsewhere: FoundJournal?
  private var fault: String?

  /// Starts a journal for a model and looks for others.
  init(_ origin: ModelOrigin) {
    file = origin.file
    content = JournalContent(
      model: origin.identity, stamp: origin.file.flatMap { FileStamp($0) }?.description ?? "")
    folder = StateFolder.state(StateFolder.variable).map { $0 + "/journals" }
    guard let folder else {
      journal = nil
      fault = "HOME is not set"
      return
    }
    do throws(JournalError) {
      journal = try Journal(in: folder, content)
    } catch {
      journal = nil
      fault = error.reason
    }
    let others = FoundJournal.all(in: folder, but: journal?.path)
    for other in others where other.content.model == content.model {
      if other.isAlive { neighbours.append(other.path) } else { found = other }
    }
    elsewhere = others.last { !$0.isAlive && $0.content.model != content.model }
  }

  /// Says what was found, and asks whether the edits of a dead program are to be taken up.
  func greet(_ state: inout State) {
    if let found {
      state.question = .recover(
        Question.Recovery(
          unsaved: found.content.unsaved, time: found.time,
          isChanged: !isSameModel))
    }
    if let fault {
      state.message = Message(kind: .warning, text: "edits are not journaled: \(fault)")
    } else if file != nil, let neighbour = neighbours.last {
      state.message = Message(kind: .warning, text: Self.words(about: neighbour))
    } else if found == nil, let elsewhere {
      state.message = Message(
        kind: .info,
        text: "edits of \(elsewhere.content.model) from \(elsewhere.time) wait to be taken up: "
          + "open that model")
    }
  }

  /// Appends what was done.
  ///
  /// - Returns: why it could not, in one line; nil when it could.
  func append(_ lines: [JournalLine]) -> String? {
    journal?.append(lines).map { "the journal cannot be written, save now: \($0)" }
  }

  /// Whether the journal that was found began with the model that is open.
  var isSameModel: Bool {
    guard let found else { return false }
    return found.base != nil || found.content.stamp == content.stamp
  }

  /// Removes the journal that was found.
  func forget() {
    found?.remove()
    found = nil
  }

  /// Makes the model that a journal began with the beginning of ours.
  func takeBase(_ base: String) throws(FileError) {
    guard let journal else { return }
    let own = journal.basePath(hasWeights: base.hasSuffix(Journal.baseEnds[1]))
    // Both are in one folder; weights are long.
    if link(base, own) != 0 { try File.write(try File.read(base), to: own) }
  }

  /// What is to be kept when the model's own file is replaced.
  func kept(_ origin: ModelOrigin) -> (file: String, model: ModelAnalysis, base: String)? {
    guard let file = origin.file, let journal else { return nil }
    return (file, origin.original, journal.basePath(hasWeights: origin.fit != nil))
  }

  /// Notices others from now on.
  func watch(_ files: FileRunner, post: @escaping @Sendable (Event) -> Void) {
    guard let folder, let file, let journal else { return }
    let (model, own) = (content.model, journal.path)
    NeighbourWatch.start(
      journals: folder, file: file,
      appeared: { path in
        guard path != own, let text = try? File.read(path),
          JournalContent(String(decoding: text, as: UTF8.self))?.model == model
        else { return }
        post(.notice(Message(kind: .warning, text: Self.words(about: path))))
      },
      changed: {
        guard !files.isKnown(file) else { return }
        post(
          .notice(
            Message(
              kind: .warning,
              text: "\(file) was changed by another program; saving will ask first")))
      })
  }

  private static func words(about journal: String) -> String {
    let name = journal.split(separator: "/").last ?? ""
    let process = name.dropLast(".journal".count).split(separator: "-").last ?? "?"
    return
      "open in another explorer, too (process \(process)); who saves last is asked"
  }
}
