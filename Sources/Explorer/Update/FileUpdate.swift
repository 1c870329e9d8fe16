import Compute

extension State {
  /// Whether there are edits that no file has.
  var hasUnsaved: Bool { isChanging || !(isSaved || isCopied) }

  /// Whether the file that the model is saved to holds this version.
  var isSaved: Bool { isCurrent(savedVersion, savedKeep) }

  /// Whether another file holds this version.
  var isCopied: Bool { isCurrent(copied?.version, keep == nil ? nil : copied?.keep) }

  private func isCurrent(_ version: Int?, _ selection: FilterSelection?) -> Bool {
    // Another rule gives an edited model other weights.
    history.current.id == version && (!history.isEdited || keep == selection)
  }

  /// The name in the header: of the file that the model is saved to, when it had none of its own.
  var headerName: String { setup.savedName ?? modelName }

  /// Saves the model: to a file that is named, or to the one it came from; a built-in one needs a name.
  mutating func save(_ path: String?) -> [Effect] {
    if isChanging {
      // What is being worked out belongs to what is to be saved.
      change("save") { _ in { $0.save(path) } }
      return []
    }
    if path == nil, let savePath, isSaved {
      message = Message(
        kind: .info,
        text: history.versions.count == 1
          ? "nothing to save: no edits since \(savePath) was opened"
          : "nothing to save: this state is in \(savePath)")
      return []
    }
    guard let path = path ?? savePath else {
      openCommandLine("\(Command.save.rawValue) \(proposedPath)")
      message = Message(kind: .info, text: "Enter saves under this name")
      return []
    }
    guard Self.holdsModel(path) else {
      leavesAfterSaving = false
      message = Message(
        kind: .error,
        text: "'\(path)' does not end with \(Self.readBack.joined(separator: " or ")); "
          + "export writes other formats")
      return []
    }
    return [
      write(
        WriteRequest(
          path: path, version: history.current.id, replaces: false, isSave: true,
          keep: keep ?? .first, own: path == savePath ? nil : savePath))
    ]
  }

  /// Saves the model, and leaves when it is saved.
  mutating func saveAndLeave(_ path: String?) -> [Effect] {
    if path == nil, isSaved { return leave() }
    leavesAfterSaving = true
    return save(path)
  }

  /// Whether a model is saved in a file of that name.
  static func holdsModel(_ path: String) -> Bool { readBack.contains { path.hasSuffix($0) } }

  /// The file that is offered for the model before one is named: never the one that it came from.
  var proposedPath: String {
    let end = keep == nil ? ".json" : ".keras"
    let stem = Self.stem(of: modelName)
    // A file that may be saved to would be offered itself, so that this one is to stay.
    guard Self.holdsModel(modelName) else { return stem + end }
    return (stem.split(separator: "/").last ?? "model") + "-edited" + end
  }

  /// A path without its extension.
  static func stem(of path: String) -> String {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let dot = name.firstIndex(of: "."), dot > name.startIndex else { return path }
    return String(path.dropLast(name[dot...].count))
  }

  /// The extensions of files that hold all of a model, so that it is saved in them.
  private static let readBack = [".json", weightsExtension]

  /// The extension of those that hold the weights as well.
  private static let weightsExtension = ".keras"

  private static func holdsWeights(_ path: String) -> Bool { path.hasSuffix(weightsExtension) }

  /// Begins to write a file.
  mutating func write(_ request: WriteRequest) -> Effect {
    writing = WritingState(path: request.path, isSave: request.isSave, startedAt: now)
    return .write(request, analysis)
  }

  /// Writes the model to a file of any format, which is then no place that it is saved in; to one
  /// that ends with `.edits`, the edits that led to it, and to one with `.log`, the log.
  mutating func export(_ path: String) -> [Effect] {
    if path == savePath { return save(path) }
    let text =
      path.hasSuffix(Self.scriptExtension)
      ? script : path.hasSuffix(Self.logExtension) ? logText : nil
    return [
      write(
        WriteRequest(
          path: path, version: history.current.id, replaces: false, isSave: false, text: text,
          keep: keep ?? .first))
    ]
  }

  /// Takes news of a file that was to be written.
  mutating func written(_ request: WriteRequest, _ outcome: WriteOutcome) -> [Effect] {
    writing = nil
    switch outcome {
    case .cancelled:
      leavesAfterSaving = false
      message = Message(kind: .info, text: "stopped; \(request.path) is as it was")
      return []
    case .done(let bytes, var remarks, let isCopy, let warning):
      let lacksWeights = request.isSave && keep != nil && !Self.holdsWeights(request.path)
      if lacksWeights {
        let other = Self.stem(of: request.path) + Self.weightsExtension
        remarks.append("is without its weights, which :save \(other) keeps")
      }
      let verb = request.isSave ? isCopy ? "saved a copy," : "saved" : "exported"
      var text = (["\(verb) \(request.path), \(Format.bytes(bytes))"] + remarks)
        .joined(separator: "; it ")
      if isCopy, let savePath { text += "; the next save goes to \(savePath)" }
      if let warning { text += "; \(warning)" }
      message = Message(kind: lacksWeights || warning != nil ? .warning : .info, text: text)
      if !request.isSave || isCopy || lacksWeights {
        note(Invocation(.export, request.path))
        if isCopy, !lacksWeights { copied = request }
      } else {
        savedVersion = request.version
        if keep != nil { savedKeep = request.keep }
        if savePath == nil {
          savePath = request.path
          setup.savedName = request.path
        }
        // An edit that was made while the file was written is in no file.
        if isSaved, !isChanging { note(Invocation(.save, request.path)) }
      }
      guard request.isSave else { return [] }
      guard leavesAfterSaving else { return [] }
      leavesAfterSaving = false
      return leave()
    case .exists(let reason) where replay != nil:
      // Nobody is there to answer.
      message = Message(kind: .error, text: "'\(request.path)' \(reason)")
      return []
    case .exists(let reason):
      question = .replace(path: request.path, reason: reason)
      replacing = request
      return []
    case .failed(let reason):
      let command: Command =
        leavesAfterSaving ? .saveAndQuit : request.isSave ? .save : .export
      leavesAfterSaving = false
      // A name that was typed may be corrected.
      if replay == nil, !request.isSave || request.path != savePath {
        message = Message(kind: .error, text: reason)
        reopenCommandLine("\(Invocation(command, request.path))", fault: reason)
      } else {
        let way = request.isSave ? "; :\(Command.save.rawValue) OTHER saves elsewhere" : ""
        message = Message(kind: .error, text: reason + way)
      }
      return []
    }
  }
}

/// A file to be written.
struct WriteRequest: Hashable, Sendable {
  /// Where to.
  var path: String
  /// The version of the model.
  var version: Int
  /// Whether a file that is there may be replaced.
  var replaces: Bool
  /// Whether the model is saved by it; else it is an export.
  var isSave: Bool
  /// What is written in place of the model; nil for the model.
  var text: String? = nil
  /// Which filters of given weights stay where edits left a layer fewer.
  var keep = FilterSelection.first
  /// The file that the model is saved to, when the path names another one.
  var own: String? = nil
}

/// What came of writing a file.
enum WriteOutcome: Hashable, Sendable {
  /// It was written, that many bytes; with what the file lacks of the model, whether it is another one
  /// than the model is saved to, and what went wrong beside it.
  case done(bytes: Int, remarks: [String] = [], isCopy: Bool = false, warning: String? = nil)
  /// It was not, as someone else's content stands there.
  case exists(String)
  /// It was stopped before anything was written.
  case cancelled
  /// It could not be written, for a reason in one line.
  case failed(String)
}
