/// Everything that can be done; the raw value is the name after `:`, in the log and in the settings.
enum Command: String, Hashable, Sendable, CaseIterable {
  case up
  case down
  case left
  case right
  case top
  case bottom
  case pageUp = "page-up"
  case pageDown = "page-down"
  case halfPageUp = "half-page-up"
  case halfPageDown = "half-page-down"
  case toggleFold = "fold"
  case expandAll = "expand-all"
  case collapseAll = "collapse-all"
  case search
  case findNext = "find-next"
  case findPrevious = "find-previous"
  case filter
  case nextPane = "next-pane"
  case openRow = "open-row"
  case closeRow = "close-row"
  case goTo = "go-to"
  case increase
  case decrease
  case increaseMore = "increase-by-8"
  case decreaseMore = "decrease-by-8"
  case mark
  case unmarkAll = "unmark-all"
  case typeNumber = "type-number"
  case nextDial = "next-dial"
  case previousDial = "previous-dial"
  case dial
  case edit
  case undo
  case redo
  case add
  case setField = "set-field"
  case keep
  case budget
  case state
  case view
  case hotList = "hot-list"
  case compare
  case history
  case log
  case liveTiming = "live-timing"
  case sort
  case sortNext = "sort-next"
  case sortPrevious = "sort-previous"
  case invertSort = "invert-sort"
  case showAll = "all-rows"
  case comparisonBase = "compare-with"
  case remove
  case duplicate
  case makeResidual = "make-residual"
  case columns
  case run
  case showOutput = "show-output"
  case nextLayer = "next-layer"
  case previousLayer = "previous-layer"
  case stepForward = "step-forward"
  case stepBack = "step-back"
  case stepInto = "step-into"
  case stepOut = "step-out"
  case breakAt = "break"
  case continueToBreak = "continue"
  case toggleGrid = "grid-or-single"
  case nextChannel = "next-channel"
  case previousChannel = "previous-channel"
  case channel
  case pixel
  case switchInput = "switch-input"
  case input
  case preprocess
  case resize
  case labels
  case switchColors = "switch-colors"
  case switchScale = "switch-scale"
  case toggleMouse = "mouse"
  case toggleDetail = "detail"
  case zoom
  case copyName = "copy-name"
  case copyRow = "copy-row"
  case commandLine = "commands"
  case detailDown = "detail-down"
  case detailUp = "detail-up"
  case help
  case redraw
  case suspend
  case cancel
  case close
  case back
  case quit
  case saveAndQuit = "save-and-quit"
  case quitWithoutSaving = "quit-without-saving"
  case save
  case export
}

extension Command {
  /// Whether, with what it takes, it sets something whatever that was before.
  var isAbsolute: Bool {
    switch self {
    case .goTo, .view, .filter, .sort, .showAll, .dial, .channel, .pixel, .columns, .nextPane,
      .toggleDetail, .zoom, .toggleMouse, .liveTiming, .toggleGrid, .switchScale, .switchColors,
      .switchInput, .input, .preprocess, .resize, .labels, .breakAt:
      true
    default: false
    }
  }
}

/// Where the keys go.
enum Scope: String, Hashable, Sendable, CaseIterable {
  /// The tree.
  case tree
  /// The hot list; what it does not know is done in the tree.
  case hot = "hot list"
  /// The comparison; what it does not know is done in the tree.
  case compare = "comparison"
  /// The list of states; no row of the tree is there to be changed.
  case history = "states"
  /// The log; the same.
  case log
  /// The view of layer outputs.
  case outputs
  /// The help screen.
  case help
  /// The field that takes a number.
  case field
  /// The search line.
  case search
  /// The line that takes commands.
  case commandLine = "command line"
  /// A question.
  case question
  /// The search in the help screen.
  case helpSearch = "search of help"
  /// A list to choose from.
  case menu
}

extension State {
  /// Where the keys go now.
  var scope: Scope {
    if question != nil { return .question }
    if let help { return help.isTyping ? .helpSearch : .help }
    if commandLine != nil { return .commandLine }
    if menu != nil { return .menu }
    if field != nil { return .field }
    if search != nil { return .search }
    return viewScope
  }

  /// Where the keys go when nothing stands in front of the view.
  var viewScope: Scope {
    if outputs != nil { return .outputs }
    switch page {
    case .tree: return .tree
    case .hot: return .hot
    case .compare: return .compare
    case .history: return .history
    case .log: return .log
    }
  }
}

extension Set<Scope> {
  /// Every view that is a list; in two of them there are no rows of the model.
  static let lists: Set = [.tree, .history, .log]
}

extension Scope {
  /// Where keys go that mean nothing here; nil when they do nothing.
  var fallback: Scope? {
    switch self {
    case .hot, .compare: .tree
    default: nil
    }
  }
}
