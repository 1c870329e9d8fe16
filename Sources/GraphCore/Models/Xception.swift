extension ModelBuilder {
  /// Xception without its classifier: 10 x 10 x 2048 from 299 x 299 x 3.
  ///
  /// Names and all numbers: keras/src/applications/xception.py (Keras 3.15.1), after Chollet,
  /// "Xception: deep learning with depthwise separable convolutions" (2016), figure 5.
  public mutating func xception(_ input: NodeID) -> NodeID {
    var x = conv2D(
      input, filters: 32, kernelSize: 3, strides: 2, useBias: false, name: "block1_conv1")
    x = batchNormalization(x, name: "block1_conv1_bn")
    x = activation(x, .relu, name: "block1_conv1_act")
    x = conv2D(x, filters: 64, kernelSize: 3, useBias: false, name: "block1_conv2")
    x = batchNormalization(x, name: "block1_conv2_bn")
    x = activation(x, .relu, name: "block1_conv2_act")

    for (number, filters) in [(2, 128), (3, 256), (4, 728)] {
      // The units before it end in a relu, so the first block begins without one.
      x = xceptionReduction(
        x, (filters, filters), beginsWithActivation: number > 2, name: "block\(number)")
    }
    for number in 5...12 {
      let residual = x
      for part in 1...3 { x = xceptionStep(x, 728, name: "block\(number)_sepconv\(part)") }
      x = add([x, residual])
    }
    x = xceptionReduction(x, (728, 1024), beginsWithActivation: true, name: "block13")

    for (part, filters) in [(1, 1536), (2, 2048)] {
      let name = "block14_sepconv\(part)"
      x = separableConv2D(
        x, filters: filters, kernelSize: 3, padding: .same, useBias: false, name: name)
      x = batchNormalization(x, name: "\(name)_bn")
      x = activation(x, .relu, name: "\(name)_act")
    }
    return x
  }

  /// Two separable convolutions and a pooling, around them a projection with stride 2.
  private mutating func xceptionReduction(
    _ x: NodeID, _ filters: (Int, Int), beginsWithActivation: Bool, name: String
  ) -> NodeID {
    var residual = conv2D(
      x, filters: filters.1, kernelSize: 1, strides: 2, padding: .same, useBias: false)
    residual = batchNormalization(residual)
    var x = xceptionStep(
      x, filters.0, beginsWithActivation: beginsWithActivation, name: "\(name)_sepconv1")
    x = xceptionStep(x, filters.1, name: "\(name)_sepconv2")
    x = maxPooling2D(x, poolSize: 3, strides: 2, padding: .same, name: "\(name)_pool")
    return add([x, residual])
  }

  /// A relu, a separable convolution, a normalization.
  private mutating func xceptionStep(
    _ x: NodeID, _ filters: Int, beginsWithActivation: Bool = true, name: String
  ) -> NodeID {
    var x = beginsWithActivation ? activation(x, .relu, name: "\(name)_act") : x
    x = separableConv2D(
      x, filters: filters, kernelSize: 3, padding: .same, useBias: false, name: name)
    return batchNormalization(x, name: "\(name)_bn")
  }
}
