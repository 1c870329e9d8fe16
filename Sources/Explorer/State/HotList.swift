import GraphCore

/// All layers in one table, sorted by a column.
struct HotList: Sendable {
  /// The column that the rows are sorted by; nil takes the time, or the MACs before a run.
  var sort: Column?
  /// Whether the smallest comes first.
  var isAscending = false
  /// The layers in order.
  private(set) var rows: [OutlineItem] = []
  /// For each row, the share of the whole that it and those above it take; nil where shares say
  /// nothing.
  private(set) var cumulative: [Double?] = []
  /// Which row the cursor is on.
  var list = ListState()

  /// The row under the cursor.
  var selected: OutlineItem? { rows.indices.contains(list.cursor) ? rows[list.cursor] : nil }

  /// Puts the cursor on a layer, or on the first layer of a row.
  mutating func select(_ item: OutlineItem) {
    let members = Set(item.nodes)
    list.cursor =
      rows.firstIndex { $0.path == item.path } ?? rows.firstIndex { members.contains($0.node) } ?? 0
  }

  /// Rows in order, with their cumulative shares.
  struct Sorted: Sendable {
    fileprivate var rows: [OutlineItem]
    fileprivate var cumulative: [Double?]
  }

  /// Takes the layers in another order; the cursor stays on its layer.
  mutating func take(_ sorted: Sorted) {
    let before = selected
    rows = sorted.rows
    cumulative = sorted.cumulative
    if let before { select(before) }
  }

  /// The layers of the model in the order of the column.
  func sorted(_ state: State) -> Sorted {
    let column = state.hotColumn
    var keyed: [(item: OutlineItem, key: Double?, place: Int)] = []
    for item in state.outline.allItems where item.kind == .layer && item.inner == nil {
      let facts = state.facts[item.path] ?? RowFacts(cost: .zero)
      keyed.append((item, column.value(item, facts, state), keyed.count))
    }
    keyed.sort { left, right in
      // Equal rows keep their order, and rows without a number come last whichever way.
      switch (left.key, right.key) {
      case (let a?, let b?) where a != b: isAscending ? a < b : a > b
      case (nil, _?): false
      case (_?, nil): true
      default: left.place < right.place
      }
    }
    var sum = 0.0
    let whole = keyed.reduce(0) { $0 + max(0, $1.key ?? 0) }
    let cumulative = keyed.map { row -> Double? in
      guard column.isAdditive, whole > 0 else { return nil }
      sum += max(0, row.key ?? 0)
      return sum / whole
    }
    return Sorted(rows: keyed.map(\.item), cumulative: cumulative)
  }
}

extension Column {
  /// Whether the numbers of layers add up to that of the model.
  var isAdditive: Bool {
    switch self {
    case .parameters, .macs, .activation, .time, .share, .bar: true
    case .layerClass, .shape, .parameterDelta, .macDelta, .receptiveField, .timeDelta, .rate: false
    }
  }
}

extension State {
  /// The column that the hot list is sorted by.
  var hotColumn: Column {
    hot.sort ?? (history.current.timing != nil ? .time : .macs)
  }
}
