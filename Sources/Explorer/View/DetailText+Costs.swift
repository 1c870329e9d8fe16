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
    var spans = [Span(Format.milliseconds(time), .number)]
    if let share = facts.share(state) {
      spans.append(Span("  \(Format.percent(share)) of all layers", .faint))
    }
    if let rate = facts.rate { spans.append(Span("  \(Format.fixed(rate, 1)) GFLOP/s", .faint)) }
    if let old = facts.originalMilliseconds, state.isCompared {
      spans.append(Span("  was\u{a0}\(Format.milliseconds(old))", .changed))
    }
    return [label("time", spans)]
  }

  /// The window of input pixels that one position of the output sees.
  static func field(_ item: OutlineItem, _ state: State) -> [[Span]] {
    guard state.receptiveFields.indices.contains(item.node.rawValue) else { return [] }
    switch state.receptiveFields[item.node.rawValue] {
    case .field(let field)?:
      let size = "\(Format.pixels(field.height.size))×\(Format.pixels(field.width.size))"
      let stride =
        field.height.stride == field.width.stride
        ? Format.pixels(field.height.stride)
        : "\(Format.pixels(field.height.stride))×\(Format.pixels(field.width.stride))"
      return [
        label(
          "sees", [Span(size, .number), Span(" pixels of the input, stride \(stride)", .faint)])
      ]
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
