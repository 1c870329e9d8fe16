extension ModelBuilder {
  /// The unit of the Inception models: a convolution without bias, a normalization, a relu.
  ///
  /// The normalization learns an offset but no factor. Sources: `conv2d_bn` in
  /// keras/src/applications/inception_v3.py and inception_resnet_v2.py (Keras 3.15.1).
  ///
  /// - Parameter name: the convolution's name, which gives the others `_bn` and `_ac`; nil numbers
  ///   all three automatically.
  public mutating func convolutionUnit(
    _ x: NodeID, _ filters: Int, _ kernelSize: Size2D, strides: Size2D = 1,
    padding: Padding = .same, name: String? = nil
  ) -> NodeID {
    var x = conv2D(
      x, filters: filters, kernelSize: kernelSize, strides: strides, padding: padding,
      useBias: false, name: name)
    x = batchNormalization(x, axis: 3, scale: false, name: name.map { $0 + "_bn" })
    return activation(x, .relu, name: name.map { $0 + "_ac" })
  }

  /// Several units in a row, each with padding 'same' and stride 1.
  public mutating func convolutionUnits(_ x: NodeID, _ units: UnitShape...) -> NodeID {
    convolutionUnits(x, units)
  }

  /// Several units in a row, each with padding 'same' and stride 1.
  public mutating func convolutionUnits(_ x: NodeID, _ units: [UnitShape]) -> NodeID {
    var x = x
    for unit in units { x = convolutionUnit(x, unit.filters, unit.kernelSize) }
    return x
  }

  /// A mean over 3x3 windows that keeps the size of the map, then a 1x1 unit.
  public mutating func pooledProjection(_ x: NodeID, _ filters: Int) -> NodeID {
    let pooled = averagePooling2D(x, poolSize: 3, strides: 1, padding: .same)
    return convolutionUnit(pooled, filters, 1)
  }

  /// The classifier of all built-in models: the mean of each channel, then a softmax over the classes.
  ///
  /// - Parameter rate: the share of channels that training drops in between; nil for no such layer.
  public mutating func classifier(
    _ x: NodeID, classes: Int, dropout rate: Double? = nil
  ) -> NodeID {
    var x = globalAveragePooling2D(x, name: "avg_pool")
    if let rate { x = dropout(x, rate: rate, name: "dropout") }
    return dense(x, units: classes, activation: .softmax, name: "predictions")
  }
}
