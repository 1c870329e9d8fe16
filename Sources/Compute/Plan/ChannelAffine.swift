import GraphCore

/// A factor and a term for each channel.
struct ChannelAffine: Sendable {
  /// The factors.
  var scale: [Float]
  /// The terms.
  var shift: [Float]

  /// Calls `body` with pointers to both, unless there are no channels.
  func withPointers(_ body: (UnsafePointer<Float>, UnsafePointer<Float>) -> Void) {
    scale.withUnsafeBufferPointer { scale in
      shift.withUnsafeBufferPointer { shift in
        guard let scale = scale.baseAddress, let shift = shift.baseAddress else { return }
        body(scale, shift)
      }
    }
  }
}

extension FilterPacker {
  /// What a `Normalization` layer does to each of `count` channels: `(x - mean) / sqrt(variance)`.
  ///
  /// Keras divides by 1e-7 at least; source: keras/src/layers/preprocessing/normalization.py.
  func affine(
    of node: NodeID, _ layer: Normalization, count: Int
  ) throws(PlanError) -> ChannelAffine {
    let meanWeight = try values("mean", of: node)
    let varianceWeight = try values("variance", of: node)
    let mean = layer.mean ?? meanWeight?.map { Double($0) } ?? [0]
    let variance = layer.variance ?? varianceWeight?.map { Double($0) } ?? [1]
    for (name, list) in [("mean", mean), ("variance", variance)]
    where list.count != 1 && list.count != count {
      throw .weightSize(
        layer: analysis.graph.name(of: node), weight: name, expected: [count], received: list.count)
    }
    var result = ChannelAffine(scale: [], shift: [])
    for channel in 0..<count {
      let deviation = variance[variance.count == 1 ? 0 : channel].squareRoot()
      let scale = 1 / max(deviation, 1e-7)
      result.scale.append(Float(scale))
      result.shift.append(Float(-mean[mean.count == 1 ? 0 : channel] * scale))
    }
    return result
  }

  /// What a normalization does to each channel: `gamma / sqrt(variance + epsilon)` and what is left of
  /// beta and the mean; both times a factor.
  func affine(
    of node: NodeID, factor: Double = 1
  ) throws(PlanError) -> ChannelAffine {
    guard case .batchNormalization(let layer) = analysis.graph.operation(of: node) else {
      preconditionFailure("only a normalization is folded")
    }
    let mean = try values("moving_mean", of: node) ?? []
    let variance = try values("moving_variance", of: node) ?? []
    let gamma = try values("gamma", of: node)
    let beta = try values("beta", of: node)
    var result = ChannelAffine(scale: [], shift: [])
    for channel in mean.indices {
      let gamma = Double(gamma?[channel] ?? 1)
      let beta = Double(beta?[channel] ?? 0)
      let scale = gamma / (Double(variance[channel]) + layer.epsilon).squareRoot()
      result.scale.append(Float(scale * factor))
      result.shift.append(Float((beta - Double(mean[channel]) * scale) * factor))
    }
    return result
  }
}
