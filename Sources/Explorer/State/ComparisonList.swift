import GraphCore

/// A row of the comparison of two models.
struct ComparisonRow: Sendable {
  /// How it differs.
  enum Mark: Hashable, Sendable {
    case same
    case changed
    case added
    case removed
  }

  /// How it differs.
  var mark: Mark
  /// How deep it stands.
  var depth: Int
  /// The row in the current model; of a removed one, in the model that is compared with.
  var item: OutlineItem
  /// The cost before; nil for an added row.
  var oldCost: LayerCost?
  /// The cost now; nil for a removed row.
  var newCost: LayerCost?
  /// The shape before; nil for an added row.
  var oldShape: Shape?
  /// The shape now; nil for a removed row.
  var newShape: Shape?
  /// The time before, in milliseconds.
  var oldTime: Double?
  /// The time now, in milliseconds.
  var newTime: Double?
}

/// The rows of the comparison of two models.
struct ComparisonList: Sendable {
  /// Whether rows without a difference are shown too.
  var showsAll = false
  /// The rows.
  private(set) var rows: [ComparisonRow] = []
  /// The cells that names and columns take.
  private(set) var widths = ComparisonWidths()
  /// Which row the cursor is on.
  var list = ListState()

  /// The path of the row on which the cursor was put when the list was opened.
  private var opened: String?
  /// The row that was gone to and is not listed yet.
  private var wanted: OutlineItem?

  /// Whether the cursor was moved to another row since then.
  var hasMoved: Bool { wanted != nil || selected?.item.path != opened }

  /// Begins anew: the cursor counts as not moved.
  mutating func open() {
    wanted = nil
    opened = selected?.item.path
  }

  /// Puts the cursor on a row, or on the nearest one around or inside it, where it counts as not moved.
  mutating func select(_ item: OutlineItem) {
    if !move(to: item) { list.cursor = 0 }
    wanted = nil
    opened = selected?.item.path
  }

  /// Puts the cursor on a row, or on the nearest one around or inside it; where there is none, as soon as
  /// one is listed.
  ///
  /// - Returns: whether there is one.
  @discardableResult
  mutating func move(to item: OutlineItem) -> Bool {
    let place = place(of: item)
    wanted = place == nil ? item : nil
    if let place { list.cursor = place }
    return place != nil
  }

  private func place(of item: OutlineItem) -> Int? {
    let members = Set(item.nodes)
    return rows.firstIndex { $0.item.path == item.path }
      ?? rows.firstIndex { members.contains($0.item.node) }
      ?? rows.lastIndex { $0.item.nodes.contains(item.node) }
  }

  /// The row under the cursor.
  var selected: ComparisonRow? { rows.indices.contains(list.cursor) ? rows[list.cursor] : nil }

  /// The rows of the model that differ, or all of them.
  func differences(_ state: State) -> [ComparisonRow] {
    var builder = ComparisonBuilder(state)
    builder.visit(state.outline.items, depth: 0)
    builder.finish()
    return builder.rows.filter { row in
      guard showsAll || row.mark != .same else { return false }
      guard let filter = state.filter, !state.model.isStopped,
        !state.filterKeeps.contains(row.item.path)
      else { return true }
      guard row.mark == .removed else { return filter.fits(row.item, state) }
      return filter.fits(
        row.item, in: state.comparison.analysis,
        Query.Numbers(
          facts: { row.oldCost.map { RowFacts(cost: $0, milliseconds: row.oldTime) } },
          field: { nil }))
    }
  }

  /// Takes other rows; the cursor stays on its row while there is one.
  mutating func take(_ rows: [ComparisonRow], _ widths: ComparisonWidths) {
    let before = selected
    self.widths = widths
    self.rows = rows
    if let before, let place = rows.firstIndex(where: { $0.item.path == before.item.path }) {
      list.cursor = place
    }
    if let wanted, let place = place(of: wanted) { list.cursor = place }
    wanted = nil
    list.cursor = max(0, min(rows.count - 1, list.cursor))
  }
}

/// Puts the rows of the current model and those that are gone in one order.
private struct ComparisonBuilder {
  private let state: State
  private let old: ModelAnalysis
  private let counterpart: @Sendable (NodeID) -> NodeID?
  /// The rows that are gone, by the call of the current model before which they stood; nil for the
  /// end.
  private var gone: [NodeID?: [OutlineItem]] = [:]
  private(set) var rows: [ComparisonRow] = []

  init(_ state: State) {
    self.state = state
    old = state.comparison.analysis
    counterpart = state.facts.counterpart
    var survivors: [NodeID: NodeID] = [:]
    for node in state.analysis.calls {
      if let partner = counterpart(node) { survivors[partner] = node }
    }
    var list: [(item: OutlineItem?, survivor: NodeID?)] = []
    Self.collect(state.comparison.outline.items, survivors, to: &list)
    var next: NodeID?
    for entry in list.reversed() {
      if let item = entry.item {
        gone[next, default: []].insert(item, at: 0)
      } else {
        next = entry.survivor
      }
    }
  }

  /// The outermost rows all of whose layers are gone, and the layers that are not, in order.
  private static func collect(
    _ items: [OutlineItem], _ survivors: [NodeID: NodeID],
    to list: inout [(item: OutlineItem?, survivor: NodeID?)]
  ) {
    for item in items {
      if item.nodes.allSatisfy({ survivors[$0] == nil }) {
        list.append((item, nil))
      } else if item.children.isEmpty || item.kind == .layer {
        list.append((nil, survivors[item.node]))
      } else {
        collect(item.children, survivors, to: &list)
      }
    }
  }

  mutating func visit(_ items: [OutlineItem], depth: Int) {
    for item in items {
      // What is gone stands before the layer that followed it, at that layer's depth.
      if item.children.isEmpty || item.kind == .layer { appendGone(before: item.node, depth) }
      rows.append(row(item, depth))
      if item.kind != .layer { visit(item.children, depth: depth + 1) }
    }
  }

  mutating func finish() { appendGone(before: nil, 0) }

  private mutating func appendGone(before node: NodeID?, _ depth: Int) {
    for item in gone.removeValue(forKey: node) ?? [] {
      rows.append(
        ComparisonRow(
          mark: .removed, depth: depth, item: item, oldCost: old.share(of: item.nodes),
          newCost: nil, oldShape: old.shape(of: item.node), newShape: nil,
          oldTime: time(of: item, state.comparison.timing), newTime: nil))
    }
  }

  private func row(_ item: OutlineItem, _ depth: Int) -> ComparisonRow {
    let facts = state.facts[item.path] ?? RowFacts(cost: .zero)
    let mark: ComparisonRow.Mark =
      switch facts.mark {
      case .same: .same
      case .changed: .changed
      case .added: .added
      }
    // A row that stands elsewhere now is matched through its layers.
    let partners = mark == .added ? [] : item.nodes.compactMap(counterpart)
    let old = partners.isEmpty ? nil : facts.originalCost ?? self.old.share(of: partners)
    return ComparisonRow(
      mark: mark, depth: depth, item: item, oldCost: old, newCost: facts.cost,
      oldShape: mark == .added
        ? nil : facts.originalShape ?? partners.last.map { self.old.shape(of: $0) },
      newShape: state.analysis.shape(of: item.node),
      oldTime: facts.originalMilliseconds, newTime: facts.milliseconds)
  }

  private func time(of item: OutlineItem, _ timing: PassTiming?) -> Double? {
    timing.map { timing in item.nodes.reduce(0) { $0 + (timing.layers[$1] ?? 0) } }
  }
}
