import GraphCore

/// A column of numbers beside the tree.
struct TreeColumn: Hashable, Sendable {
  /// What it shows.
  enum Content: Hashable, Sendable {
    case kind
    case shape
    case parameters
    case parameterDelta
    case macs
    case macDelta
    case time
    case share
    case bar
  }

  /// What it shows.
  var content: Content
  /// Its heading.
  var title: String
  /// Its columns, without the blank before it.
  var width: Int

  /// Whether it lines up on the left.
  var isLeading: Bool { content == .kind || content == .bar }
}

extension TreeColumn {
  /// The columns that fit beside names of a width, the least important dropped first, in the
  /// order of the screen.
  static func fitting(_ state: State, width: Int) -> [TreeColumn] {
    let isTimed = state.history.current.timing != nil
    let isEdited = state.history.isEdited
    var ranked = [TreeColumn(content: .shape, title: "Output", width: shapeWidth(state))]
    if isTimed { ranked.append(TreeColumn(content: .time, title: "Time", width: 8)) }
    ranked.append(TreeColumn(content: .macs, title: "MACs", width: 8))
    ranked.append(TreeColumn(content: .parameters, title: "Params", width: 10))
    if isEdited { ranked.append(TreeColumn(content: .macDelta, title: "Δ MACs", width: 9)) }
    ranked.append(TreeColumn(content: .share, title: isTimed ? "Time %" : "MACs %", width: 7))
    if isEdited { ranked.append(TreeColumn(content: .parameterDelta, title: "Δ Params", width: 9)) }
    ranked.append(TreeColumn(content: .bar, title: "", width: 8))
    ranked.append(TreeColumn(content: .kind, title: "Layer class", width: 22))

    let name = nameWidth(state, width: width)
    var room = width - name
    var chosen: [TreeColumn] = []
    for column in ranked where column.width + 1 <= room {
      chosen.append(column)
      room -= column.width + 1
    }
    return order.compactMap { content in chosen.first { $0.content == content } }
      .map { column in
        var column = column
        if column.content == .bar { column.width += min(room, 12) }
        return column
      }
  }

  /// The columns that names get: what the widest takes, but on a narrow screen no more than
  /// leaves room for two columns of numbers.
  static func nameWidth(_ state: State, width: Int) -> Int {
    let wanted = state.tree.nameWidth + 1
    let others = shapeWidth(state) + 11
    return max(min(wanted, max(16, width - others - 20)), min(width, 12))
  }

  private static let order: [Content] = [
    .kind, .shape, .parameters, .parameterDelta, .macs, .macDelta, .time, .share, .bar,
  ]

  private static func shapeWidth(_ state: State) -> Int {
    min(16, max(7, state.shapeWidth))
  }

  /// What a row shows in this column.
  func text(_ row: TreeRow, _ facts: RowFacts, _ state: State) -> Span {
    switch content {
    case .kind:
      if row.item.kind == .layer || row.item.kind == .unit {
        // A unit is known by its convolution.
        let operation = state.analysis.graph.operation(of: row.item.nodes[0])
        return Span(DisplayWidth.endCut(Format.summary(of: operation), columns: width), .faint)
      }
      return Span("\(row.item.nodes.count) layers", .faint)
    case .shape:
      let shape = state.analysis.shape(of: row.item.node)
      return Span(DisplayWidth.middleCut(Format.shape(shape), columns: width), .shape)
    case .parameters:
      let count = facts.cost.parameters
      return Span(
        count == 0 ? "·" : Format.count(count, columns: width), count == 0 ? .line : .number)
    case .parameterDelta:
      return delta(facts.originalCost?.parameters ?? 0, facts.cost.parameters) {
        let full = Format.delta(from: $0, to: $1)
        return DisplayWidth.of(full) <= width ? full : Format.metricDelta(from: $0, to: $1)
      }
    case .macs:
      guard let count = facts.cost.multiplyAccumulates else { return Span("?", .faint) }
      return count == 0 ? Span("·", .line) : Span(Format.metric(Double(count)), .number)
    case .macDelta:
      guard let count = facts.cost.multiplyAccumulates else { return Span("?", .faint) }
      return delta(facts.originalCost?.multiplyAccumulates ?? 0, count, Format.metricDelta)
    case .time:
      guard let time = facts.milliseconds else { return Span("") }
      return time == 0 ? Span("·", .line) : Span(Format.milliseconds(time), .number)
    case .share:
      guard let share = Self.share(facts, state) else { return Span("") }
      return share == 0 ? Span("·", .line) : Span(Format.percent(share), .number)
    case .bar: return Span("")
    }
  }

  /// The share of the whole model that a row takes: of its time once timed, else of its MACs.
  static func share(_ facts: RowFacts, _ state: State) -> Double? {
    if let timing = state.history.current.timing {
      let whole = timing.layers.values.reduce(0, +)
      return facts.milliseconds.map { whole > 0 ? $0 / whole : 0 }
    }
    guard let part = facts.cost.multiplyAccumulates,
      let whole = state.analysis.totals.multiplyAccumulates
    else { return nil }
    return whole > 0 ? Double(part) / Double(whole) : 0
  }

  private func delta(_ old: Int, _ new: Int, _ format: (Int, Int) -> String) -> Span {
    if old == new { return Span("") }
    return Span(format(old, new), new > old ? .bad : .good)
  }
}
