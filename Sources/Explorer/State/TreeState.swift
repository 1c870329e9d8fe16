import GraphCore

/// One line of the tree as it is on screen.
struct TreeRow: Sendable {
  /// The row of the outline.
  var item: OutlineItem
  /// How deep it stands; 0 for the outermost.
  var depth: Int
  /// For each depth above this row's own, whether the line goes on below; the last is its own.
  var isLast: [Bool]
  /// Whether its children are shown.
  var isExpanded: Bool

  /// Whether there are rows inside.
  var hasChildren: Bool { !item.children.isEmpty }
}

/// The tree: which rows are open, which one the cursor is on, and how far it is scrolled.
struct TreeState: Sendable {
  /// The rows that can be seen when scrolling, in order.
  private(set) var rows: [TreeRow] = []
  /// The index of the row under the cursor.
  private(set) var cursor = 0
  /// The index of the first row on screen.
  private(set) var top = 0
  /// The width of the widest name with its tree lines.
  private(set) var nameWidth = 0
  private var closed: Set<String> = []
  /// The rows that a filter leaves: those that fit, and those around them; nil leaves all.
  private var left: Set<String>?
  /// How many rows fit the filter; nil without one.
  private(set) var matches: Int?
  /// Where the user put the cursor; it goes back there when that row comes back.
  private var anchor: Anchor?

  /// A row by its path, and by its call where it stands for one.
  private struct Anchor: Hashable, Sendable {
    var path: String
    var node: NodeID?
    var call: NodeID
    var kind: OutlineItem.Kind

    init(_ item: OutlineItem) {
      path = item.path
      call = item.node
      kind = item.kind
      node = item.kind == .layer && item.inner == nil ? item.node : nil
    }
  }

  private var outline: Outline

  /// Rows between the cursor and the edge while there are more beyond it.
  static let scrollMargin = 2

  /// A tree on an outline; of a large one only the outermost rows are open.
  init(_ outline: Outline) {
    self.outline = outline
    let all = outline.allItems
    if all.count > 120 { closed = Set(all.filter { !$0.children.isEmpty }.map(\.path)) }
    flatten()
    anchor = selected.map { Anchor($0.item) }
  }

  /// The row under the cursor.
  var selected: TreeRow? { rows.indices.contains(cursor) ? rows[cursor] : nil }

  /// Whether every row is open.
  var isFullyExpanded: Bool { closed.isEmpty }

  /// Takes over the outline of an edited model; the cursor stays on its row while there is one.
  mutating func update(_ outline: Outline) {
    self.outline = outline
    if let anchor, outline.item(at: anchor.path) == nil,
      let same = outline.allItems.first(where: {
        $0.node == anchor.call && $0.kind == anchor.kind && $0.inner == nil
      })
    {
      // The edit gave the row another name, as a 3x3 window that became a 5x5 does.
      self.anchor = Anchor(same)
      for ancestor in outline.ancestors(of: same.path) { closed.remove(ancestor.path) }
    }
    flatten()
    returnToAnchor()
  }

  /// Leaves only rows of some paths and those around them; nil leaves all.
  mutating func setFilter(_ paths: Set<String>?) {
    matches = paths?.count
    left = paths.map { paths in
      var left = paths
      for path in paths {
        for ancestor in outline.ancestors(of: path) { left.insert(ancestor.path) }
      }
      return left
    }
    flatten()
    returnToAnchor()
  }

  /// Moves the cursor by some rows.
  mutating func move(by rows: Int) {
    select(index: cursor + rows)
  }

  /// Puts the cursor on a row, or the nearest there is.
  mutating func select(index: Int) {
    cursor = max(0, min(rows.count - 1, index))
    anchor = selected.map { Anchor($0.item) }
  }

  /// Scrolls so that the cursor is among some visible rows, with a margin where there is room.
  mutating func scroll(toShow visible: Int) {
    let margin = max(0, min(Self.scrollMargin, (visible - 1) / 2))
    top = min(top, cursor - margin)
    top = max(top, cursor + margin - visible + 1)
    top = max(0, min(top, rows.count - visible))
  }

  /// Opens or closes the row under the cursor; a row without children closes its parent.
  mutating func toggle() {
    guard let row = selected else { return }
    if row.hasChildren {
      set(row.item.path, open: !row.isExpanded)
    } else {
      moveToParent()
      if let parent = selected, parent.hasChildren { set(parent.item.path, open: false) }
    }
  }

  /// Closes the row under the cursor, or goes to its parent when there is nothing to close.
  mutating func closeOrParent() {
    guard let row = selected else { return }
    if row.isExpanded { set(row.item.path, open: false) } else { moveToParent() }
  }

  /// Opens the row under the cursor, or goes to its first child when it is open.
  mutating func openOrChild() {
    guard let row = selected, row.hasChildren else { return }
    if row.isExpanded { move(by: 1) } else { set(row.item.path, open: true) }
  }

  /// Opens every row, or closes every row.
  mutating func setAll(open: Bool) {
    closed =
      open ? [] : Set(outline.allItems.filter { !$0.children.isEmpty }.map(\.path))
    flatten()
    returnToAnchor()
  }

  /// Puts the cursor on the row of a path, and opens what hides it; when it is gone, on the
  /// innermost row around it.
  mutating func reveal(path: String) {
    var changed = false
    for ancestor in outline.ancestors(of: path) where closed.remove(ancestor.path) != nil {
      changed = true
    }
    if left?.contains(path) == false {
      left = nil
      matches = nil
      changed = true
    }
    if changed { flatten() }
    select(path: path)
    anchor = selected.map { Anchor($0.item) }
  }

  /// Puts the cursor on the row of a call.
  mutating func reveal(node: NodeID) {
    guard let item = outline.allItems.first(where: { $0.kind == .layer && $0.node == node })
    else { return }
    reveal(path: item.path)
  }

  private mutating func moveToParent() {
    guard let row = selected, row.depth > 0 else { return }
    if let parent = rows[..<cursor].lastIndex(where: { $0.depth < row.depth }) {
      select(index: parent)
    }
  }

  private mutating func set(_ path: String, open: Bool) {
    if open { closed.remove(path) } else { closed.insert(path) }
    flatten()
    select(path: path)
    anchor = selected.map { Anchor($0.item) }
  }

  /// Puts the cursor on the row where the user left it, or the innermost one around that.
  private mutating func returnToAnchor() {
    guard let anchor else { return }
    if let index = rows.firstIndex(where: { $0.item.path == anchor.path }),
      anchor.node.map({ rows[index].item.nodes.contains($0) }) ?? true
    {
      cursor = index
      return
    }
    if let node = anchor.node,
      let index = rows.firstIndex(where: {
        $0.item.kind == .layer && $0.item.node == node && $0.item.inner == nil
      })
    {
      cursor = index
      return
    }
    select(path: anchor.path)
  }

  private mutating func select(path: String) {
    var path = path
    while true {
      if let index = rows.firstIndex(where: { $0.item.path == path }) {
        cursor = index
        return
      }
      // A run is left out of the paths of what is inside of it.
      if let around = outline.ancestors(of: path).last?.path {
        path = around
      } else {
        guard let slash = path.lastIndex(of: "/") else { break }
        path = String(path[..<slash])
      }
    }
    cursor = max(0, min(rows.count - 1, cursor))
  }

  private mutating func flatten() {
    var rows: [TreeRow] = []
    func visit(_ items: [OutlineItem], _ isLast: [Bool]) {
      for (index, item) in items.enumerated() {
        if let left, !left.contains(item.path) { continue }
        // A filter opens what leads to the rows that fit.
        let isOpen = !item.children.isEmpty && (left != nil || !closed.contains(item.path))
        let lines = isLast + [index == items.count - 1]
        rows.append(
          TreeRow(item: item, depth: isLast.count, isLast: lines, isExpanded: isOpen))
        if isOpen { visit(item.children, lines) }
      }
    }
    visit(outline.items, [])
    self.rows = rows
    nameWidth = rows.map(\.nameWidth).max() ?? 0
    cursor = max(0, min(cursor, rows.count - 1))
  }
}

extension TreeRow {
  /// The tree lines before the name: a blank or a line for each depth, then the fold mark.
  var lines: String {
    var text = ""
    for level in 1..<max(1, isLast.count) {
      let isOwn = level == isLast.count - 1
      if isOwn {
        text += isLast[level] ? "└" : "├"
      } else {
        text += isLast[level] ? "  " : "│ "
      }
    }
    if hasChildren { return text + (isExpanded ? "▾ " : "▸ ") }
    return text + (depth == 0 ? "  " : "─ ")
  }

  /// The columns that lines, name and role take.
  var nameWidth: Int {
    let role = item.role.map { DisplayWidth.of($0) + 2 } ?? 0
    return 2 * max(1, depth) + (depth > 0 ? 1 : 0) + DisplayWidth.of(item.title) + role
  }
}
