import GraphCore
import KernelABI

extension Activation {
  /// The activation of one element; nil for those that look at several elements or need a parameter.
  ///
  /// Source: keras/src/activations/activations.py.
  var elementFunction: ElementFunction? {
    switch self {
    case .linear: .init(.affine, a: 1)
    case .relu: .init(.relu, c: .infinity)
    case .relu6: .init(.relu, c: 6)
    case .leakyReLU: .init(.relu, a: 0.2, c: .infinity)
    case .elu, .celu: .init(.exponentialLinear, a: 1, b: 1)
    case .selu: .init(.exponentialLinear, a: 1.6732632423543772, b: 1.0507009873554805)
    case .gelu: .init(.gelu)
    case .silu, .swish: .init(.silu)
    case .mish: .init(.mish)
    case .sigmoid: .init(.sigmoid)
    case .hardSigmoid: .init(.hardSigmoid)
    case .hardSilu, .hardSwish: .init(.hardSilu)
    case .hardTanh: .init(.hardTanh)
    case .logSigmoid: .init(.softplus, a: -1)
    case .softplus: .init(.softplus, a: 1)
    case .softsign: .init(.softsign)
    case .softShrink: .init(.softShrink, a: 0.5)
    case .hardShrink: .init(.hardShrink, a: 0.5)
    case .tanhShrink: .init(.tanhShrink)
    case .squareplus: .init(.squareplus, a: 4)
    case .tanh: .init(.tanh)
    case .exponential: .init(.exponential)
    case .softmax, .logSoftmax, .sparsemax, .threshold, .sparsePlus, .sparseSigmoid, .glu,
      .custom:
      nil
    }
  }
}
