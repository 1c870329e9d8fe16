import Compute
import GraphCore

/// Everything that the explorer knows; the screen is a function of it.
struct State: Sendable {
  /// What stays when another model is opened.
  var setup: Setup
  /// The model with all that is derived from it.
  var model: ModelState
  /// Work in the background.
  var work = WorkState()
  /// A script or a journal that is being done; nil when none is.
  var replay: ReplayState?
  /// A file that is being written; nil when none is.
  var writing: WritingState?
  /// The tree.
  var tree: TreeState
  /// What stands in the place of the tree.
  var page = Page.tree
  /// The pages behind it, to which leaving it goes back; the last one first.
  var pagesBehind: [Page] = []
  /// How the row of the tree was looked at before they came in front of it.
  var rowBehind: RowBehind?
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

  /// Whether the detail pane shows what the last run came to, until the cursor moves.
  var showsResult = false
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
  /// What n and N look for in the lines of states and log.
  var lastLine = ""
  /// What the rows of the tree must fit; nil shows all.
  var filter: Query?
  /// The paths of rows that stay, though an edit made them fit no longer, until the filter is typed anew.
  var filterKeeps: Set<String> = []
  /// The paths of the rows that are marked.
  var marks: Set<String> = []
  /// Whether the keys that move scroll the details, as Tab says.
  var isDetailFocused = false
  /// Whether the pane that has the keys has the whole screen.
  var isZoomed = false
  /// The help screen; nil when it is closed.
  var help: HelpState?
  /// The line that takes commands; nil when it is closed.
  var commandLine: CommandLineState?
  /// Everything that was done, as the lines that do it again.
  private(set) var log: [LogEntry] = []
  /// What of the log is not in the journal yet.
  private var unwritten: [Invocation] = []
  /// Where the user is, as far as the log tells.
  private var noted = Whereabouts()
  /// Something that must be answered first; nil when nothing must.
  var question: Question?
  /// The version that is in a file; nil when none is.
  var savedVersion: Int? = 0
  /// The rule by which the weights in that file were cut.
  var savedKeep: FilterSelection?
  /// What was written last to another file than the one that the model is saved to.
  var copied: WriteRequest?
  /// What is to be written when the question whether to replace a file is answered with yes.
  var replacing: WriteRequest?
  /// Whether the program ends when the file is written.
  var leavesAfterSaving = false
  /// What just happened.
  var message: Message?

  /// What edits made of the weights that a file gave; nil before that was asked.
  var fitted: FittedWeights?
  /// The run in the background.
  var run: RunState?
  /// The version that was the current one before this; nil before any edit.
  var versionLeft: Int?
  /// The output view; nil when it is closed.
  var outputs: OutputsState?
  /// What the model is run on.
  var input: InputChoice
  /// What it was run on before a file was chosen.
  var inputBefore: InputChoice?
  /// What it was run on last that was no random numbers, since another one was chosen.
  var lastPicture: InputChoice?
  /// The last pass whose outputs were kept.
  var inspected: InspectedPass?
  /// How the number under the cursor came about.
  var explanation: PixelExplanation?
  /// The input of that pass, once a pixel is looked at.
  var shownInput: ShownOutput?
  /// The output of that pass that was asked for last.
  var shown: ShownOutput?

  /// The state on opening a model.
  init(_ setup: Setup, _ model: ModelState) {
    self.setup = setup
    self.model = model
    savedKeep = setup.keep
    input = setup.inputNames[.photograph] == nil ? .random : .photograph
    tree = TreeState(model.table)
    noted = whereabouts(after: noted)
  }

  /// The state on opening a model with the standard settings.
  init(
    modelName: String, analysis: ModelAnalysis, size: Size, display: Display = Display(),
    engineName: String = "", inputNames: [InputChoice: String] = [.random: "random, seed 1"]
  ) {
    self.init(
      Setup(
        modelName: modelName, engineName: engineName, inputNames: inputNames, picture: nil,
        size: size, display: display, now: 0, columns: ColumnChoice(), colorMap: .viridis,
        showsDetail: true,
        keymap: .standard, hasMouse: true, live: LiveTiming(), commandHistory: [], savePath: nil,
        savedName: nil, home: nil, classNames: [], keep: nil, nextID: 1), ModelState(analysis))
  }

  /// The row under the cursor, in the tree or on the page in its place.
  var selected: OutlineItem? {
    switch page {
    // Until a large model is listed anew, rows may be those of the model before.
    case .hot: hot.selected.flatMap { outline.item(at: $0.path) }
    case .compare:
      // A row that is gone is no row to edit.
      comparisonList.selected.flatMap {
        $0.mark == .removed ? nil : outline.item(at: $0.item.path)
      }
    case .tree, .history, .log: tree.selectedItem
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

  /// Notes what was done; of moves in a row only the last is kept.
  mutating func note(_ invocation: Invocation) {
    if case .done(let last)? = log.last, invocation.supersedes(last) { log.removeLast() }
    log.append(.done(invocation))
    if invocation.command.isJournaled { unwritten.append(invocation) }
  }

  /// Notes where the user went since the last time, and what was folded.
  mutating func noteWhereabouts() {
    if let fold = tree.takeFold() { note(fold.invocation) }
    // What is typed in the line of search or filter counts when it is taken.
    guard search == nil else { return }
    let now = whereabouts(after: noted)
    guard now != noted else { return }
    for command in now.commands(from: noted) { note(command) }
    noted = now
  }

  /// Notes a search: from another row it leads elsewhere, so where it led to is noted behind it.
  mutating func note(search query: Query) {
    note(Invocation(.search, query.text))
    noted.row = ""
  }

  /// Notes what came of something that was done.
  mutating func remark(_ text: String) { log.append(.remark(text)) }

  /// Takes what is to be put into the journal.
  mutating func takeUnwritten() -> [Invocation] {
    defer { unwritten.removeAll(keepingCapacity: true) }
    return unwritten
  }

  /// A fresh identifier.
  mutating func takeID() -> Int {
    setup.nextID += 1
    return setup.nextID - 1
  }

  /// Takes over what the settings say.
  mutating func take(_ settings: Settings) {
    keymap = settings.keymap
    columns = settings.columns
    showsDetail = settings.showsDetail
  }

  /// Begins anew with another model; what was done before is forgotten, the setup stays.
  mutating func restart(_ model: ModelState) {
    self = State(setup, model)
  }

  /// Finds the facts of the rows on screen, so that drawing them again finds nothing anew.
  mutating func rememberFacts(rows: Int) {
    let last = min(tree.rows.count, tree.top + rows)
    for index in tree.top..<max(tree.top, last) { model.remember(tree.rows.item(index)) }
    if let item = selected { model.remember(item) }
  }
}

// MARK: - What is looked at often

extension State {
  var history: EditHistory { model.history }
  var analysis: ModelAnalysis { model.history.analysis }
  var inputValues: LayerValues? { shownInput?.values }
  var outline: Outline { model.outline }
  var comparison: Comparison { model.comparison }
  var isCompared: Bool { model.isCompared }
  var receptiveFields: ReceptiveFields { model.receptiveFields }
  var coupling: ChannelCoupling? { model.coupling }
  var facts: FactTable { model.facts }
  var layerTime: Double { model.layerTime }
  var shapeWidth: Int { model.shapeWidth }

  var modelName: String { setup.modelName }
  var engineName: String { setup.engineName }
  var inputNames: [InputChoice: String] { setup.inputNames }
  var display: Display { setup.display }
  var size: Size {
    get { setup.size }
    set { setup.size = newValue }
  }
  var now: Int {
    get { setup.now }
    set { setup.now = newValue }
  }
  var columns: ColumnChoice {
    get { setup.columns }
    set { setup.columns = newValue }
  }
  var colorMap: ColorMap {
    get { setup.colorMap }
    set { setup.colorMap = newValue }
  }
  var showsDetail: Bool {
    get { setup.showsDetail }
    set { setup.showsDetail = newValue }
  }
  var keymap: Keymap {
    get { setup.keymap }
    set { setup.keymap = newValue }
  }
  var hasMouse: Bool {
    get { setup.hasMouse }
    set { setup.hasMouse = newValue }
  }
  var live: LiveTiming {
    get { setup.live }
    set { setup.live = newValue }
  }
  var commandHistory: [String] {
    get { setup.commandHistory }
    set { setup.commandHistory = newValue }
  }
  var savePath: String? {
    get { setup.savePath }
    set { setup.savePath = newValue }
  }
  var keep: FilterSelection? {
    get { setup.keep }
    set { setup.keep = newValue }
  }
  var classNames: [String] {
    get { setup.classNames }
    set { setup.classNames = newValue }
  }
}
