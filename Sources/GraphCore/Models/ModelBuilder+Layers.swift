// One function a layer class, with Keras' argument names and defaults.

// MARK: - Entries and layers with kernels

extension ModelBuilder {
  /// An entry of the model.
  public mutating func input(shape: Shape, name: String? = nil) -> NodeID {
    add(.inputLayer(InputLayer(shape: shape)), name: name, [])
  }

  /// A convolution.
  public mutating func conv2D(
    _ x: NodeID, filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid,
    dilationRate: Size2D = 1, groups: Int = 1, activation: Activation = .linear,
    useBias: Bool = true, name: String? = nil
  ) -> NodeID {
    let layer = Conv2D(
      filters: filters, kernelSize: kernelSize, strides: strides, padding: padding,
      dilationRate: dilationRate, groups: groups, activation: activation, useBias: useBias)
    return add(.conv2D(layer), name: name, [x])
  }

  /// A convolution of each channel by itself.
  public mutating func depthwiseConv2D(
    _ x: NodeID, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid,
    depthMultiplier: Int = 1, dilationRate: Size2D = 1, activation: Activation = .linear,
    useBias: Bool = true, name: String? = nil
  ) -> NodeID {
    let layer = DepthwiseConv2D(
      kernelSize: kernelSize, strides: strides, padding: padding, depthMultiplier: depthMultiplier,
      dilationRate: dilationRate, activation: activation, useBias: useBias)
    return add(.depthwiseConv2D(layer), name: name, [x])
  }

  /// A depthwise convolution and a 1x1 convolution after it, as one layer.
  public mutating func separableConv2D(
    _ x: NodeID, filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid,
    dilationRate: Size2D = 1, depthMultiplier: Int = 1, activation: Activation = .linear,
    useBias: Bool = true, name: String? = nil
  ) -> NodeID {
    let layer = SeparableConv2D(
      filters: filters, kernelSize: kernelSize, strides: strides, padding: padding,
      dilationRate: dilationRate, depthMultiplier: depthMultiplier, activation: activation,
      useBias: useBias)
    return add(.separableConv2D(layer), name: name, [x])
  }

  /// A fully connected layer.
  public mutating func dense(
    _ x: NodeID, units: Int, activation: Activation = .linear, useBias: Bool = true,
    name: String? = nil
  ) -> NodeID {
    add(.dense(Dense(units: units, activation: activation, useBias: useBias)), name: name, [x])
  }
}

// MARK: - Normalization, activation, dropout

extension ModelBuilder {
  /// A normalization of each channel.
  public mutating func batchNormalization(
    _ x: NodeID, axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 0.001,
    center: Bool = true, scale: Bool = true, name: String? = nil
  ) -> NodeID {
    let layer = BatchNormalization(
      axis: axis, momentum: momentum, epsilon: epsilon, center: center, scale: scale)
    return add(.batchNormalization(layer), name: name, [x])
  }

  /// An activation function as a layer of its own.
  public mutating func activation(
    _ x: NodeID, _ activation: Activation, name: String? = nil
  ) -> NodeID {
    add(.activation(ActivationLayer(activation)), name: name, [x])
  }

  /// Drops elements in training; in inference the identity.
  public mutating func dropout(_ x: NodeID, rate: Double, name: String? = nil) -> NodeID {
    add(.identity(IdentityLayer(.dropout, amount: rate)), name: name, [x])
  }
}

// MARK: - Pooling and borders

extension ModelBuilder {
  /// The largest value of each window.
  public mutating func maxPooling2D(
    _ x: NodeID, poolSize: Size2D = 2, strides: Size2D? = nil, padding: Padding = .valid,
    name: String? = nil
  ) -> NodeID {
    let window = Pooling2D(poolSize: poolSize, strides: strides, padding: padding)
    return add(.maxPooling2D(MaxPooling2D(window)), name: name, [x])
  }

  /// The mean of each window.
  public mutating func averagePooling2D(
    _ x: NodeID, poolSize: Size2D = 2, strides: Size2D? = nil, padding: Padding = .valid,
    name: String? = nil
  ) -> NodeID {
    let window = Pooling2D(poolSize: poolSize, strides: strides, padding: padding)
    return add(.averagePooling2D(AveragePooling2D(window)), name: name, [x])
  }

  /// The mean of each channel.
  public mutating func globalAveragePooling2D(
    _ x: NodeID, keepDims: Bool = false, name: String? = nil
  ) -> NodeID {
    add(
      .globalAveragePooling2D(GlobalAveragePooling2D(keepDims: keepDims)), name: name, [x])
  }

  /// The largest value of each channel.
  public mutating func globalMaxPooling2D(
    _ x: NodeID, keepDims: Bool = false, name: String? = nil
  ) -> NodeID {
    add(.globalMaxPooling2D(GlobalMaxPooling2D(keepDims: keepDims)), name: name, [x])
  }

  /// Zeros around a map.
  public mutating func zeroPadding2D(
    _ x: NodeID, padding: Border2D, name: String? = nil
  ) -> NodeID {
    add(.zeroPadding2D(ZeroPadding2D(padding)), name: name, [x])
  }

  /// All axes as one.
  public mutating func flatten(_ x: NodeID, name: String? = nil) -> NodeID {
    add(.flatten(Flatten()), name: name, [x])
  }
}

// MARK: - Merging

extension ModelBuilder {
  /// The inputs side by side along one axis, the channels by default.
  public mutating func concatenate(
    _ inputs: [NodeID], axis: Int = -1, name: String? = nil
  ) -> NodeID {
    add(.concatenate(Concatenate(axis: axis)), name: name, inputs)
  }

  /// The sum of the inputs.
  public mutating func add(_ inputs: [NodeID], name: String? = nil) -> NodeID {
    add(.merge(Merge(.add)), name: name, inputs)
  }

  /// `x + scale * residual`, the residual sum of Keras' InceptionResNetV2.
  public mutating func customScale(
    _ x: NodeID, residual: NodeID, scale: Double, name: String? = nil
  ) -> NodeID {
    add(.customScale(CustomScaleLayer(scale: scale)), name: name, [x, residual])
  }

  /// A model called like a layer.
  public mutating func model(
    _ model: NestedModel, _ inputs: [NodeID], name: String? = nil
  ) -> NodeID {
    add(.model(model), name: name, inputs)
  }
}
