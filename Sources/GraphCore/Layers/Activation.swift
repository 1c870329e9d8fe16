/// An activation function by its Keras identifier.
public enum Activation: String, Hashable, Sendable, CaseIterable {
  case linear
  case relu
  case relu6
  case leakyReLU = "leaky_relu"
  case elu
  case selu
  case gelu
  case celu
  case silu
  case swish
  case mish
  case sigmoid
  case hardSigmoid = "hard_sigmoid"
  case hardSilu = "hard_silu"
  case hardSwish = "hard_swish"
  case hardTanh = "hard_tanh"
  case logSigmoid = "log_sigmoid"
  case softmax
  case logSoftmax = "log_softmax"
  case softplus
  case softsign
  case softShrink = "soft_shrink"
  case hardShrink = "hard_shrink"
  case tanhShrink = "tanh_shrink"
  case squareplus
  case tanh
  case threshold
  case exponential
  /// The gated linear unit. It halves the channels when it runs, but a layer of Keras with it goes on
  /// telling the shape of its input, which its models are made and counted with.
  case glu
  case sparsePlus = "sparse_plus"
  case sparseSigmoid = "sparse_sigmoid"
  case sparsemax
  /// A function that we do not know, which stands in the file that the model was read from; it is taken
  /// to keep the shape, as Keras' functions do.
  case custom

  /// The functions that can be asked for by name.
  public static let named = allCases.filter { $0 != .custom }
}

extension Field {
  /// An activation function by its Keras name.
  static func activation(
    _ path: WritableKeyPath<Configuration, Activation> & Sendable
  ) -> Field {
    Field(
      name: "activation", get: { .text($0[keyPath: path].rawValue) },
      set: { (configuration, value) throws(RuleViolation) in
        guard case .text(let word) = value, let choice = Activation(rawValue: word),
          choice != .custom
        else {
          let words = Activation.named.map(\.rawValue).joined(separator: ", ")
          throw .invalid("activation takes one of \(words), got \(value.inWords)")
        }
        configuration[keyPath: path] = choice
      })
  }
}

extension Operation {
  /// The same layer with a function that we do not know; nil for a class without a kernel.
  package var withCustomActivation: Operation? {
    switch self {
    case .conv2D(var layer):
      layer.activation = .custom
      return .conv2D(layer)
    case .depthwiseConv2D(var layer):
      layer.activation = .custom
      return .depthwiseConv2D(layer)
    case .separableConv2D(var layer):
      layer.activation = .custom
      return .separableConv2D(layer)
    case .conv2DTranspose(var layer):
      layer.activation = .custom
      return .conv2DTranspose(layer)
    case .dense(var layer):
      layer.activation = .custom
      return .dense(layer)
    default: return nil
    }
  }
}
