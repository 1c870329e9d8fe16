/// Where everything stands on a screen of a size; the same for `update` and `view`.
struct ScreenLayout: Hashable, Sendable {
  /// Whether the screen is large enough for anything.
  var isUsable = true
  /// The lines on top.
  var header = Rect(Size(0, 0))
  /// The line of column headings; without rows on a low screen.
  var headings = Rect(Size(0, 0))
  /// The rows of the tree.
  var tree = Rect(Size(0, 0))
  /// The detail pane, its title included; nil when it is hidden.
  var detail: Rect?
  /// Whether the detail pane stands beside the tree rather than below it.
  var detailIsBeside = false
  /// The view of outputs; nil when it is closed.
  var outputs: Rect?
  /// The line of messages and progress; shared with `hints` on a low screen.
  var status = Rect(Size(0, 0))
  /// The bottom line; without rows on a low screen.
  var hints = Rect(Size(0, 0))
  /// The rows of the help screen.
  var helpRows = 1

  /// The smallest screen that shows the tree.
  static let minimum = Size(20, 5)

  /// From this width on the details stand beside the tree: on less, names and columns need all of it.
  static let besideFrom = 120

  /// The layout of a state.
  init(_ state: State) {
    let size = state.size
    guard size.width >= Self.minimum.width, size.height >= Self.minimum.height else {
      isUsable = false
      return
    }
    var rest = Rect(size)
    header = rest.removeTop(size.height >= 14 ? 2 : 1)
    if size.height >= 7 { hints = rest.removeBottom(1) }
    status = rest.removeBottom(1)
    helpRows = max(1, size.height - 3)
    if state.outputs != nil {
      if size.width >= 110, !state.isZoomed {
        outputs = rest.removeRight(size.width - 42)
      } else {
        outputs = rest
      }
    } else if state.hasOnePane {
      if state.isDetailFocused { detail = rest.removeTop(rest.height) }
    } else if state.showsDetail {
      if size.width >= Self.besideFrom {
        detail = rest.removeRight(min(66, size.width * 2 / 5))
        detailIsBeside = true
      } else if rest.height >= 13 {
        let wanted = max(8, rest.height - state.tree.rows.count - 1)
        detail = rest.removeBottom(min(wanted, max(8, rest.height * 2 / 5)))
      }
    }
    if size.height >= 9, !rest.isEmpty { headings = rest.removeTop(1) }
    tree = rest
  }
}

extension State {
  /// Whether rows and details do not stand beside each other, for want of room or by choice, so that the
  /// keys that lead to the other pane put it in the place of this one.
  var hasOnePane: Bool {
    isZoomed || (size.width < ScreenLayout.besideFrom && size.height < 17)
  }
}
