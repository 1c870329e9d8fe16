import GraphCore

/// The facts about the selected row, line by line.
enum DetailText {
  /// The columns of the labels on the left.
  static let labelWidth = 8

  /// The name and the class for the title of the pane.
  static func title(_ item: OutlineItem, _ state: State) -> (name: String, kind: String) {
    switch item.kind {
    case .layer: (item.title, state.analysis.graph.operation(of: item.node).className)
    case .unit: (item.title, "unit")
    case .branch: (item.title, "branch")
    case .run(let count): (item.title, "run of \(count) equal blocks")
    case .block(let kind): (item.title, "\(kind.title) block")
    }
  }

  /// The lines about a row, the most important first.
  static func lines(_ item: OutlineItem, _ state: State, dialsAsForm: Bool) -> [[Span]] {
    var lines: [[Span]] = []
    switch item.kind {
    case .layer:
      lines += dials(state, asForm: false)
      lines += configuration(item.node, state)
      lines += inputs(item.node, state)
      lines.append(output(item, state))
      lines += formulas(item.node, state)
    case .run, .block, .branch, .unit:
      lines += dials(state, asForm: dialsAsForm)
      lines.append(output(item, state))
      lines += sums(item, state)
    }
    lines += time(item, state)
    if case .layer = item.kind { lines += consumers(item.node, state) }
    lines += changes(item, state)
    lines.append(label("path", [Span(item.path)]))
    return lines
  }

  private static func label(_ label: String, _ spans: [Span]) -> [Span] {
    let blanks = String(repeating: " ", count: max(1, labelWidth - DisplayWidth.of(label)))
    return [Span(label + blanks, .faint)] + spans
  }

  // MARK: - What can be changed

  private static func dials(_ state: State, asForm: Bool) -> [[Span]] {
    let dials = state.dials
    guard !dials.isEmpty else { return [] }
    let chosen = min(state.dialIndex, dials.count - 1)
    let hint = [Span("  + − by 1, { } by 8, e types", .faint)]
    if dials.count == 1 {
      return [label(dials[0].label, [Span(" \(dials[0].value) ", .dialSelected)] + hint)]
    }
    guard asForm else {
      var spans: [Span] = []
      for (index, dial) in dials.enumerated() {
        let value = "\(dial.value)"
        if !spans.isEmpty { spans.append(Span("  ")) }
        // Blanks that must not be broken keep label and number on one line.
        let name = dial.label.map { $0 == " " ? "\u{a0}" : String($0) }.joined()
        if index == chosen {
          spans.append(Span("\(name)\u{a0}\(value)", .dialSelected))
        } else {
          spans.append(Span("\(name)\u{a0}", .text))
          spans.append(Span(value, .dial))
        }
      }
      return [label("numbers", spans)]
    }
    let width = dials.map { DisplayWidth.of($0.label) }.max() ?? 0
    let digits = dials.map { String($0.value).count }.max() ?? 0
    var lines = dials.enumerated().map { index, dial -> [Span] in
      let isChosen = index == chosen
      let name = dial.label + String(repeating: " ", count: width - DisplayWidth.of(dial.label))
      let value = String(dial.value)
      let number = String(repeating: " ", count: digits - value.count) + value
      return [
        Span(isChosen ? "▸ " : "  ", .key), Span(name + "  ", .text),
        Span(" \(number) ", isChosen ? .dialSelected : .dial), Span("  \(dial.layer)", .faint),
      ]
    }
    lines.append([Span("  Tab next, + − by 1, { } by 8, e types", .faint)])
    lines.append([])
    return lines
  }

  private static func configuration(_ node: NodeID, _ state: State) -> [[Span]] {
    let operation = state.analysis.graph.operation(of: node)
    let chosen = state.dials.map(\.field)
    let words = operation.fieldNames.filter { !chosen.contains($0) }.compactMap { name -> String? in
      guard let value = operation.value(of: name) else { return nil }
      return configurationWord(name, value)
    }
    guard !words.isEmpty else { return [] }
    return [label("config", [Span(words.joined(separator: ", "))])]
  }

  /// A field in few words; nil for one at its usual value.
  private static func configurationWord(_ name: String, _ value: FieldValue) -> String? {
    let text = value.description.map { $0 == "x" ? "×" : String($0) }.joined()
    switch (name, value) {
    case ("strides", .integers([1, 1])), ("dilation_rate", .integers([1, 1])),
      ("groups", .integer(1)), ("activation", .text("linear")), ("shape", _),
      ("axis", .integer(-1)):
      return nil
    case ("use_bias", .boolean(let flag)): return flag ? "bias" : "no bias"
    case ("kernel_size", _), ("pool_size", _): return "\(text) window"
    case ("activation", _), ("padding", _): return value.description
    default: return "\(name) \(text)"
    }
  }

  // MARK: - Shapes

  private static func inputs(_ node: NodeID, _ state: State) -> [[Span]] {
    let graph = state.analysis.graph
    return graph[node].inputs.enumerated().map { index, input in
      label(
        index == 0 ? "in" : "",
        [
          Span(Format.shape(state.analysis.shape(of: input)), .shape),
          Span("  \(graph.name(of: input))", .text),
        ])
    }
  }

  private static func output(_ item: OutlineItem, _ state: State) -> [Span] {
    let shape = state.analysis.shape(of: item.node)
    var spans = [Span(Format.shape(shape), .shape)]
    if let bytes = state.analysis.cost(of: item.node).outputBytes {
      spans.append(Span("  " + Format.bytes(bytes), .faint))
    }
    if let old = state.facts[item.path]?.originalShape, old != shape {
      spans.append(Span("  was\u{a0}\(Format.shape(old))", .changed))
    }
    return label("out", spans)
  }

  private static func consumers(_ node: NodeID, _ state: State) -> [[Span]] {
    let graph = state.analysis.graph
    let names = graph.consumers(of: node).map { graph.name(of: $0) }
    if names.isEmpty { return [label("feeds", [Span("the model's output")])] }
    return [label("feeds", [Span(names.joined(separator: ", "))])]
  }

  // MARK: - Costs

  private static func formulas(_ node: NodeID, _ state: State) -> [[Span]] {
    let cost = state.analysis.cost(of: node)
    let weights = state.analysis.weights(of: node)
    var lines: [[Span]] = []
    if cost.parameters > 0 {
      let formula = weights.map { $0.shape.map(String.init).joined(separator: "·") }
        .joined(separator: " + ")
      lines.append(
        label(
          "params",
          [Span(formula + " "), Span("= " + Format.grouped(cost.parameters), .number)]
            + share(cost.parameters, of: state.analysis.totals.parameters)))
    }
    if let macs = cost.multiplyAccumulates, macs > 0 {
      let positions = state.analysis.shape(of: node).dimensions.dropLast().map(\.description)
      let kernel = weights.first?.shape.map(String.init) ?? []
      lines.append(
        label(
          "MACs",
          [
            Span((positions + kernel).joined(separator: "·") + " "),
            Span("= " + Format.grouped(macs), .number),
          ] + share(macs, of: state.analysis.totals.multiplyAccumulates)))
    }
    if lines.isEmpty { lines.append(label("costs", [Span("no parameters, no MACs", .faint)])) }
    return lines
  }

  private static func sums(_ item: OutlineItem, _ state: State) -> [[Span]] {
    let cost = state.facts[item.path]?.cost ?? .zero
    var lines = [
      label(
        "params",
        [Span(Format.grouped(cost.parameters), .number)]
          + share(cost.parameters, of: state.analysis.totals.parameters))
    ]
    if let macs = cost.multiplyAccumulates {
      lines.append(
        label(
          "MACs",
          [Span(Format.grouped(macs), .number)]
            + share(macs, of: state.analysis.totals.multiplyAccumulates)))
    }
    var words = ["\(item.nodes.count) layers"]
    if let bytes = cost.outputBytes { words.append("outputs " + Format.bytes(bytes)) }
    lines.append(label("holds", [Span(words.joined(separator: ", "))]))
    return lines
  }

  private static func share(_ part: Int, of whole: Int?) -> [Span] {
    guard let whole, whole > 0 else { return [] }
    return [Span("  " + Format.percent(Double(part) / Double(whole)), .faint)]
  }

  private static func time(_ item: OutlineItem, _ state: State) -> [[Span]] {
    guard let facts = state.facts[item.path], let time = facts.milliseconds else { return [] }
    var spans = [Span(Format.milliseconds(time), .number)]
    if let share = TreeColumn.share(facts, state) {
      spans.append(Span("  " + Format.percent(share), .faint))
    }
    if let macs = facts.cost.multiplyAccumulates, macs > 0, time > 0 {
      spans.append(Span("  \(Format.metric(Double(macs) / time * 1000))MAC/s", .faint))
    }
    return [label("time", spans)]
  }

  // MARK: - Changes

  private static func changes(_ item: OutlineItem, _ state: State) -> [[Span]] {
    guard let facts = state.facts[item.path], facts.mark != .same else { return [] }
    if facts.mark == .added { return [label("edit", [Span("not in the original", .good)])] }
    var words: [Span] = []
    if let old = facts.originalCost, old.parameters != facts.cost.parameters {
      let role: Role = facts.cost.parameters > old.parameters ? .bad : .good
      words.append(
        Span(Format.delta(from: old.parameters, to: facts.cost.parameters) + " params  ", role))
    }
    if let old = facts.originalCost?.multiplyAccumulates, let new = facts.cost.multiplyAccumulates,
      old != new
    {
      words.append(Span(Format.metricDelta(from: old, to: new) + "MAC  ", new > old ? .bad : .good))
    }
    if !facts.removed.isEmpty {
      words.append(Span("lost " + facts.removed.joined(separator: ", "), .warning))
    }
    if words.isEmpty { words = [Span("changed", .changed)] }
    return [label("edit", words)]
  }
}
