import GraphCore

/// Everything that the explorer knows; the screen is a function of it.
struct State: Sendable {
  /// The name of the model for the header.
  var modelName: String
  /// A line about what computes: instruction set and threads.
  var engineName: String
  /// What inputs there are, with their names.
  var inputNames: [InputChoice: String]
  /// The size of the screen.
  var size: Size
  /// What the terminal can show.
  var display: Display
  /// The program's clock in milliseconds, as of the last tick.
  var now = 0

  /// The versions of the model.
  var history: EditHistory
  /// The outline of the current version.
  private(set) var outline: Outline
  /// The model that the current one is compared with: marks and differences tell of it.
  private(set) var comparison: Comparison
  /// What each call sees of the model's input, by its number.
  private(set) var views: [GraphCore.View?] = []
  /// Which layers' channels are tied; found when the details first ask for it, nil until then.
  private(set) var coupling: ChannelCoupling?
  /// What each row says, by path.
  private(set) var facts: FactTable
  /// The columns of tree and hot list.
  var columns = ColumnChoice()
  /// The time of all layers of the current version, in milliseconds; 0 before a run.
  private(set) var layerTime = 0.0
  /// The columns that the widest shape takes.
  private(set) var shapeWidth = 0
  /// The tree.
  var tree: TreeState
  /// What stands in the place of the tree.
  var page = Page.tree
  /// The hot list.
  var hot = HotList()
  /// What differs from the model that is compared with.
  var comparisonList = ComparisonList()
  /// The cursor in the list of states.
  var historyList = ListState()
  /// The cursor in the log.
  var logList = ListState()
  /// Which of the dials of the selected row is turned.
  var dialIndex = 0

  /// Whether the detail pane may be shown where there is room.
  var showsDetail = true
  /// The first line of the detail pane that is shown.
  var detailTop = 0
  /// The field that takes a number; nil when none is open.
  var field: FieldState?
  /// A list to choose from; nil when none is open.
  var menu: MenuState?
  /// The search; nil when none is open.
  var search: SearchState?
  /// What n and N look for; nil before the first search.
  var lastQuery: Query?
  /// What the rows of the tree must fit; nil shows all.
  var filter: Query?
  /// Whether the keys that move scroll the details, as Tab says.
  var isDetailFocused = false
  /// The help screen; nil when it is closed.
  var help: HelpState?
  /// The line that takes commands; nil when it is closed.
  var commandLine: CommandLineState?
  /// The commands that were typed, oldest first.
  var commandHistory: [String] = []
  /// Everything that was done, as the lines that do it again.
  private(set) var log: [Invocation] = []
  /// What of the log is not in the journal yet.
  private var unwritten: [Invocation] = []
  /// Something that must be answered first; nil when nothing must.
  var question: Question?
  /// The version that is in a file.
  var savedVersion = 0
  /// The file that the model is saved to; nil before one is named.
  var savePath: String?
  /// What is to be written when the question whether to replace a file is answered with yes.
  var replacing: WriteRequest?
  /// Whether the program ends when the file is written.
  var leavesAfterSaving = false
  /// Whether the terminal sends reports of the mouse.
  var hasMouse = true
  /// Which key does what.
  var keymap = Keymap.standard
  /// What just happened.
  var message: Message?

  /// The run in the background.
  var run: RunState?
  /// The live timing.
  var live = LiveTiming()
  /// The output view; nil when it is closed.
  var outputs: OutputsState?
  /// What the model is run on.
  var input: InputChoice
  /// The colours of pictures.
  var colorMap = ColorMap.viridis
  /// The last pass whose outputs were kept.
  var inspected: InspectedPass?
  /// How the number under the cursor came about.
  var explanation: PixelExplanation?
  /// The input of that pass, once a pixel is looked at.
  var inputValues: LayerValues?
  /// The names of the classes, when a file gave them.
  var classNames: [String] = []
  /// The output of that pass that was asked for last.
  var shown: ShownOutput?
  /// The identifier for the next effect.
  private(set) var nextID = 1

  /// The state on opening a model.
  init(
    modelName: String, analysis: ModelAnalysis, size: Size, display: Display = Display(),
    engineName: String = "", inputNames: [InputChoice: String] = [.random: "random, seed 1"]
  ) {
    self.modelName = modelName
    self.engineName = engineName
    self.inputNames = inputNames
    self.size = size
    self.display = display
    input = inputNames[.photograph] == nil ? .random : .photograph
    history = EditHistory(analysis)
    outline = Outline(analysis)
    comparison = Comparison(ancestor: 0, analysis, outline, timing: nil)
    facts = FactTable(outline, history: history, comparison: comparison)
    views = analysis.views()
    tree = TreeState(outline)
    shapeWidth = Self.widestShape(analysis)
  }

  /// The current model.
  var analysis: ModelAnalysis { history.analysis }

  /// Whether the current version is another model than the one that it is compared with.
  var isCompared: Bool { comparison.base != .version(history.index) }

  /// The row under the cursor, in the tree or on the page in its place.
  var selected: OutlineItem? {
    switch page {
    case .hot: hot.selected
    case .compare:
      // A row that is gone is no row to edit.
      comparisonList.selected.flatMap { $0.mark == .removed ? nil : $0.item }
    case .tree, .history, .log: tree.selected?.item
    }
  }

  /// The dials of the row under the cursor.
  var dials: [DialChoice] {
    selected.map { DialChoice.choices(for: $0, in: analysis.graph) } ?? []
  }

  /// The dial that + and - turn.
  var dial: DialChoice? {
    let dials = dials
    return dials.isEmpty ? nil : dials[min(dialIndex, dials.count - 1)]
  }

  /// Notes what was done; of cursor moves in a row only the last is kept.
  mutating func note(_ invocation: Invocation) {
    if invocation.command == .goTo, log.last?.command == .goTo { log.removeLast() }
    log.append(invocation)
    unwritten.append(invocation)
  }

  /// Takes what is to be put into the journal.
  mutating func takeUnwritten() -> [Invocation] {
    defer { unwritten.removeAll(keepingCapacity: true) }
    return unwritten
  }

  /// A fresh identifier.
  mutating func takeID() -> Int {
    nextID += 1
    return nextID - 1
  }

  /// Takes over what the settings say.
  mutating func take(_ settings: Settings) {
    keymap = settings.keymap
    columns = settings.columns
    showsDetail = settings.showsDetail
  }

  /// Begins anew with another model; what was done before is forgotten.
  mutating func restart(_ analysis: ModelAnalysis) {
    var fresh = State(
      modelName: modelName, analysis: analysis, size: size, display: display,
      engineName: engineName, inputNames: inputNames)
    fresh.savePath = savePath
    fresh.classNames = classNames
    fresh.keymap = keymap
    fresh.columns = columns
    fresh.colorMap = colorMap
    fresh.showsDetail = showsDetail
    fresh.commandHistory = commandHistory
    fresh.now = now
    fresh.nextID = nextID
    self = fresh
  }

  /// Derives outline, rows and facts anew after the version changed.
  mutating func versionChanged() {
    outline = Outline(analysis)
    tree.update(outline)
    if let filter { setFilter(filter) }
    shapeWidth = Self.widestShape(analysis)
    views = analysis.views()
    coupling = nil
    timingChanged()
  }

  private static func widestShape(_ analysis: ModelAnalysis) -> Int {
    // Layers in a row mostly have the same shape, and writing it down is what takes time.
    var widest = 0
    var last: Shape?
    for node in analysis.order {
      let shape = analysis.shape(of: node)
      if shape == last { continue }
      last = shape
      widest = max(widest, DisplayWidth.of(Format.shape(shape)))
    }
    return widest
  }

  /// Derives the facts anew after a timing came.
  mutating func timingChanged() {
    if case .version(let id) = comparison.base { comparison.timing = history.versions[id].timing }
    layerTime = history.current.timing?.layers.values.reduce(0, +) ?? 0
    facts = FactTable(outline, history: history, comparison: comparison)
    refreshPage()
  }

  /// Finds the facts of the rows on screen, so that drawing them again finds nothing anew.
  mutating func rememberFacts(rows: Int) {
    let last = min(tree.rows.count, tree.top + rows)
    for index in tree.top..<max(tree.top, last) { facts.remember(tree.rows[index].item) }
    if let item = selected { facts.remember(item) }
  }

  /// Finds the ties of channels when something on screen tells of them.
  mutating func findCoupling() {
    if coupling == nil { coupling = ChannelCoupling(analysis) }
  }

  /// Compares with another model from now on.
  mutating func compare(with comparison: Comparison) {
    self.comparison = comparison
    timingChanged()
  }
}
