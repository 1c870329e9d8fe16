import GraphCore
import Testing

@testable import Explorer

/// What a user can tell of a state, in values that compare: a test says which of them an event changes.
struct StateDigest: Equatable {
  var cursor = ""
  var rows = 0
  var dial: String?
  var parameters = 0
  var macs: Int?
  var version = 0
  var isEdited = false
  var message: String?
  var messageKind: Message.Kind?
  var field: String?
  var preview: String?
  var search: String?
  /// The list that is open, and the row under its cursor.
  var menu: String?
  var help: HelpState?
  var commandLine: String?
  var question: Question?
  var showsDetail = true
  var page = Page.tree
  /// The row under the cursor of the page.
  var pageRow: String?
  var isLive = false
  var dueAt: Int?
  var run: RunState?
  var timing: Double?
  var outputsNode: String?
  var arrangement: OutputsState.Arrangement?
  var channel: Int?
  var scale: OutputsState.Scale?
  var isComputing = false
  var shown: String?
  var input = InputChoice.random
  var colorMap = ColorMap.viridis
  var size = Size(80, 24)

  init(_ state: State) {
    cursor = state.selected?.path ?? ""
    rows = state.tree.rows.count
    dial = state.dial.map { "\($0.label)=\($0.valueText)" }
    parameters = state.analysis.totals.parameters
    macs = state.analysis.totals.multiplyAccumulates
    version = state.history.index
    isEdited = state.history.isEdited
    message = state.message?.text
    messageKind = state.message?.kind
    field = state.field?.text
    switch state.field?.preview?.result {
    case .outcome?: preview = "outcome"
    case .refused?: preview = "refused"
    case nil: break
    }
    search = state.search?.text
    help = state.help
    commandLine = state.commandLine?.text
    menu = state.menu.map { "\($0.kind): \($0.selected?.label ?? "")" }
    question = state.question
    showsDetail = state.showsDetail
    page = state.page
    pageRow = Self.pageRow(state)
    isLive = state.live.isOn
    dueAt = state.live.dueAt
    run = state.run
    timing = state.history.current.timing?.median
    let graph = state.analysis.graph
    outputsNode = state.outputs.map { graph.name(of: $0.node) }
    arrangement = state.outputs?.arrangement
    channel = state.outputs?.channel
    scale = state.outputs?.scale
    if case .computing? = state.outputs?.source { isComputing = true }
    shown = state.shown.map { graph.name(of: $0.node) }
    input = state.input
    colorMap = state.colorMap
    size = state.size
  }

  private static func pageRow(_ state: State) -> String? {
    switch state.page {
    case .tree: nil
    case .hot: "\(state.hot.list.cursor + 1) \(state.hot.selected?.title ?? "")"
    case .compare: state.comparisonList.selected.map { "\($0.mark) \($0.item.title)" }
    case .history: "state \(state.historyRows[state.historyList.cursor].id)"
    case .log: state.log.isEmpty ? "" : "\(state.log[state.logList.cursor])"
    }
  }
}

/// A state that takes events, and fails a test when one changes anything that was not said.
struct Session80x24 {
  var state: State

  /// Opens the example network.
  init(
    size: Size = Size(80, 24), display: Display = Display(),
    inputNames: [InputChoice: String] = [
      .random: "random, seed 1", .photograph: "the photograph",
    ]
  ) throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    state = State(
      modelName: "residual-inception", analysis: analysis, size: size, display: display,
      engineName: "avx2, 4 threads", inputNames: inputNames)
    // The first event puts everything in view, as the first size does in the program.
    _ = update(&state, .resize(size))
  }

  /// Sends an event that may change only what the closure says.
  @discardableResult
  mutating func send(
    _ event: Event, _ location: SourceLocation = #_sourceLocation,
    changes: (inout StateDigest) -> Void = { _ in }
  ) -> [Effect] {
    var expected = StateDigest(state)
    let effects = update(&state, event)
    changes(&expected)
    let got = StateDigest(state)
    if got != expected {
      Issue.record("got \(Self.difference(got, expected))", sourceLocation: location)
    }
    return effects
  }

  /// Presses a key that may change only what the closure says.
  @discardableResult
  mutating func press(
    _ key: Key, _ location: SourceLocation = #_sourceLocation,
    changes: (inout StateDigest) -> Void = { _ in }
  ) -> [Effect] {
    send(.key(key), location, changes: changes)
  }

  /// Types a text, a key for each character.
  mutating func type(_ text: String) {
    for character in text { go(.character(character)) }
  }

  /// Presses keys on the way to what a test is about.
  mutating func go(_ keys: Key...) {
    for key in keys { _ = update(&state, .key(key)) }
  }

  /// Presses keys, and takes what a box shows that a step opens before it moves a projection.
  mutating func turn(_ keys: Key...) {
    for key in keys {
      go(key)
      if state.field != nil { go(.enter) }
    }
  }

  /// Puts the cursor on a row.
  mutating func select(_ path: String) {
    state.tree.reveal(path: path)
    _ = update(&state, .resize(state.size))
  }

  private static func difference(_ got: StateDigest, _ expected: StateDigest) -> String {
    zip(Mirror(reflecting: got).children, Mirror(reflecting: expected).children)
      .filter { "\($0.value)" != "\($1.value)" }
      .map { "\($0.label ?? ""): \($0.value), expected \($1.value)" }
      .joined(separator: "; ")
  }
}
