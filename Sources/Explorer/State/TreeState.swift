import GraphCore

/// The tree: which rows are open, which one the cursor is on, and how far it is scrolled.
///
/// Moving costs the same in any model; folding and revealing are one pass over a list of numbers.
struct TreeState: Sendable {
  /// The rows that can be seen when scrolling, in order.
  private(set) var rows: TreeRows
  /// The index of the row under the cursor.
  private(set) var cursor = 0
  /// The index of the first row on screen.
  private(set) var top = 0
  /// The width of the widest name with its tree lines.
  private(set) var nameWidth = 0
  /// How many rows fit the filter; nil without one.
  private(set) var matches: Int?

  /// What was opened or closed last, until it is taken.
  private var fold: Fold?
  private var outline: Outline
  private var table: RowTable
  /// Whether rows are open, but for the exceptions.
  private var opensRows: Bool
  /// The paths of the rows that are open where others are closed, or closed where others are open.
  private var exceptions: Set<String> = []
  /// By row of the outline, whether it is open.
  private var isOpen: [Bool] = []
  /// By row of the outline, whether the filter leaves it: it fits, or is around one that fits; nil
  /// leaves all.
  private var isLeft: [Bool]?
  /// Where the user put the cursor; it goes back there when that row comes back.
  private var anchor: Anchor?
  /// Where the cursor is while that row is gone: on a neighbour.
  private var standIn: Anchor?

  /// What was opened or closed.
  enum Fold: Hashable, Sendable {
    case row(String, isOpen: Bool)
    case all(isOpen: Bool)

    /// The command that does so.
    var invocation: Invocation {
      switch self {
      case .row(let path, let isOpen): Invocation(isOpen ? .openRow : .closeRow, path)
      case .all(let isOpen): Invocation(isOpen ? .expandAll : .collapseAll)
      }
    }
  }

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

  /// Rows between the cursor and the edge while there are more beyond it.
  static let scrollMargin = 2

  /// A tree on an outline; of a large one only the outermost rows are open.
  init(_ table: RowTable) {
    outline = table.outline
    self.table = table
    opensRows = outline.allItems.count <= 120
    rows = TreeRows(outline, table, places: [], isOpen: [])
    readExceptions()
    flatten()
    setAnchor()
  }

  /// The row under the cursor.
  var selected: TreeRow? { rows.indices.contains(cursor) ? rows[cursor] : nil }

  /// The row of the outline under the cursor.
  var selectedItem: OutlineItem? { rows.indices.contains(cursor) ? rows.item(cursor) : nil }

  /// Takes over the outline of an edited model; the cursor stays on its row while there is one.
  mutating func update(_ outline: Outline, _ table: RowTable) {
    let hasLayout = outline.hasLayout(of: self.outline)
    let neighbour = hasLayout ? nil : neighbour(in: outline)
    self.outline = outline
    self.table = table
    if let anchor, outline.item(at: anchor.path) == nil,
      let place = outline.allItems.indices.first(where: {
        outline.allItems[$0].node == anchor.call && outline.allItems[$0].kind == anchor.kind
          && outline.allItems[$0].inner == nil
      })
    {
      // The edit gave the row another name, as a 3x3 window that became a 5x5 does.
      let same = outline.allItems[place]
      self.anchor = Anchor(same)
      for ancestor in outline.ancestors(of: same.path) { setOpen(ancestor.path, true) }
    }
    if !hasLayout {
      // Whoever filters does so again.
      isLeft = nil
      matches = nil
      readExceptions()
    }
    standIn = neighbour ?? standIn
    flatten()
    returnToAnchor()
  }

  /// The row beside the one under the cursor when an edit took that away; nil when it is there.
  ///
  /// It is the next one, or the one before where that was the last, of the same row around.
  private func neighbour(in outline: Outline) -> Anchor? {
    guard rows.indices.contains(cursor) else { return nil }
    var calls: [NodeID: OutlineItem]?
    func survivor(_ item: OutlineItem) -> OutlineItem? {
      if let same = outline.item(at: item.path), same.kind == item.kind,
        item.kind != .layer || same.node == item.node
      {
        return same
      }
      let all =
        calls
        ?? Dictionary(
          outline.allItems.lazy.filter { $0.kind == .layer && $0.inner == nil }.map {
            ($0.node, $0)
          },
          uniquingKeysWith: { first, _ in first })
      calls = all
      return item.inner == nil ? all[item.node] : nil
    }
    guard survivor(rows.item(cursor)) == nil else { return nil }
    let around = self.outline.parent(of: rows.place(cursor))
    func first(_ indices: some Sequence<Int>) -> OutlineItem? {
      for index in indices {
        let place = rows.place(index)
        // Beyond the row around there is no neighbour any more.
        if let around, place <= around || place >= self.outline.end(of: around) { return nil }
        guard self.outline.parent(of: place) == around else { continue }
        if let item = survivor(rows.item(index)) { return item }
      }
      return nil
    }
    let found = first(cursor + 1..<rows.count) ?? first((0..<cursor).reversed())
    return found.map { Anchor($0) }
  }

  /// Leaves only some rows, by their places in the outline, and those around them; nil leaves all.
  mutating func setFilter(_ places: [Int]?) {
    matches = places?.count
    isLeft = places.map { places in
      var isLeft = [Bool](repeating: false, count: outline.allItems.count)
      for place in places {
        var row: Int? = place
        while let next = row, !isLeft[next] {
          isLeft[next] = true
          row = outline.parent(of: next)
        }
      }
      return isLeft
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
    setAnchor()
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
    fold = .all(isOpen: open)
    opensRows = open
    exceptions = []
    readExceptions()
    flatten()
    returnToAnchor()
  }

  /// Puts the cursor on the row of a path, and opens what hides it; when it is gone, on the
  /// innermost row around it.
  mutating func reveal(path: String) {
    var changed = false
    for ancestor in outline.ancestors(of: path) where setOpen(ancestor.path, true) {
      changed = true
    }
    if let isLeft, let row = outline.row(at: path), !isLeft[row] {
      self.isLeft = nil
      matches = nil
      changed = true
    }
    if changed { flatten() }
    select(path: path)
    setAnchor()
  }

  private mutating func setAnchor() {
    anchor = selectedItem.map { Anchor($0) }
    standIn = nil
  }

  private mutating func moveToParent() {
    guard rows.indices.contains(cursor), let parent = outline.parent(of: rows.place(cursor)),
      let index = rows.index(ofPlace: parent)
    else { return }
    select(index: index)
  }

  /// Takes what was opened or closed since the last time; the last of several.
  mutating func takeFold() -> Fold? {
    defer { fold = nil }
    return fold
  }

  /// Opens or closes the row of a path, and puts the cursor on it.
  mutating func set(_ path: String, open: Bool) {
    fold = .row(path, isOpen: open)
    setOpen(path, open)
    flatten()
    select(path: path)
    setAnchor()
  }

  /// Opens or closes a row; true when it was not so before.
  @discardableResult
  private mutating func setOpen(_ path: String, _ open: Bool) -> Bool {
    let isChanged =
      open == opensRows
      ? exceptions.remove(path) != nil : exceptions.insert(path).inserted
    if isChanged, let row = outline.row(at: path), isOpen.indices.contains(row) {
      isOpen[row] = open
    }
    return isChanged
  }

  private mutating func readExceptions() {
    isOpen = Array(repeating: opensRows, count: outline.allItems.count)
    for path in exceptions {
      if let row = outline.row(at: path) { isOpen[row] = !opensRows }
    }
  }

  /// Puts the cursor on the row where the user left it, or the innermost one around that.
  private mutating func returnToAnchor() {
    guard let anchor else { return }
    if returnTo(anchor) { return }
    if outline.item(at: anchor.path) == nil, let standIn {
      if !returnTo(standIn) { select(path: standIn.path) }
      return
    }
    select(path: anchor.path)
  }

  /// Puts the cursor on the row where the user left it; false when it can't be seen.
  private mutating func returnTo(_ anchor: Anchor) -> Bool {
    if let index = outline.row(at: anchor.path).flatMap({ rows.index(ofPlace: $0) }),
      anchor.node.map({ rows.item(index).nodes.contains($0) }) ?? true
    {
      cursor = index
      return true
    }
    if let node = anchor.node,
      let index = rows.indices.first(where: {
        let item = rows.item($0)
        return item.kind == .layer && item.node == node && item.inner == nil
      })
    {
      cursor = index
      return true
    }
    return false
  }

  /// Puts the cursor on the row of a path, or on the innermost one around it that can be seen.
  private mutating func select(path: String) {
    var path = path
    while true {
      var row = outline.row(at: path)
      while let next = row {
        if let index = rows.index(ofPlace: next) {
          cursor = index
          return
        }
        row = outline.parent(of: next)
      }
      // A path that is gone: what is left of it, from the inside out.
      guard let slash = path.lastIndex(of: "/") else { break }
      path = String(path[..<slash])
    }
    cursor = max(0, min(rows.count - 1, cursor))
  }

  /// Lists the rows that can be seen; a filter opens what leads to the rows that fit.
  private mutating func flatten() {
    var places: [Int] = []
    var open = isOpen
    let isFiltered = isLeft != nil
    var widest = 0
    var row = 0
    let count = outline.allItems.count
    places.reserveCapacity(rows.count)
    while row < count {
      let end = outline.end(of: row)
      if let isLeft, !isLeft[row] {
        row = end
        continue
      }
      places.append(row)
      widest = max(widest, table.widths[row])
      let opens = end > row + 1 && (isFiltered || isOpen[row])
      open[row] = opens
      row = opens ? row + 1 : end
    }
    rows = TreeRows(outline, table, places: places, isOpen: open)
    nameWidth = widest
    cursor = max(0, min(cursor, rows.count - 1))
  }
}
