import Compute
import GraphCore

/// The versions of the model, and everything that is derived from the current one.
///
/// Nothing in here depends on cursor or screen, so that a long edit can be worked out on a copy while
/// keys go on moving the cursor.
struct ModelState: Sendable {
  /// The versions of the model.
  private(set) var history: EditHistory
  /// The outline of the current version.
  private(set) var outline: Outline
  /// Where its calls stand.
  private(set) var calls: CallTable
  /// Depths and widths of its rows.
  private(set) var table: RowTable
  /// The model that the current one is compared with: marks and differences tell of it.
  private(set) var comparison: Comparison
  /// What each call sees of the model's input.
  private(set) var receptiveFields: ReceptiveFields
  /// The most memory that outputs need at one time; nil when a size is unknown.
  private(set) var memory: LiveMemory?
  /// Which layers' channels are tied; found when the details first ask for it, nil until then.
  private(set) var coupling: ChannelCoupling?
  /// What rows of many layers read from outside, by path.
  private var inputs: [String: [NodeID]] = [:]
  /// What each row says, by path.
  private(set) var facts: FactTable
  /// The time of all layers of the current version, in milliseconds; 0 before a run.
  private(set) var layerTime = 0.0
  /// The highest rate of a layer of the current version, in 10^9 operations a second; 0 before a run.
  private(set) var bestRate = 0.0
  /// The columns that the widest shape takes.
  private(set) var shapeWidth: Int
  /// Whether some layer sees a window of the input that is no square.
  private(set) var hasOblongFields = false
  /// Counts up with everything that rows, facts or the comparison are derived from.
  private(set) var generation = 0
  /// Stops what is being worked out; what was derived then is not to be used.
  var cancellation: Cancellation?

  /// Models of more layers are worked on in the background: an edit costs 2 to 8 µs a layer, and a
  /// frame has 16 ms.
  static let largeFrom = 2500

  /// The state on opening a model.
  init(_ analysis: ModelAnalysis) {
    history = EditHistory(analysis)
    outline = analysis.outline
    calls = CallTable(analysis, outline)
    table = RowTable(outline)
    comparison = Comparison(ancestor: 0, analysis, outline, timing: nil)
    facts = FactTable(outline, history: history, comparison: comparison)
    receptiveFields = analysis.receptiveFields()
    memory = LiveMemory(analysis)
    shapeWidth = Self.widestShape(analysis)
    hasOblongFields = receptiveFields.hasOblong
    if isLarge { prepare() }
  }

  /// The current model.
  var analysis: ModelAnalysis { history.analysis }

  /// Whether what goes over the whole model takes longer than a frame may.
  var isLarge: Bool { history.analysis.order.count > Self.largeFrom }

  /// Whether the current version is another model than the one that it is compared with.
  var isCompared: Bool { comparison.base != .version(history.index) }

  /// Makes an edit.
  ///
  /// - Throws: `EditError`; everything stays as it was.
  mutating func make(_ edit: Edit) throws(EditError) -> EditOutcome {
    let outcome = try analysis.applying(edit)
    take(edit, outcome)
    return outcome
  }

  /// Goes on to what an edit of the current model comes to.
  mutating func take(_ edit: Edit, _ outcome: EditOutcome) {
    let before = analysis
    history.apply(edit, outcome)
    versionChanged(from: before)
  }

  /// Goes one version back and returns the edit that was undone; nil at the original.
  mutating func undo() -> Edit? { moving { $0.undo() } }

  /// Goes forward to the version that was left last, and returns its edit; nil at the end of a branch.
  mutating func redo() -> Edit? { moving { $0.redo() } }

  /// Goes to a version; false when there is no such version.
  mutating func go(to id: Int) -> Bool { moving { $0.go(to: id) ? true : nil } ?? false }

  /// Notes what a version took, and what ran in turns with it.
  mutating func note(_ timing: PassTiming, version: Int, earlier: PassTiming? = nil) {
    history.note(timing, version: version)
    if let earlier, let turns = timing.turns {
      if let id = turns.version {
        history.noteAgain(earlier, version: id)
      } else if comparison.base == turns.base {
        comparison.timing = earlier
      }
    }
    timingChanged()
  }

  /// Notes what versions took.
  mutating func note(_ timings: [Int: PassTiming]) {
    for (version, timing) in timings.sorted(by: { $0.key < $1.key }) {
      history.note(timing, version: version)
    }
    timingChanged()
  }

  /// Takes what versions took since this was asked last, for the journal.
  mutating func takeTimed() -> [JournalLine] {
    history.takeTimed().compactMap { id in
      history.versions[id].timing.map { .timing(version: id, $0) }
    }
  }

  /// Compares with another model from now on.
  mutating func compare(with comparison: Comparison) {
    self.comparison = comparison
    timingChanged()
  }

  /// Compares with a version of the model; false when there is no such version.
  mutating func compare(withVersion id: Int) -> Bool {
    guard let model = history.model(of: id) else { return false }
    let timing = history.versions[id].timing
    if id == history.index || history.ancestors(of: history.index).contains(id) {
      compare(
        with: Comparison(
          ancestor: id, model, outline.updated(from: analysis, to: model), timing: timing))
    } else {
      compare(with: Comparison(.version(id), model, timing: timing))
    }
    return true
  }

  /// Finds the facts of a row that is on screen, so that drawing it again finds nothing anew.
  mutating func remember(_ item: OutlineItem) { facts.remember(item) }

  /// What a row of several layers reads that is none of them, each once.
  func inputs(of item: OutlineItem) -> [NodeID] {
    inputs[item.path] ?? analysis.graph.inputs(of: item.nodes)
  }

  /// Finds the ties of channels when something on screen tells of them.
  mutating func findCoupling() {
    if coupling == nil { coupling = ChannelCoupling(analysis) }
  }

  private mutating func moving<Result>(_ move: (inout EditHistory) -> Result?) -> Result? {
    let before = analysis
    guard let result = move(&history) else { return nil }
    versionChanged(from: before)
    return result
  }

  private mutating func versionChanged(from before: ModelAnalysis) {
    guard !isStopped else { return }
    let next = outline.updated(from: before, to: analysis)
    before.forgetOutline()
    if !next.hasLayout(of: outline) { table = RowTable(next) }
    outline = next
    calls = CallTable(analysis, next)
    guard !isStopped else { return }
    shapeWidth = Self.widestShape(analysis)
    receptiveFields = analysis.receptiveFields()
    hasOblongFields = receptiveFields.hasOblong
    memory = LiveMemory(analysis)
    coupling = nil
    inputs = [:]
    timingChanged()
  }

  /// Whether what is being worked out is not wanted any more.
  var isStopped: Bool { cancellation?.isCancelled == true }

  private mutating func timingChanged() {
    generation += 1
    if case .version(let id) = comparison.base {
      comparison.timing = history.versions[id].timing
      // After an undo, new calls may have the identifiers of those that were undone.
      comparison.isAncestor =
        id == history.index || history.ancestors(of: history.index).contains(id)
    }
    layerTime = history.current.timing?.layers.values.reduce(0, +) ?? 0
    bestRate =
      history.current.timing?.layers.reduce(0) { best, layer in
        guard layer.value > 0, analysis.graph.contains(layer.key),
          let macs = analysis.cost(of: layer.key).multiplyAccumulates
        else { return best }
        return max(best, 2 * Double(macs) / layer.value / 1e6)
      } ?? 0
    facts = FactTable(outline, history: history, comparison: comparison)
    if isLarge { prepare() }
  }

  /// Finds beforehand, in the background, what would take longer than a frame may.
  private mutating func prepare() {
    findCoupling()
    for item in outline.allItems where item.nodes.count > Self.largeFrom / 10 {
      if isStopped { return }
      facts.remember(item)
      if inputs[item.path] == nil { inputs[item.path] = analysis.graph.inputs(of: item.nodes) }
    }
  }

  private static func widestShape(_ analysis: ModelAnalysis) -> Int {
    // Layers in a row mostly have the same shape.
    var widest = 0
    var last: Shape?
    for node in analysis.order {
      let shape = analysis.shape(of: node)
      if shape == last { continue }
      last = shape
      widest = max(widest, Format.width(of: shape))
    }
    return widest
  }
}
