/// How layer classes treat channels, as far as edits and the outline need to know.
extension Operation {
  /// Whether each output channel comes from the input channel of the same number, so that both have
  /// equally many.
  package var keepsChannels: Bool {
    switch self {
    case .batchNormalization, .layerNormalization, .groupNormalization, .activation, .relu,
      .leakyReLU, .prelu, .elu,
      .softmax, .maxPooling2D, .averagePooling2D, .globalAveragePooling2D, .globalMaxPooling2D,
      .merge, .customScale, .layerScale, .zeroPadding2D, .cropping2D, .upSampling2D, .identity,
      .rescaling,
      .normalization:
      true
    case .depthwiseConv2D(let layer): layer.depthMultiplier == 1
    case .concatenate(let layer): layer.axis != -1 && layer.axis != 3
    case .opaque(let layer): layer.isElementwise || layer.output == .sameShape
    default: false
    }
  }

  /// Whether it scales and shifts each channel, and nothing else.
  var isChannelwiseLinear: Bool {
    switch self {
    case .batchNormalization, .identity: true
    default: false
    }
  }

  /// Whether it joins channels side by side.
  package var isConcatenation: Bool {
    guard case .concatenate(let layer) = self else { return false }
    return layer.axis == -1 || layer.axis == 3
  }

  /// Whether it joins branches.
  var isMerge: Bool {
    switch self {
    case .merge, .customScale, .concatenate: true
    default: false
    }
  }

  /// The step of the window of a layer that makes maps smaller by it; nil for other layers.
  var windowStrides: Size2D? {
    switch self {
    case .conv2D(let layer): layer.strides
    case .depthwiseConv2D(let layer): layer.strides
    case .separableConv2D(let layer): layer.depthwise.strides
    case .maxPooling2D(let layer): layer.window.strides
    case .averagePooling2D(let layer): layer.window.strides
    default: nil
    }
  }

  /// Whether its number of channels is a field of its own.
  var hasFilters: Bool {
    switch self {
    case .conv2D, .separableConv2D, .conv2DTranspose: true
    default: false
    }
  }
}
