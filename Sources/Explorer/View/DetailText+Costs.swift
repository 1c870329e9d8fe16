import GraphCore

extension DetailText {
  /// What a layer costs, as a formula with its numbers put in.
  static func formulas(_ item: OutlineItem, _ state: State) -> [[Span]] {
    let (analysis, node) = state.analysis.source(of: item)
    let cost = analysis.cost(of: node)
    var lines: [[Span]] = []
    if cost.parameters > 0 {
      let formula = analysis.weights(of: node)
        .map { "\($0.name)\u{a0}" + $0.shape.map(String.init).joined(separator: "·") }
        .joined(separator: " + ")
      lines.append(
        label(
          "params",
          [Span(formula + " "), Span("= " + Format.grouped(cost.parameters), .number)]
            + share(cost.parameters, of: state.analysis.totals.knownParameters)))
    }
    if cost.uncountedLayers > 0 {
      lines.append(label("params", [Span("unknown", .warning)] + uncounted(item, state)))
    }
    if let macs = cost.multiplyAccumulates, macs > 0 {
      let formula = analysis.workFormula(of: node)
      lines.append(
        label(
          "MACs",
          (formula.map { [Span($0 + " ")] } ?? []) + [Span("= " + Format.grouped(macs), .number)]
            + share(macs, of: state.analysis.totals.multiplyAccumulates)))
    }
    if lines.isEmpty { lines.append(label("costs", [Span("no parameters, no MACs", .faint)])) }
    return lines
  }

  /// What the layers of a block cost together.
  static func sums(_ item: OutlineItem, _ state: State) -> [[Span]] {
    let cost = state.facts[item.path]?.cost ?? .zero
    var lines = [
      label(
        "params",
        [Span(Format.parameters(cost), .number)]
          + share(cost.parameters, of: state.analysis.totals.knownParameters)
          + uncounted(item, state))
    ]
    if let macs = cost.multiplyAccumulates {
      lines.append(
        label(
          "MACs",
          [Span(Format.grouped(macs), .number)]
            + share(macs, of: state.analysis.totals.multiplyAccumulates)))
    }
    var words = ["\((item.inner?.nodes ?? item.nodes).count) layers"]
    if let bytes = cost.outputBytes { words.append("outputs " + Format.bytes(bytes)) }
    lines.append(label("holds", [Span(words.joined(separator: ", "))]))
    return lines
  }

  /// How the sums of a block come about: what each row inside adds.
  ///
  /// Nothing for a row of very many layers, and where a single row adds all.
  static func addends(_ item: OutlineItem, _ state: State) -> [[Span]] {
    guard item.inner == nil, item.nodes.count <= 500 else { return [] }
    func line(_ name: String, _ part: (LayerCost) -> Int?) -> [Span] {
      var spans = [Span("\(name) = ", .faint)]
      var count = 0
      for child in item.children {
        guard let number = state.facts[child.path].flatMap({ part($0.cost) }) else { return [] }
        guard number > 0 else { continue }
        let name = (child.role ?? child.title).map { $0 == " " ? "\u{a0}" : String($0) }.joined()
        if count > 0 { spans.append(Span(" + ", .faint)) }
        spans += [Span(name + "\u{a0}"), Span(Format.grouped(number), .number)]
        count += 1
      }
      return count > 1 ? spans : []
    }
    let lines = [
      line("params", { $0.knownParameters }), line("MACs", { $0.multiplyAccumulates }),
    ].filter { !$0.isEmpty }
    return lines.enumerated().map { label($0 == 0 ? "sums" : "", $1) }
  }

  /// Of an input, what all outputs of the model need over the order of execution: the peak, and a strip.
  static func memory(_ item: OutlineItem, _ state: State, columns: Int) -> [[Span]] {
    guard item.inner == nil, state.analysis.graph.operation(of: item.node).isInput,
      let memory = state.model.memory
    else { return [] }
    let line = label(
      "memory",
      [
        Span(Format.bytes(memory.peak), .number), Span(" of outputs at once, at ", .faint),
        Span(memory.layer, .layer),
      ])
    let strip = memory.strip(of: columns - labelWidth)
    guard strip.count > 1, memory.peak > 0 else { return [line] }
    let steps = Array("▁▂▃▄▅▆▇█")
    let bars = strip.map { steps[min(7, Int(Double($0) * 8 / Double(memory.peak)))] }
    return [line, label("", [Span(String(bars), .bar)])]
  }

  /// The layers of a row whose parameters are unknown; a row may hold the whole model, so they are
  /// looked for only where there are any.
  private static func uncounted(_ item: OutlineItem, _ state: State) -> [Span] {
    guard let cost = state.facts[item.path]?.cost, cost.uncountedLayers > 0 else { return [] }
    let (analysis, _) = state.analysis.source(of: item)
    let names = analysis.uncountedLayers(of: item.inner?.nodes ?? item.nodes)
    guard !names.isEmpty, names != [item.title] else { return [] }
    return [Span("  unknown of \(listed(names))", .warning)]
  }

  private static func share(_ part: Int, of whole: Int?) -> [Span] {
    guard let whole, whole > 0 else { return [] }
    return [Span("  " + Format.percent(Double(part) / Double(whole)), .faint)]
  }

  /// The measured time, and the rate that it means.
  static func time(_ item: OutlineItem, _ state: State) -> [[Span]] {
    guard let facts = state.facts[item.path], let time = facts.milliseconds else { return [] }
    if let host = facts.host {
      let name = state.analysis.graph.name(of: host)
      let words = [Span("with "), Span(name, .layer), Span(", in whose step it is", .faint)]
      return [label("time", words)]
    }
    var spans = [Span(Format.milliseconds(time), .number)]
    if let share = facts.share(state) {
      spans.append(Span("  \(Format.percent(share)) of all layers", .faint))
    }
    if let rate = facts.rate { spans.append(Span("  \(Format.fixed(rate, 1)) GFLOP/s", .faint)) }
    if let old = facts.originalMilliseconds, state.isCompared {
      spans.append(Span("  was\u{a0}\(Format.milliseconds(old))", .changed))
    }
    let speed = speed(facts, state)
    return [label("time", spans)] + (speed.isEmpty ? [] : [label("speed", speed)])
  }

  /// How the reached rate compares with what the machine can do, and what it has to move for it.
  private static func speed(_ facts: RowFacts, _ state: State) -> [Span] {
    guard let timing = state.history.current.timing, let bytes = facts.bytes else { return [] }
    var spans: [Span] = []
    // A peak that was measured while the machine was busy is none.
    if let rate = facts.rate, timing.peak > 0, rate <= timing.peak * 1.1 {
      spans = [
        Span(Format.percent(rate / timing.peak, digits: 0), .number),
        Span(" of the peak of \(Format.fixed(timing.peak, 0)) GFLOP/s, ", .faint),
      ]
    }
    spans += [Span(Format.bytes(bytes), .number), Span(" moved", .faint)]
    if let macs = facts.cost.multiplyAccumulates, macs > 0, bytes > 0 {
      spans += [
        Span(", ", .faint), Span(Format.fixed(2 * Double(macs) / Double(bytes), 1), .number),
        Span(" FLOP/byte", .faint),
      ]
    }
    if let rate = facts.rate, rate < 0.3 * state.model.bestRate {
      let share = Format.percent(rate / state.model.bestRate, digits: 0)
      spans.append(Span("  ! \(share) of the best layer's rate", .warning))
    }
    return spans
  }

  /// The window of input pixels that one position of the output sees.
  static func field(_ item: OutlineItem, _ state: State) -> [[Span]] {
    switch state.receptiveFields[item] {
    case .field(let field)?:
      func pair(_ height: Double, _ width: Double) -> String {
        height == width
          ? Format.pixels(height) : "\(Format.pixels(height))×\(Format.pixels(width))"
      }
      let size = "\(Format.pixels(field.height.size))×\(Format.pixels(field.width.size))"
      var words = " pixels of the input, stride \(pair(field.height.stride, field.width.stride))"
      if field.height.first != 0 || field.width.first != 0 {
        words += ", from \(pair(field.height.first, field.width.first))"
      }
      var spans = [Span(size, .number), Span(words, .faint)]
      if let input = state.analysis.graph.inputs.first.map({ state.analysis.shape(of: $0) }),
        let height = input.height?.value, let width = input.width?.value,
        field.height.size > Double(height) || field.width.size > Double(width)
      {
        spans.append(Span("  more than there are: \(height)×\(width)", .warning))
      }
      return [label("sees", spans)]
    case .everything?: return [label("sees", [Span("all of the input", .faint)])]
    case .unknown?, nil: return []
    }
  }
}

extension ModelAnalysis {
  /// The multiply-accumulates of a call as a product of its numbers, such as `224·224·3·3·96·128`;
  /// nil where no such product gives the count.
  func workFormula(of id: NodeID) -> String? {
    let positions: Shape
    switch graph.operation(of: id) {
    case .conv2DTranspose: positions = graph[id].inputs.first.map { shape(of: $0) } ?? .unknown
    default: positions = shape(of: id)
    }
    let sizes = positions.dimensions.dropLast().compactMap(\.value)
    guard positions.hasKnownRank, sizes.count == positions.dimensions.count - 1 else { return nil }
    let kernels = weights(of: id).filter { $0.name.hasSuffix("kernel") }.map(\.shape)
    let products = kernels.map { sizes + $0 }
    let count = products.reduce(0) { sum, product in sum &+ product.reduce(1, &*) }
    guard !kernels.isEmpty, count == cost(of: id).multiplyAccumulates else { return nil }
    return products.map { $0.map(String.init).joined(separator: "·") }.joined(separator: " + ")
  }
}
