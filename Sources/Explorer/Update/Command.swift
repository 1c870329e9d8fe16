/// Everything that a key can do; the name is the one of help, hints and logs.
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
  case increase
  case decrease
  case increaseMore = "increase-by-8"
  case decreaseMore = "decrease-by-8"
  case typeNumber = "type-number"
  case nextDial = "next-dial"
  case previousDial = "previous-dial"
  case undo
  case redo
  case run
  case showOutput = "show-output"
  case nextLayer = "next-layer"
  case previousLayer = "previous-layer"
  case toggleGrid = "grid-or-single"
  case nextChannel = "next-channel"
  case previousChannel = "previous-channel"
  case switchInput = "switch-input"
  case switchColors = "switch-colors"
  case switchScale = "switch-scale"
  case toggleDetail = "detail"
  case help
  case redraw
  case suspend
  case cancel
  case close
  case back
}

/// Where the keys go.
enum Scope: Hashable, Sendable {
  /// The tree.
  case tree
  /// The view of layer outputs.
  case outputs
  /// The help screen.
  case help
  /// The field that takes a number.
  case field
  /// The search line.
  case search
}

extension State {
  /// Where the keys go now.
  var scope: Scope {
    if helpTop != nil { return .help }
    if field != nil { return .field }
    if search != nil { return .search }
    return outputs != nil ? .outputs : .tree
  }
}
