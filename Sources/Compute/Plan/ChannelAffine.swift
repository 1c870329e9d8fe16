import GraphCore

/// A factor and a term for each channel.
struct ChannelAffine: Sendable {
  /// The factors.
  var scale: [Float]
  /// The terms.
  var shift: [Float]
}

extension FilterPacker {
  /// What a normalization does to each channel: `gamma / sqrt(variance + epsilon)` and what is left of
  /// beta and the mean; both times a factor.
  func affine(
    of node: NodeID, factor: Double = 1
  ) throws(PlanError) -> ChannelAffine {
    guard case .batchNormalization(let layer) = analysis.graph.operation(of: node) else {
      preconditionFailure("only a normalization is folded")
    }
    let name = analysis.graph.name(of: node)
    var values: [String: [Float]] = [:]
    for weight in analysis.weights(of: node) {
      values[weight.name] = try weights.elements(of: weight, layer: name)
    }
    let mean = values["moving_mean"] ?? []
    let variance = values["moving_variance"] ?? []
    var result = ChannelAffine(scale: [], shift: [])
    for channel in mean.indices {
      let gamma = Double(values["gamma"]?[channel] ?? 1)
      let beta = Double(values["beta"]?[channel] ?? 0)
      let scale = gamma / (Double(variance[channel]) + layer.epsilon).squareRoot()
      result.scale.append(Float(scale * factor))
      result.shift.append(Float((beta - Double(mean[channel]) * scale) * factor))
    }
    return result
  }
}
