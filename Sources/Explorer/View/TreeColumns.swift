import GraphCore

/// A column as it stands on screen.
struct TreeColumn: Hashable, Sendable {
  /// What it shows.
  var content: Column
  /// Its heading.
  var title: String
  /// Its columns of cells, without the blank before it.
  var width: Int

  /// Whether it lines up on the left.
  var isLeading: Bool { content == .layerClass || content == .bar }

  /// A column with its heading and width.
  init(_ content: Column, _ state: State) {
    self.content = content
    (title, width) =
      switch content {
      case .layerClass: ("Layer class", 22)
      case .shape: ("Output", Self.shapeWidth(state))
      case .parameters: ("Params", 10)
      case .parameterDelta: ("Δ Params", 9)
      case .macs: ("MACs", 8)
      case .macDelta: ("Δ MACs", 9)
      case .activation: ("Memory", 9)
      case .receptiveField: ("Field", state.model.hasOblongFields ? 9 : 6)
      case .time: ("Time", 8)
      case .timeDelta: ("Δ Time", 9)
      case .rate: ("GFLOP/s", 7)
      case .share: (state.history.current.timing != nil ? "Time %" : "MACs %", 7)
      case .bar: ("", 8)
      }
  }

  private static func shapeWidth(_ state: State) -> Int {
    min(16, max(7, state.shapeWidth))
  }
}

extension TreeColumn {
  /// The columns that fit beside names of a width, the least important dropped first, in the
  /// order of the screen.
  static func fitting(_ state: State, width: Int, names: Int? = nil) -> [TreeColumn] {
    let ranked = state.columns.wanted.filter { isMeaningful($0, state) }
      .map { TreeColumn($0, state) }
    let name = names ?? nameWidth(state, width: width)
    var room = width - name
    var chosen: [TreeColumn] = []
    for column in ranked where column.width + 1 <= room {
      chosen.append(column)
      room -= column.width + 1
    }
    return Column.allCases.compactMap { content in chosen.first { $0.content == content } }
      .map { column in
        var column = column
        if column.content == .bar { column.width += min(room, 12) }
        return column
      }
  }

  /// Whether a column has anything to show.
  static func isMeaningful(_ column: Column, _ state: State) -> Bool {
    switch column {
    case .time, .rate: state.history.current.timing != nil
    case .parameterDelta, .macDelta: state.isCompared
    case .timeDelta:
      state.isCompared && state.history.current.timing != nil && state.comparison.timing != nil
    default: true
    }
  }

  /// The columns that names get: what the widest takes, but on a narrow screen no more than
  /// leaves room for two columns of numbers.
  static func nameWidth(_ state: State, width: Int) -> Int {
    let wanted = state.tree.nameWidth + 1
    let others = shapeWidth(state) + 11
    return max(min(wanted, max(16, width - others - 20)), min(width, 12))
  }

  /// What a row shows in this column.
  func text(_ item: OutlineItem, _ facts: RowFacts, _ state: State) -> Span {
    switch content {
    case .layerClass:
      if item.kind == .layer || item.kind == .unit {
        // A unit is known by its convolution.
        let (analysis, _) = state.analysis.source(of: item)
        let node = item.inner?.nodes.first ?? item.nodes[0]
        let words = Format.summary(of: analysis.graph.operation(of: node))
        return Span(DisplayWidth.endCut(words, columns: width), .faint)
      }
      return Span("\((item.inner?.nodes ?? item.nodes).count) layers", .faint)
    case .shape:
      let (analysis, node) = state.analysis.source(of: item)
      return Span(
        DisplayWidth.middleCut(Format.shape(analysis.shape(of: node)), columns: width), .shape)
    case .parameters:
      if facts.cost.knownParameters == 0 { return Span("·", .line) }
      let text = Format.parameters(facts.cost, columns: width)
      return Span(text, text == "?" ? .faint : .number)
    case .parameterDelta:
      return delta(facts.originalParameters, facts.cost.knownParameters) {
        let full = Format.delta(from: $0, to: $1)
        return DisplayWidth.of(full) <= width ? full : Format.metricDelta(from: $0, to: $1)
      }
    case .macs:
      guard let count = facts.cost.multiplyAccumulates else { return Span("?", .faint) }
      return count == 0 ? Span("·", .line) : Span(Format.metric(Double(count)), .number)
    case .macDelta:
      return delta(
        facts.originalMultiplyAccumulates, facts.cost.multiplyAccumulates, Format.metricDelta)
    case .activation:
      guard let bytes = facts.cost.outputBytes else { return Span("?", .faint) }
      return Span(Format.bytes(bytes), .number)
    case .receptiveField:
      guard let field = state.receptiveField(of: item) else { return Span("?", .faint) }
      if field.isInfinite { return Span("all", .faint) }
      return Span(state.fieldText(of: item, columns: width), .number)
    case .time:
      guard let time = facts.milliseconds else { return Span("") }
      if facts.host != nil { return Span("fused", .faint) }
      return time == 0 ? Span("·", .line) : Span(Format.milliseconds(time), .number)
    case .timeDelta:
      guard let new = facts.milliseconds, let old = facts.originalMilliseconds else {
        return Span("")
      }
      return Format.timeDelta(from: old, to: new)
    case .rate:
      guard let rate = facts.rate else { return Span("·", .line) }
      return Span(Format.fixed(rate, rate < 99.95 ? 1 : 0), .number)
    case .share:
      guard let share = facts.share(state) else { return Span("") }
      return share == 0 ? Span("·", .line) : Span(Format.percent(share), .number)
    case .bar: return Span("")
    }
  }

  /// A difference; nothing where there is none, or nothing is known now as before.
  private func delta(_ old: Int?, _ new: Int?, _ format: (Int, Int) -> String) -> Span {
    if old == new { return Span("") }
    guard let old, let new else { return Span("?", .faint) }
    return Span(format(old, new), new > old ? .bad : .good)
  }
}
