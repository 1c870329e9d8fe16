import GraphCore

/// A column of the tree and of the hot list.
enum Column: String, Hashable, Sendable, CaseIterable {
  case layerClass = "class"
  case shape = "output"
  case parameters = "params"
  case parameterDelta = "params-change"
  case macs
  case macDelta = "macs-change"
  case activation
  case receptiveField = "field"
  case time
  case timeDelta = "time-change"
  case rate = "gflops"
  case share
  case bar

  /// What it is called in the list of columns.
  var label: String {
    switch self {
    case .layerClass: "class of the layer"
    case .shape: "output shape"
    case .parameters: "parameters"
    case .parameterDelta: "parameters, change"
    case .macs: "MACs"
    case .macDelta: "MACs, change"
    case .activation: "activation memory"
    case .receptiveField: "receptive field"
    case .time: "time"
    case .timeDelta: "time, change"
    case .rate: "GFLOP/s reached"
    case .share: "share of time or MACs"
    case .bar: "share as a bar"
    }
  }
}

/// Which columns are wanted, and which go first where there is no room.
struct ColumnChoice: Hashable, Sendable {
  /// All columns, the most important first.
  var ranked: [Column] = [
    .shape, .time, .macs, .parameters, .macDelta, .timeDelta, .share, .parameterDelta,
    .activation, .receptiveField, .rate, .layerClass, .bar,
  ]
  /// Those that are not shown.
  var hidden: Set<Column> = []

  /// The wanted columns, the most important first.
  var wanted: [Column] { ranked.filter { !hidden.contains($0) } }

  /// Shows some columns, the most important first, and hides the others.
  mutating func show(_ wanted: [Column]) {
    let rest = ranked.filter { !wanted.contains($0) }
    ranked = wanted + rest
    hidden = Set(rest)
  }

  /// Shows a column, or hides it.
  mutating func toggle(_ column: Column) {
    if hidden.remove(column) == nil { hidden.insert(column) }
  }

  /// Moves a column by one rank; negative towards the more important.
  mutating func move(_ column: Column, by step: Int) {
    guard let place = ranked.firstIndex(of: column) else { return }
    let target = max(0, min(ranked.count - 1, place + step))
    ranked.remove(at: place)
    ranked.insert(column, at: target)
  }
}

extension RowFacts {
  /// The share of the whole model that a row takes: of its time once timed, else of its MACs.
  func share(_ state: State) -> Double? {
    if state.history.current.timing != nil {
      return milliseconds.map { state.layerTime > 0 ? $0 / state.layerTime : 0 }
    }
    guard let part = cost.multiplyAccumulates,
      let whole = state.analysis.totals.multiplyAccumulates
    else { return nil }
    return whole > 0 ? Double(part) / Double(whole) : 0
  }

  /// The rate that was reached, in 10^9 floating-point operations a second.
  ///
  /// A multiply-accumulate is two. Nil before a run, and where nothing is multiplied.
  var rate: Double? {
    guard let milliseconds, milliseconds > 0, let macs = cost.multiplyAccumulates, macs > 0 else {
      return nil
    }
    return 2 * Double(macs) / milliseconds / 1e6
  }
}

extension Column {
  /// The number by which rows are sorted; nil sorts last, and for columns of text.
  func value(_ item: OutlineItem, _ facts: RowFacts, _ state: State) -> Double? {
    switch self {
    case .layerClass: nil
    case .shape:
      state.analysis.shape(of: item.node).dimensions.map { $0.value }
        .reduce(1.0) { product, size in product.flatMap { all in size.map { all * Double($0) } } }
    case .parameters: facts.cost.knownParameters.map(Double.init)
    case .parameterDelta:
      facts.cost.knownParameters.flatMap { new in
        facts.originalParameters.map { Double(new) - Double($0) }
      }
    case .macs: facts.cost.multiplyAccumulates.map(Double.init)
    case .macDelta:
      facts.cost.multiplyAccumulates.flatMap { new in
        facts.originalMultiplyAccumulates.map { Double(new) - Double($0) }
      }
    case .activation: facts.cost.outputBytes.map(Double.init)
    case .receptiveField: state.receptiveField(of: item)
    case .time: facts.milliseconds
    case .timeDelta:
      facts.milliseconds.flatMap { new in facts.originalMilliseconds.map { new - $0 } }
    case .rate: facts.rate
    case .share, .bar: facts.share(state)
    }
  }
}

extension State {
  /// The window of input pixels that the output of a row sees: one number for a square, else height and
  /// width where there is room.
  func fieldText(of item: OutlineItem, columns: Int) -> String {
    guard case .field(let field)? = receptiveFields[item] else { return "" }
    let (height, width) = (Format.pixels(field.height.size), Format.pixels(field.width.size))
    let both = "\(height)×\(width)"
    if height == width { return height }
    return DisplayWidth.of(both) <= columns
      ? both : Format.pixels(max(field.height.size, field.width.size))
  }

  /// The larger side of the window of input pixels that the output of a row sees; infinite for all of
  /// them, nil when it is unknown.
  func receptiveField(of item: OutlineItem) -> Double? {
    switch receptiveFields[item] {
    case .field(let field)?: return max(field.height.size, field.width.size)
    case .everything?: return .infinity
    case .unknown?, nil: return nil
    }
  }
}
