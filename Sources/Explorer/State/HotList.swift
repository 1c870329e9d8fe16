import GraphCore

/// All layers in one table, sorted by a column.
struct HotList: Sendable {
  /// What the rows are sorted by; nil takes the time, or the MACs before a run.
  var sort: SortKey?
  /// Whether the smallest comes first.
  var isAscending = false
  /// The layers in order.
  private(set) var rows: [OutlineItem] = []
  /// For each row, the share of the whole that it and those above it take; nil where shares say
  /// nothing.
  private(set) var cumulative: [Double?] = []
  /// The columns that the widest name with its part takes.
  private(set) var nameWidth = 8
  /// Which row the cursor is on.
  var list = ListState()
  /// The row where the user left the cursor; it goes back there when a filter lets that row in again.
  private var anchor: OutlineItem?
  /// The path of the row on which the list put the cursor itself.
  private var landed: String?

  /// The path of the row on which the cursor was put when the list was opened.
  private var opened: String?

  /// Whether the cursor was moved to another row since then.
  var hasMoved: Bool { selected?.path != opened }

  /// The row under the cursor.
  var selected: OutlineItem? { rows.indices.contains(list.cursor) ? rows[list.cursor] : nil }

  /// Puts the cursor on a layer, or on the first layer of a row, where it counts as not moved.
  mutating func open(at item: OutlineItem) {
    select(item)
    opened = selected?.path
  }

  /// Puts the cursor on a layer, or on the first layer of a row; it stays where it is when there is none.
  mutating func select(_ item: OutlineItem) {
    if let place = place(of: item) { list.cursor = place }
  }

  private func place(of item: OutlineItem) -> Int? {
    if let place = rows.firstIndex(where: { $0.path == item.path }) { return place }
    for node in item.nodes {
      if let place = rows.firstIndex(where: { $0.node == node }) { return place }
    }
    return nil
  }

  /// Rows in order, with their cumulative shares.
  struct Sorted: Sendable {
    fileprivate var rows: [OutlineItem]
    fileprivate var cumulative: [Double?]
    fileprivate var nameWidth: Int

    fileprivate init(_ rows: [OutlineItem], cumulative: [Double?]) {
      self.rows = rows
      self.cumulative = cumulative
      nameWidth =
        rows.map { row in
          DisplayWidth.of(row.title) + (row.role.map { DisplayWidth.of($0) + 2 } ?? 0)
        }.max() ?? 8
    }
  }

  /// Takes the layers in another order; the cursor stays on its layer.
  mutating func take(_ sorted: Sorted) {
    let before = selected
    if let before, anchor == nil || before.path != landed { anchor = before }
    rows = sorted.rows
    cumulative = sorted.cumulative
    nameWidth = sorted.nameWidth
    list.cursor = anchor.flatMap { place(of: $0) } ?? before.flatMap { place(of: $0) } ?? 0
    landed = selected?.path
  }

  /// The layers of the model in the order of the column, those that fit the filter; what they add up to
  /// is that of all layers.
  func sorted(_ state: State) -> Sorted {
    let all = allSorted(state)
    guard let filter = state.filter, !filter.isEmpty else { return all }
    let places = all.rows.indices.filter {
      !state.model.isStopped
        && (filter.fits(all.rows[$0], state) || state.filterKeeps.contains(all.rows[$0].path))
    }
    return Sorted(places.map { all.rows[$0] }, cumulative: places.map { all.cumulative[$0] })
  }

  private func allSorted(_ state: State) -> Sorted {
    let sort = state.hotSort
    if sort == .name || sort == .column(.layerClass) { return sortedByWords(sort, state) }
    guard case .column(let column) = sort else { return Sorted([], cumulative: []) }
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
    return Sorted(keyed.map(\.item), cumulative: cumulative)
  }

  /// The layers in the order of their names, or of their classes.
  private func sortedByWords(_ sort: SortKey, _ state: State) -> Sorted {
    var keyed: [(item: OutlineItem, key: NaturalOrder, place: Int)] = []
    for item in state.outline.allItems where item.kind == .layer && item.inner == nil {
      let words =
        sort == .name
        ? item.title : Format.summary(of: state.analysis.graph.operation(of: item.node))
      keyed.append((item, NaturalOrder(words), keyed.count))
    }
    keyed.sort { left, right in
      if left.key != right.key {
        return isAscending ? left.key < right.key : right.key < left.key
      }
      return left.place < right.place
    }
    return Sorted(keyed.map(\.item), cumulative: Array(repeating: nil, count: keyed.count))
  }

  /// Sorts by something else, numbers from the largest and words from A; by the same again, the
  /// other way round.
  mutating func choose(_ key: SortKey, now: SortKey) {
    isAscending = key == now ? !isAscending : key.isOfWords
    sort = key
  }
}

/// What the hot list is sorted by.
enum SortKey: Hashable, Sendable {
  /// The names of the layers.
  case name
  /// A column.
  case column(Column)

  /// All of them; the bar shows what the share says.
  static let all: [SortKey] = [.name] + Column.allCases.filter { $0 != .bar }.map { .column($0) }

  /// What they are called in commands.
  static let words = all.map(\.word)

  /// What it is called in commands.
  var word: String {
    switch self {
    case .name: "name"
    case .column(let column): column.rawValue
    }
  }

  /// Whether words are compared, not numbers.
  var isOfWords: Bool { self == .name || self == .column(.layerClass) }
}

/// A text by whose order `conv2d_2` comes before `conv2d_10`.
struct NaturalOrder: Hashable, Comparable {
  private var parts: [Part] = []

  private struct Part: Hashable {
    var text = ""
    /// The digits without zeros in front.
    var digits = ""
  }

  /// The order of a text.
  init(_ text: String) {
    var part = Part()
    for character in text {
      if character.isASCII, character.isNumber {
        if part.digits != "0" || character != "0" {
          part.digits = part.digits == "0" ? String(character) : part.digits + String(character)
        }
      } else {
        if !part.digits.isEmpty {
          parts.append(part)
          part = Part()
        }
        part.text.append(character)
      }
    }
    parts.append(part)
  }

  static func < (left: NaturalOrder, right: NaturalOrder) -> Bool {
    for (a, b) in zip(left.parts, right.parts) where a != b {
      if a.text != b.text { return a.text < b.text }
      return (a.digits.utf8.count, a.digits) < (b.digits.utf8.count, b.digits)
    }
    return left.parts.count < right.parts.count
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
  /// What the hot list is sorted by.
  var hotSort: SortKey {
    hot.sort ?? .column(history.current.timing != nil ? .time : .macs)
  }
}
