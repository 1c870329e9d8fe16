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
  /// How many older ones there are of such programs.
  private var others = 0
  private let isGone: Bool
  private var neighbours: [String] = []
  private var elsewhere: FoundJournal?
  private var fault: String?
  /// Why the edits in a journal can't be offered.
  private var unreadable: String?

  /// Starts a journal for a model and looks for others.
  init(_ origin: ModelOrigin) {
    file = origin.file
    isGone = origin.base != nil
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
    var unreadable: String?
    let all = FoundJournal.all(in: folder, but: journal?.path) { unreadable = $0 }
    self.unreadable = unreadable
    for other in all where other.content.model == content.model {
      if other.isAlive {
        neighbours.append(other.path)
      } else {
        others += found == nil ? 0 : 1
        found = other
      }
    }
    elsewhere = all.last { !$0.isAlive && $0.content.model != content.model }
    // What else has the model: the journal that kept it may be dropped.
    if let base = origin.base {
      do throws(FileError) {
        try takeBase(base)
      } catch {
        fault = "\(error)"
      }
    }
  }

  /// The newest journal of a program that died with edits of a model that no file has.
  static func journal(of identity: String) -> FoundJournal? {
    guard let folder = StateFolder.state(StateFolder.variable) else { return nil }
    return FoundJournal.all(in: folder + "/journals", but: nil).last {
      !$0.isAlive && $0.content.model == identity
    }
  }

  /// Says what was found, and asks whether the edits of a dead program are to be taken up.
  func greet(_ state: inout State) {
    if let found {
      state.question = .recover(
        Question.Recovery(
          unsaved: found.content.unsaved, time: found.time,
          file: isGone ? .gone : !isFileChanged ? .same : found.base == nil ? .changed : .kept,
          others: others))
    }
    if let fault {
      state.message = Message(kind: .warning, text: "edits are not journaled: \(fault)")
    } else if let unreadable {
      state.message = Message(kind: .warning, text: Self.words(unreadable: unreadable))
    } else if file != nil, let neighbour = neighbours.last {
      state.message = Message(kind: .warning, text: Self.words(about: neighbour))
    } else if found == nil, let elsewhere {
      state.message = Message(kind: .info, text: Self.words(about: elsewhere))
    } else if isGone {
      state.message = Message(
        kind: .warning, text: "the file is gone; this is what it held, and saving writes it anew")
    }
  }

  /// Appends what was done.
  ///
  /// - Returns: why it could not, in one line; nil when it could.
  func append(_ lines: [JournalLine]) -> String? {
    let lines = lines.map { line in
      guard case .done(let invocation) = line, invocation.command == .save else { return line }
      return JournalLine.saved(stamp: file.flatMap { FileStamp($0) }?.description ?? "")
    }
    return journal?.append(lines).map { "the journal cannot be written, save now: \($0)" }
  }

  /// Whether the journal that was found began with the model that is open.
  var isSameModel: Bool {
    guard let found else { return false }
    return found.base != nil || found.content.stamp == content.stamp
  }

  /// Whether the model's file is no more what the journal that was found knew of it.
  var isFileChanged: Bool {
    found?.content.lastStamp.map { $0 != content.stamp } ?? false
  }

  /// What of the journal that was found is to be done again, and what stands in the way of the rest.
  var toBeDone: (content: JournalContent, obstacle: String?)? {
    guard let found else { return nil }
    let content = found.content
    guard found.base == nil, content.savedLines > 0, !isFileChanged, file != nil else {
      return (content, nil)
    }
    // The file holds what was saved, and nothing holds what was before.
    guard let since = content.sinceSave else {
      return (content, "they go back behind the last save, and nothing kept what was there")
    }
    return (since, nil)
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
    guard access(own, F_OK) != 0 else { return }
    if link(base, own) != 0 { try File.write(try File.read(base), to: own) }
    guard isFileChanged, let stamp = found?.content.lastStamp else { return }
    _ = journal.append([.began(stamp: stamp)])
  }

  /// What is to be kept when the model's own file is replaced.
  func kept(_ origin: ModelOrigin) -> OwnFile? {
    guard let file = origin.file else { return nil }
    guard let journal else { return OwnFile(path: file, model: origin.original, base: nil) }
    let base = journal.basePath(hasWeights: origin.fit != nil)
    let isWhole =
      !origin.hasOtherWeights
      && (base.split(separator: ".").last == file.split(separator: ".").last)
    return OwnFile(path: file, model: origin.original, base: base, isWhole: isWhole)
  }

  /// Notices others from now on.
  func watch(_ files: FileRunner, post: @escaping @Sendable (Event) -> Void) {
    guard let folder, let file, let journal else { return }
    let (model, own) = (content.model, journal.path)
    NeighbourWatch.start(
      journals: folder, file: file,
      appeared: { path in
        guard path != own else { return }
        do throws(FileError) {
          guard try FoundJournal.content(of: path).model == model else { return }
          post(.notice(Message(kind: .warning, text: Self.words(about: path))))
        } catch {
          guard access(path, F_OK) == 0 else { return }
          post(.notice(Message(kind: .warning, text: Self.words(unreadable: "\(error)"))))
        }
      },
      changed: {
        guard !files.isKnown(file) else { return }
        files.keepOriginal()
        post(
          .notice(
            Message(
              kind: .warning,
              text: "\(file) was changed by another program; saving will ask first")))
      })
  }

  private static func words(unreadable reason: String) -> String {
    "edits in a journal cannot be offered: \(reason)"
  }

  private static func words(about elsewhere: FoundJournal) -> String {
    let model = elsewhere.content.model
    let waiting = "edits of \(model) from \(elsewhere.time) wait to be taken up"
    let file = model.firstRange(of: " --set ").map { String(model[..<$0.lowerBound]) } ?? model
    guard file.hasPrefix("/"), access(file, F_OK) != 0 else { return waiting + ": open that model" }
    return elsewhere.base == nil
      ? "\(file) is gone; the edits of it from \(elsewhere.time) are in \(elsewhere.path)"
      : waiting + ": its file is gone, but opening it shows what it held"
  }

  private static func words(about journal: String) -> String {
    let name = journal.split(separator: "/").last ?? ""
    let process = name.dropLast(".journal".count).split(separator: "-").last ?? "?"
    return
      "open in another explorer, too (process \(process)); who saves last is asked"
  }
}
