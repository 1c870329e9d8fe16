import Compute
import GraphCore

/// How one number of an output came about.
struct PixelExplanation: Hashable, Sendable {
  /// The call.
  var node: NodeID
  /// The channel.
  var channel: Int
  /// The column.
  var x: Int
  /// The row.
  var y: Int
  /// The number itself.
  var value: Float
  /// What was computed, in words.
  var sentence: String
  /// What each position of the window adds, row by row; nil where no input lies, empty without a
  /// window and for one of more than `shownSide` rows or columns.
  var window: [[Double?]] = []
  /// The operands that add most, the largest first.
  var terms: [Term] = []
  /// How many operands there are.
  var termCount = 0
  /// What is added to the sum of the operands.
  var bias: Double?
  /// The sum, before the activation.
  var sum: Double?
  /// What is applied to the sum.
  var activation: Activation?
  /// How many sums the activation takes together, as softmax does; nil when it takes this one alone.
  var activatedCount: Int?

  /// An operand.
  struct Term: Hashable, Sendable {
    /// Where it comes from.
    var label: String
    /// The number that goes in.
    var input: Double
    /// What it is multiplied by; nil where nothing is.
    var weight: Double?
    /// What it adds.
    var product: Double { input * (weight ?? 1) }
  }

  /// How many operands are kept.
  static let keptTerms = 12

  /// The rows and columns of the largest window that is shown.
  static let shownSide = 7

  /// A window of which nothing lies inside the input yet; empty when it is too large to be shown.
  static func window(_ size: Size2D) -> [[Double?]] {
    guard size.height <= shownSide, size.width <= shownSide else { return [] }
    return Array(repeating: Array(repeating: nil, count: size.width), count: size.height)
  }
}

/// Explains numbers of outputs.
struct PixelExplainer {
  /// The model that was run.
  var analysis: ModelAnalysis
  /// Gives the output of a call.
  var values: (NodeID) -> LayerValues?
  /// Gives a weight of a layer by its specification.
  var weight: (WeightSpecification, String) -> [Float]?

  /// How the number at a position came about; nil when the output is not there.
  func explain(_ node: NodeID, channel: Int, y: Int, x: Int) -> PixelExplanation? {
    guard let own = values(node), let value = own.element(y: y, x: x, channel: channel) else {
      return nil
    }
    let operation = analysis.graph.operation(of: node)
    var result = PixelExplanation(
      node: node, channel: channel, x: x, y: y, value: value, sentence: "")
    switch operation {
    case .inputLayer: result.sentence = "this is the input itself"
    case .conv2D(let conv): convolve(conv, node, &result)
    case .depthwiseConv2D(let conv): convolveDepthwise(conv, node, &result)
    case .separableConv2D(let conv): convolveSeparable(conv, node, &result)
    case .conv2DTranspose(let conv): convolveTransposed(conv, node, &result)
    case .dense(let dense): multiply(dense, node, &result)
    case .flatten: flattened(node, &result)
    case .maxPooling2D(let pool): pooled(pool.window, isMaximum: true, node, &result)
    case .averagePooling2D(let pool): pooled(pool.window, isMaximum: false, node, &result)
    case .globalAveragePooling2D, .globalMaxPooling2D: pooledGlobally(operation, node, &result)
    case .batchNormalization(let layer): normalized(layer, node, &result)
    default: pointwise(operation, node, &result)
    }
    return result
  }

  // MARK: - Dot products

  private func convolve(_ conv: Conv2D, _ node: NodeID, _ result: inout PixelExplanation) {
    guard let (source, input) = input(of: node), let size = input.mapSize,
      let kernel = weight(named: "kernel", of: node)
    else { return unexplained(node, &result) }
    let channels = input.channels
    let perGroup = channels / max(1, conv.groups)
    let first = result.channel / max(1, conv.filters / max(1, conv.groups)) * perGroup
    let channel = result.channel
    result.sentence =
      "the dot product of \(conv.kernelSize.height)×\(conv.kernelSize.width)×\(perGroup) numbers of "
      + "\(source) with filter \(channel)"
    var best = TopTerms()
    result.window = window(
      of: result, over: size, conv.kernelSize, conv.strides, conv.dilationRate, conv.padding
    ) { tap, y, x in
      var sum = 0.0
      for index in 0..<perGroup {
        let value = Double(input.elements[(y * size.width + x) * channels + first + index])
        let place = (tap * perGroup + index) * conv.filters + channel
        guard kernel.indices.contains(place) else { continue }
        let weight = Double(kernel[place])
        sum += value * weight
        best.add(value, weight) { "y\(y) x\(x) ch\(first + index)" }
      }
      return sum
    }
    finish(best, conv.activation, node, &result)
  }

  private func convolveDepthwise(
    _ conv: DepthwiseConv2D, _ node: NodeID, _ result: inout PixelExplanation
  ) {
    guard let (source, input) = input(of: node), let size = input.mapSize,
      let kernel = weight(named: "kernel", of: node)
    else { return unexplained(node, &result) }
    let channel = result.channel
    let own = channel / max(1, conv.depthMultiplier)
    result.sentence =
      "the dot product of \(conv.kernelSize.height)×\(conv.kernelSize.width) numbers of channel "
      + "\(own) of \(source) with its filter"
    var best = TopTerms()
    result.window = window(
      of: result, over: size, conv.kernelSize, conv.strides, conv.dilationRate, conv.padding
    ) { tap, y, x in
      let place = tap * input.channels * conv.depthMultiplier + channel
      guard let value = input.element(y: y, x: x, channel: own), kernel.indices.contains(place)
      else { return nil }
      best.add(Double(value), Double(kernel[place])) { "y\(y) x\(x)" }
      return Double(value) * Double(kernel[place])
    }
    finish(best, conv.activation, node, &result)
  }

  private func multiply(_ dense: Dense, _ node: NodeID, _ result: inout PixelExplanation) {
    guard let (source, input) = input(of: node), let kernel = weight(named: "kernel", of: node)
    else { return unexplained(node, &result) }
    let count = input.channels
    let start = (input.mapSize.map { result.y * $0.width + result.x } ?? 0) * count
    result.sentence =
      "the dot product of the \(count) numbers of \(source) with column \(result.channel)"
    var best = TopTerms()
    for index in 0..<count {
      let place = index * dense.units + result.channel
      guard kernel.indices.contains(place), input.elements.indices.contains(start + index) else {
        break
      }
      best.add(Double(input.elements[start + index]), Double(kernel[place])) {
        flattenedPlace(index, before: node) ?? "number \(index)"
      }
    }
    finish(best, dense.activation, node, &result)
  }

  /// Completes a dot product by bias and activation.
  func finish(
    _ best: TopTerms, _ activation: Activation, _ node: NodeID, _ result: inout PixelExplanation
  ) {
    let bias = weight(named: "bias", of: node).flatMap { bias in
      bias.indices.contains(result.channel) ? Double(bias[result.channel]) : nil
    }
    result.terms = best.terms
    result.termCount = best.count
    result.bias = bias
    result.sum = best.sum + (bias ?? 0)
    result.activation = activation == .linear ? nil : activation
    if activation == .softmax { result.activatedCount = values(node)?.channels }
  }

  /// Where an element of a call's input came from, when that is a map that was flattened.
  private func flattenedPlace(_ index: Int, before node: NodeID) -> String? {
    let graph = analysis.graph
    guard let source = graph[node].inputs.first, case .flatten = graph.operation(of: source),
      let map = graph[source].inputs.first.map({ analysis.shape(of: $0) }), map.rank == 3,
      let width = map.width?.value, let channels = map.channels.value, width > 0, channels > 0
    else { return nil }
    let position = index / channels
    return "y\(position / width) x\(position % width) ch\(index % channels)"
  }

  private func flattened(_ node: NodeID, _ result: inout PixelExplanation) {
    guard let (source, input) = input(of: node), let size = input.mapSize, input.channels > 0 else {
      return unexplained(node, &result)
    }
    let position = result.channel / input.channels
    result.sentence =
      "row \(position / max(1, size.width)) column \(position % max(1, size.width)) "
      + "channel \(result.channel % input.channels) of \(source), as it is"
  }

  // MARK: - Windows without weights

  private func pooled(
    _ pool: Pooling2D, isMaximum: Bool, _ node: NodeID, _ result: inout PixelExplanation
  ) {
    guard let (source, input) = input(of: node), let size = input.mapSize else {
      return unexplained(node, &result)
    }
    let channel = result.channel
    result.sentence =
      "the \(isMaximum ? "largest" : "mean") of a "
      + "\(pool.poolSize.height)×\(pool.poolSize.width) window of channel \(channel) of "
      + source
    result.window = window(of: result, over: size, pool.poolSize, pool.strides, 1, pool.padding) {
      _, y, x in input.element(y: y, x: x, channel: channel).map(Double.init)
    }
  }

  private func pooledGlobally(
    _ operation: GraphCore.Operation, _ node: NodeID, _ result: inout PixelExplanation
  ) {
    guard let (source, input) = input(of: node), let size = input.mapSize else {
      return unexplained(node, &result)
    }
    let isMaximum = if case .globalMaxPooling2D = operation { true } else { false }
    result.sentence =
      "the \(isMaximum ? "largest" : "mean") of the \(size.height)×\(size.width) numbers of channel "
      + "\(result.channel) of \(source)"
  }

  private func normalized(
    _ layer: BatchNormalization, _ node: NodeID, _ result: inout PixelExplanation
  ) {
    func one(_ name: String) -> Double? {
      weight(named: name, of: node).flatMap { weight in
        weight.indices.contains(result.channel) ? Double(weight[result.channel]) : nil
      }
    }
    guard let (source, input) = input(of: node),
      let value = input.element(y: result.y, x: result.x, channel: result.channel),
      let mean = one("moving_mean"), let variance = one("moving_variance")
    else { return unexplained(node, &result) }
    let scale = (one("gamma") ?? 1) / (variance + layer.epsilon).squareRoot()
    result.sentence =
      "the number of \(source), less the mean \(Format.value(mean)), times "
      + "\(Format.value(scale)), plus \(Format.value(one("beta") ?? 0))"
    result.terms = [
      PixelExplanation.Term(label: source, input: Double(value) - mean, weight: scale)
    ]
    result.termCount = 1
    result.bias = one("beta")
    result.sum = (Double(value) - mean) * scale + (one("beta") ?? 0)
  }

  // MARK: - Position by position

  private func pointwise(
    _ operation: GraphCore.Operation, _ node: NodeID, _ result: inout PixelExplanation
  ) {
    let graph = analysis.graph
    if case .concatenate = operation {
      var channel = result.channel
      for input in graph[node].inputs {
        let count = analysis.shape(of: input).channels.value ?? 0
        if channel < count {
          result.sentence = "channel \(channel) of \(graph.name(of: input)), as it is"
          return
        }
        channel -= count
      }
    }
    let terms = graph[node].inputs.compactMap { input -> PixelExplanation.Term? in
      guard let values = values(input),
        let value = values.element(y: result.y, x: result.x, channel: result.channel)
      else { return nil }
      return PixelExplanation.Term(label: graph.name(of: input), input: Double(value))
    }
    guard terms.count == graph[node].inputs.count, !terms.isEmpty else {
      return unexplained(node, &result)
    }
    result.terms = terms
    result.termCount = terms.count
    switch operation {
    case .merge(let merge) where merge.function == .add:
      result.sentence = "the sum of its operands"
      result.sum = terms.reduce(0) { $0 + $1.input }
    case .customScale(let layer) where terms.count == 2:
      result.terms[1].weight = layer.scale
      result.sentence = "the first operand, and the second one times \(layer.scale)"
      result.sum = result.terms.reduce(0) { $0 + $1.product }
    default:
      if terms.count == 1 {
        // One operand needs no list.
        result.sentence =
          "\(Self.name(of: operation)) of \(Format.value(terms[0].input)) from "
          + terms[0].label
        result.terms = []
        result.termCount = 0
      } else {
        let names = terms.map(\.label).joined(separator: ", ")
        result.sentence = "\(operation.className) of \(names)"
      }
    }
  }

  private static func name(of operation: GraphCore.Operation) -> String {
    if case .activation(let layer) = operation { return layer.activation.rawValue }
    return operation.className
  }

  /// Names what cannot be taken apart.
  func unexplained(_ node: NodeID, _ result: inout PixelExplanation) {
    let graph = analysis.graph
    let names = graph[node].inputs.map { graph.name(of: $0) }.joined(separator: ", ")
    result.sentence = "\(graph.operation(of: node).className) of \(names)"
  }

  // MARK: - What goes in

  /// The first input of a call, with its name.
  func input(of node: NodeID) -> (name: String, values: LayerValues)? {
    guard let input = analysis.graph[node].inputs.first, let values = values(input) else {
      return nil
    }
    return (analysis.graph.name(of: input), values)
  }

  /// A weight of a call by the end of its name.
  func weight(named name: String, of node: NodeID) -> [Float]? {
    let layer = analysis.graph.name(of: node)
    return analysis.weights(of: node).first { $0.name.hasSuffix(name) }.flatMap {
      weight($0, layer)
    }
  }

  /// What each tap of the window of an output position adds, as `PixelExplanation.window` says.
  ///
  /// `add` gets the number of each tap inside the input, and its row and column there.
  func window(
    of result: PixelExplanation, over size: (height: Int, width: Int), _ window: Size2D,
    _ strides: Size2D, _ dilation: Size2D, _ padding: Padding,
    _ add: (_ tap: Int, _ y: Int, _ x: Int) -> Double?
  ) -> [[Double?]] {
    let rows = AxisTaps(
      at: result.y, of: size.height, window.height, strides.height, dilation.height, padding)
    let columns = AxisTaps(
      at: result.x, of: size.width, window.width, strides.width, dilation.width, padding)
    var sums = PixelExplanation.window(window)
    for row in rows.inside {
      for column in columns.inside {
        // A window without weights may have more taps than can be counted; no one reads its numbers.
        let tap = row &* window.width &+ column
        let sum = add(tap, rows.position(row), columns.position(column))
        if !sums.isEmpty { sums[row][column] = sum }
      }
    }
    return sums
  }

  /// The taps of a window along one axis that lie inside the input.
  private struct AxisTaps {
    /// Their numbers.
    let inside: Range<Int>
    private let start: Int
    private let dilation: Int

    /// The taps of the window at an output position.
    init(
      at position: Int, of size: Int, _ window: Int, _ stride: Int, _ dilation: Int,
      _ padding: Padding
    ) {
      // The position is one of the output's: its first tap is before the last element of the input.
      start =
        position * stride
        - WindowShape.paddingBefore(
          input: size, window: window, stride: stride, dilation: dilation, padding: padding)
      self.dilation = dilation
      inside = WindowShape.tapsInside(
        start: start, window: window, dilation: dilation, size: size)
    }

    /// Where a tap inside the input lies.
    func position(_ tap: Int) -> Int { start + tap * dilation }
  }
}

/// Sums products, and keeps those that add most.
struct TopTerms {
  /// The terms, the largest first.
  private(set) var terms: [PixelExplanation.Term] = []
  /// How many were added.
  private(set) var count = 0
  /// What they add up to.
  private(set) var sum = 0.0

  /// Adds the product of a number and its weight.
  mutating func add(_ input: Double, _ weight: Double, label: () -> String) {
    let product = input * weight
    count += 1
    sum += product
    if terms.count == PixelExplanation.keptTerms,
      let last = terms.last, last.product.magnitude >= product.magnitude
    {
      return
    }
    let place = terms.firstIndex { $0.product.magnitude < product.magnitude } ?? terms.count
    terms.insert(
      PixelExplanation.Term(label: label(), input: input, weight: weight), at: place)
    if terms.count > PixelExplanation.keptTerms { terms.removeLast() }
  }
}

extension LayerValues {
  /// The element at a position; of a vector, the channel alone counts.
  ///
  /// Nil outside.
  func element(y: Int, x: Int, channel: Int) -> Float? {
    guard channel >= 0, channel < channels else { return nil }
    guard let size = mapSize else {
      return elements.indices.contains(channel) ? elements[channel] : nil
    }
    guard y >= 0, y < size.height, x >= 0, x < size.width else { return nil }
    let place = (y * size.width + x) * channels + channel
    return elements.indices.contains(place) ? elements[place] : nil
  }
}
