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
}
