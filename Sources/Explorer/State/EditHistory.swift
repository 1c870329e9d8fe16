import GraphCore

/// One state of the model on the way from the original to now.
struct Version: Sendable {
  /// Tells versions apart for as long as the program runs; counts up from 0, the original.
  var id: Int
  /// The version that the edit was made on; nil for the original.
  var parent: Int?
  /// The edit that led here; nil for the original.
  var edit: Edit?
  /// The cost of the whole model.
  var totals: LayerCost
  /// What was done beside the edit to keep the model valid.
  var repairs: [Repair] = []
  /// The names of the layers that the edit changed or added.
  var touched: Set<String> = []
  /// The nearest version before this one with repairs; nil when there is none.
  var repairedBefore: Int?
  /// What the model took, once it was timed.
  var timing: PassTiming?
}

/// The versions of a model as a tree: an edit after an undo begins a new branch, and nothing is lost.
///
/// Totals and timings are kept of every version; models of the original, of the versions where we were
/// last, and of some at equal distances between. Any other model is made again from the nearest kept
/// one before it by its edits, and what is made on the way is kept for the next undo.
struct EditHistory: Sendable {
  /// In the order of creation; the place is the version's `id`.
  private(set) var versions: [Version]
  /// The `id` of the version where we are.
  private(set) var index = 0
  /// The versions in the order of the screen: a branch stands before what came after it.
  private(set) var rows = [HistoryRow(id: 0)]
  /// The model as it is now.
  private(set) var analysis: ModelAnalysis
  private var kept: [Int: ModelAnalysis]
  /// The kept versions where we were last, the latest at the end.
  private var recent: [Int] = []
  /// Versions whose number is a multiple of this stay when they are not recent any more.
  private var spacing = 8
  /// Where redo leads: the child of each version that was left last.
  private var lastChild: [Int: Int] = [:]
  private var timed: [Int] = []

  /// How many models of recent versions are kept, and how many at equal distances, at most.
  static let keptModels = 64
  /// The same for this model: of a large one fewer, as one of 100,000 layers takes tens of megabytes.
  private let mostKept: Int

  /// A history that begins with a model.
  init(_ analysis: ModelAnalysis) {
    mostKept = min(Self.keptModels, max(4, 200_000 / max(1, analysis.order.count)))
    versions = [Version(id: 0, totals: analysis.totals)]
    self.analysis = analysis
    kept = [0: analysis]
    recent = [0]
  }

  /// The model as it was opened.
  var original: Version { versions[0] }

  /// The model as it is now.
  var current: Version { versions[index] }

  /// Whether the model differs from the one that was opened.
  var isEdited: Bool { index > 0 }

  /// The version that redo leads to; nil at the end of a branch.
  var next: Int? { lastChild[index] }

  /// The nearest version before this one that was timed.
  var timedBefore: Version? {
    ancestors(of: index).lazy.map { versions[$0] }.first { $0.timing != nil }
  }

  /// The versions before a version, the nearest first; the last is the original.
  func ancestors(of id: Int) -> [Int] {
    var result: [Int] = []
    var next = versions[id].parent
    while let id = next {
      result.append(id)
      next = versions[id].parent
    }
    return result
  }

  /// The edits that lead from the original to a version, in order.
  func edits(to id: Int) -> [Edit] {
    ([id] + ancestors(of: id)).reversed().compactMap { versions[$0].edit }
  }

  /// Goes on to the outcome of an edit.
  mutating func apply(_ edit: Edit, _ outcome: EditOutcome) {
    let id = versions.count
    versions.append(
      Version(
        id: id, parent: index, edit: edit, totals: outcome.analysis.totals,
        repairs: outcome.repairs, touched: Set(outcome.changes.map(\.name)),
        repairedBefore: current.repairs.isEmpty ? current.repairedBefore : index))
    rows.add(id, after: index)
    lastChild[index] = id
    index = id
    analysis = outcome.analysis
    keep(analysis, of: id)
  }

  /// Goes one version back and returns the edit that was undone; nil at the original.
  mutating func undo() -> Edit? {
    guard let parent = current.parent else { return nil }
    let edit = current.edit
    return go(to: parent) ? edit : nil
  }

  /// Goes forward to the version that was left last, and returns its edit; nil at the end of a branch.
  mutating func redo() -> Edit? {
    guard let next, go(to: next) else { return nil }
    return current.edit
  }

  /// Goes to a version; redo then leads back along the way that was taken last.
  ///
  /// - Returns: false when there is no such version.
  mutating func go(to id: Int) -> Bool {
    guard versions.indices.contains(id), let way = models(to: id), let model = way.last else {
      return false
    }
    if let parent = current.parent { lastChild[parent] = index }
    var child = id
    for ancestor in ancestors(of: id) {
      lastChild[ancestor] = child
      child = ancestor
    }
    index = id
    for (id, model) in way.suffix(mostKept) { keep(model, of: id) }
    analysis = model.analysis
    return true
  }

  /// The model of a version; nil when there is no such version.
  func model(of id: Int) -> ModelAnalysis? {
    id == index ? analysis : models(to: id)?.last?.analysis
  }

  /// How many edits must be made again to have the model of a version.
  func editsToRemake(_ id: Int) -> Int {
    var count = 0
    var next: Int? = id
    while let id = next, versions.indices.contains(id), kept[id] == nil {
      count += 1
      next = versions[id].parent
    }
    return count
  }

  /// The models from the nearest kept one up to a version; nil when there is no such version.
  private func models(to id: Int) -> [(id: Int, analysis: ModelAnalysis)]? {
    guard versions.indices.contains(id) else { return nil }
    var missing: [(id: Int, edit: Edit)] = []
    var next = id
    while kept[next] == nil {
      guard let edit = versions[next].edit, let parent = versions[next].parent else { return nil }
      missing.append((next, edit))
      next = parent
    }
    guard var model = kept[next] else { return nil }
    var models = [(id: next, analysis: model)]
    for (id, edit) in missing.reversed() {
      // Edits are functions of the model, so what worked once works again.
      guard let outcome = try? model.applying(edit) else { return nil }
      model = outcome.analysis
      models.append((id, model))
    }
    return models
  }

  /// Notes what a version took.
  mutating func note(_ timing: PassTiming, version id: Int) {
    guard versions.indices.contains(id) else { return }
    versions[id].timing = timing
    timed.append(id)
  }

  /// Takes the versions that were timed since this was asked last.
  mutating func takeTimed() -> [Int] {
    defer { timed.removeAll() }
    return timed
  }

  /// Notes what a version took when another one was run in turns with it; what was found out about it
  /// before stays.
  mutating func noteAgain(_ timing: PassTiming, version id: Int) {
    guard versions.indices.contains(id) else { return }
    let before = versions[id].timing
    versions[id].timing = timing
    versions[id].timing?.scores = before?.scores
    versions[id].timing?.turns = before?.turns
    timed.append(id)
  }

  private mutating func keep(_ model: ModelAnalysis, of id: Int) {
    kept[id] = model
    recent.removeAll { $0 == id }
    recent.append(id)
    guard recent.count > mostKept else { return }
    let oldest = recent.removeFirst()
    if oldest % spacing != 0 { kept[oldest] = nil }
    // The original is one of those at equal distances.
    while kept.count > 2 * mostKept + 1 {
      spacing *= 2
      for id in Set(kept.keys).subtracting(recent) where id % spacing != 0 { kept[id] = nil }
    }
  }
}
