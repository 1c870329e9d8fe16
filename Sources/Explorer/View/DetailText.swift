import GraphCore

/// The facts about the selected row, line by line.
enum DetailText {
  /// The columns of the labels on the left.
  static let labelWidth = 8

  /// The name and the class for the title of the pane.
  static func title(_ item: OutlineItem, _ state: State) -> (name: String, kind: String) {
    switch item.kind {
    case .layer:
      let (analysis, node) = state.analysis.source(of: item)
      return (item.title, analysis.graph.operation(of: node).className)
    case .unit: return (item.title, "unit")
    case .branch: return (item.title, "branch")
    case .run(let count): return (item.title, "run of \(count) equal blocks")
    case .block(let kind): return (item.title, "\(kind.title) block")
    }
  }

  /// The lines about a row, the most important first.
  ///
  /// - Parameters:
  ///   - columns: how wide the pane is.
  ///   - pathFirst: whether the names come first, as on a screen too narrow for them elsewhere.
  static func lines(
    _ item: OutlineItem, _ state: State, dialsAsForm: Bool, columns: Int, pathFirst: Bool = false
  ) -> [[Span]] {
    let path = label("path", [Span(item.path)])
    var lines: [[Span]] = pathFirst ? [path] : []
    switch item.kind {
    case .layer:
      lines += dials(state, asForm: false)
      lines += weights(item, state)
      lines += configuration(item, state)
      lines += shares(item, state, columns: columns)
      lines += inputs(item, state)
      lines.append(output(item, state))
      lines += furtherOutputs(item, state)
      lines += classes(item, state, columns: columns)
      lines += formulas(item, state)
      lines += sharing(item, state)
      lines += memory(item, state, columns: columns)
    case .run, .block, .branch, .unit:
      lines += dials(state, asForm: dialsAsForm)
      lines += weights(item, state)
      lines += inputs(item, state)
      lines.append(output(item, state))
      lines += classes(item, state, columns: columns)
      lines += sums(item, state)
      if item.kind == .unit { lines += sharing(item, state) }
    }
    lines += time(item, state)
    lines += field(item, state)
    lines += addends(item, state)
    lines += coupling(item, state)
    lines += consumers(item, state)
    lines += changes(item, state)
    lines += repairs(item, state)
    if !pathFirst { lines.append(path) }
    return lines
  }

  /// A line that begins with a label.
  static func label(_ label: String, _ spans: [Span]) -> [Span] {
    let blanks = String(repeating: " ", count: max(1, labelWidth - DisplayWidth.of(label)))
    return [Span(label + blanks, .faint)] + spans
  }

  // MARK: - What can be changed

  private static func dials(_ state: State, asForm: Bool) -> [[Span]] {
    let dials = state.dials
    guard !dials.isEmpty else { return [] }
    let chosen = min(state.dialIndex, dials.count - 1)
    let steps = turningHint(state)
    let hint = [Span("  " + steps, .faint)]
    if dials.count == 1 {
      return [label(dials[0].label, [Span(" \(dials[0].valueText) ", .dialSelected)] + hint)]
    }
    guard asForm else {
      var spans: [Span] = []
      for (index, dial) in dials.enumerated() {
        let value = dial.valueText
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
    let digits = dials.map { $0.valueText.count }.max() ?? 0
    var lines = dials.enumerated().map { index, dial -> [Span] in
      let isChosen = index == chosen
      let name = dial.label + String(repeating: " ", count: width - DisplayWidth.of(dial.label))
      let value = dial.valueText
      let number = String(repeating: " ", count: digits - value.count) + value
      return [
        Span(isChosen ? "▸ " : "  ", .key), Span(name + "  ", .text),
        Span(" \(number) ", isChosen ? .dialSelected : .dial), Span("  \(dial.layer)", .faint),
      ]
    }
    lines.append([Span("  \(state.key(.nextDial)) next, " + steps, .faint)])
    lines.append([])
    return lines
  }

  /// The keys that change a number.
  private static func turningHint(_ state: State) -> String {
    func both(_ one: Command, _ other: Command) -> String {
      "\(state.key(one)) \(state.key(other))".replacing("-", with: "−")
    }
    return "\(both(.increase, .decrease)) by 1, \(both(.decreaseMore, .increaseMore)) by 8, "
      + "\(state.key(.typeNumber)) types"
  }

  private static func configuration(_ item: OutlineItem, _ state: State) -> [[Span]] {
    let (analysis, node) = state.analysis.source(of: item)
    let operation = analysis.graph.operation(of: node)
    let chosen = state.dials.map(\.field)
    let words = operation.fieldNames.filter { !chosen.contains($0) }.compactMap { name -> String? in
      guard let value = operation.value(of: name) else { return nil }
      return configurationWord(name, value, of: operation)
    }
    guard !words.isEmpty else { return [] }
    return [label("config", [Span(words.joined(separator: ", "))])]
  }

  /// A field in few words; nil for one at its usual value.
  private static func configurationWord(
    _ name: String, _ value: FieldValue, of operation: GraphCore.Operation
  ) -> String? {
    let text = value.description.map { $0 == "x" ? "×" : String($0) }.joined()
    if text.isEmpty { return nil }
    switch (name, value) {
    // A pooling usually moves by its window.
    case ("strides", .integers([1, 1])) where operation.value(of: "pool_size") == nil: return nil
    case ("dilation_rate", .integers([1, 1])),
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

  private static func inputs(_ item: OutlineItem, _ state: State) -> [[Span]] {
    let (analysis, node) = state.analysis.source(of: item)
    let graph = analysis.graph
    var inputs = graph[node].inputs
    if item.kind != .layer {
      inputs = item.inner.map { graph.inputs(of: $0.nodes) } ?? state.model.inputs(of: item)
    }
    return inputs.enumerated().map { index, input in
      label(
        index == 0 ? "in" : "",
        [
          Span(Format.shape(analysis.shape(of: input)), .shape),
          Span("  \(graph.callLabel(of: input))", .text),
        ])
    }
  }

  private static func output(_ item: OutlineItem, _ state: State) -> [Span] {
    let (analysis, node) = state.analysis.source(of: item)
    let shape = analysis.shape(of: node)
    var spans = [Span(Format.shape(shape), .shape)]
    if let bytes = analysis.cost(of: node).outputBytes {
      spans.append(Span("  " + Format.bytes(bytes), .faint))
    }
    if let old = state.facts[item.path]?.originalShape, old != shape {
      spans.append(Span("  was\u{a0}\(Format.shape(old))", .changed))
    }
    return label("out", spans)
  }

  /// Of a concatenation, what each branch gives: its channels, and what it takes of the branches' work.
  private static func shares(_ item: OutlineItem, _ state: State, columns: Int) -> [[Span]] {
    guard item.inner == nil, case .concatenate = state.analysis.graph.operation(of: item.node)
    else { return [] }
    let parts = ChannelParts(of: item.node, state).parts
    let total = parts.last?.channels.upperBound ?? 0
    guard parts.count > 1, parts.count <= 40, total > 0 else { return [] }
    let rows = state.outline.ancestors(of: item.path).last?.children ?? []
    let facts = zip(parts, state.analysis.graph[item.node].inputs).map { _, input in
      rows.first { $0.node == input }.flatMap { state.facts[$0.path] }
    }
    func share(_ values: [Double?]) -> [String] {
      let sum = values.reduce(0) { $0 + ($1 ?? 0) }
      return values.map { value in
        value.map { sum > 0 ? Format.percent($0 / sum) : "–" } ?? "–"
      }
    }
    let macs = share(facts.map { $0?.cost.multiplyAccumulates.map(Double.init) })
    let isTimed = state.history.current.timing != nil
    let times = share(facts.map { $0?.milliseconds })
    let names = parts.map { columns >= 56 ? $0.name : $0.label }
    let nameWidth = names.map { DisplayWidth.of($0) }.max() ?? 0
    let ranges = parts.map { "\($0.channels.lowerBound)–\($0.channels.upperBound - 1)" }
    let rangeWidth = max(8, ranges.map { DisplayWidth.of($0) }.max() ?? 0)
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: "\u{a0}", count: max(0, width - DisplayWidth.of(text))) + text
    }
    func left(_ text: String) -> String {
      text.map { $0 == " " ? "\u{a0}" : String($0) }.joined()
        + String(repeating: "\u{a0}", count: nameWidth - DisplayWidth.of(text))
    }
    let heading =
      left("") + right("channels", rangeWidth + 2) + right("%", 8) + right("MACs\u{a0}%", 9)
      + (isTimed ? right("time\u{a0}%", 9) : "")
    return [label("parts", [Span(heading, .faint)])]
      + parts.indices.map { index in
        let channels = Double(parts[index].channels.count) / Double(total)
        return label(
          "",
          [
            Span(left(names[index]), .branch), Span(right(ranges[index], rangeWidth + 2), .faint),
            Span(right(Format.percent(channels), 8), .number),
            Span(right(macs[index], 9), .number),
          ] + (isTimed ? [Span(right(times[index], 9), .number)] : []))
      }
  }

  /// The outputs of a nested model beyond the first one.
  private static func furtherOutputs(_ item: OutlineItem, _ state: State) -> [[Span]] {
    let (analysis, node) = state.analysis.source(of: item)
    return analysis.outputShapes(of: node).enumerated().dropFirst().map { index, shape in
      label("", [Span(Format.shape(shape), .shape), Span("  output \(index)", .faint)])
    }
  }

  private static func consumers(_ item: OutlineItem, _ state: State) -> [[Span]] {
    let (analysis, node) = state.analysis.source(of: item)
    let graph = analysis.graph
    var names = graph.readers(of: node).map { graph.callLabel(of: $0) }
    if graph.outputs.contains(where: { graph.call(of: $0) == node }) {
      names.append(item.inner == nil ? "the model's output" : "the output of \(graph.name)")
    }
    return [label("feeds", [Span(names.isEmpty ? "nothing" : names.joined(separator: ", "))])]
  }
}

extension ModelGraph {
  /// What an output is called, with the number of the call from the second one on: `encoder#2`, and
  /// `encoder#2[1]` for another output of it.
  func callLabel(of id: NodeID) -> String {
    let (layer, output) = (self[id].layer, self[id].output)
    guard isShared(layer), let place = calls(of: layer).firstIndex(of: call(of: id)), place > 0
    else { return label(of: id) }
    return "\(self[layer].name)#\(place + 1)" + (output > 0 ? "[\(output)]" : "")
  }
}
