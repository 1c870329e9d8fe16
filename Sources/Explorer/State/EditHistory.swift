import GraphCore

/// One state of the model on the way from the original to now.
struct Version: Sendable {
  /// Tells versions apart for as long as the program runs.
  var id: Int
  /// The model.
  var analysis: ModelAnalysis
  /// The edit that led here; nil for the original.
  var edit: Edit?
  /// The names of the layers that the edit changed or added.
  var touched: Set<String> = []
  /// What the model took, once it was timed.
  var timing: PassTiming?
}

/// The versions of a model; undo and redo move between them.
struct EditHistory: Sendable {
  /// From the original on, in order.
  private(set) var versions: [Version]
  /// Where we are.
  private(set) var index = 0
  private var nextID = 1

  /// A history that begins with a model.
  init(_ analysis: ModelAnalysis) {
    versions = [Version(id: 0, analysis: analysis)]
  }

  /// The model as it was opened.
  var original: Version { versions[0] }

  /// The model as it is now.
  var current: Version { versions[index] }

  /// Whether the model differs from the one that was opened.
  var isEdited: Bool { index > 0 }

  /// The last version before this one that was timed.
  var timedBefore: Version? { versions[..<index].last { $0.timing != nil } }

  /// Goes on to the outcome of an edit; what was undone is forgotten.
  mutating func apply(_ edit: Edit, _ outcome: EditOutcome) {
    versions.removeSubrange((index + 1)...)
    versions.append(
      Version(
        id: nextID, analysis: outcome.analysis, edit: edit,
        touched: Set(outcome.changes.map(\.name))))
    nextID += 1
    index += 1
  }

  /// Goes one version back and returns the edit that was undone; nil at the original.
  mutating func undo() -> Edit? {
    guard index > 0 else { return nil }
    index -= 1
    return versions[index + 1].edit
  }

  /// Goes one version forward and returns the edit; nil at the last one.
  mutating func redo() -> Edit? {
    guard index + 1 < versions.count else { return nil }
    index += 1
    return versions[index].edit
  }

  /// Notes what a version took; one that was forgotten is passed over.
  mutating func note(_ timing: PassTiming, version id: Int) {
    guard let place = versions.firstIndex(where: { $0.id == id }) else { return }
    versions[place].timing = timing
  }
}
