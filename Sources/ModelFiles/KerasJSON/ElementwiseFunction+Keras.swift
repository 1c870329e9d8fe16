import GraphCore

extension ElementwiseFunction {
  /// A function of `keras.ops` with the operands of its calls; nil for one that is not computed here.
  ///
  /// - Parameters:
  ///   - kerasClass: the class behind the function, as `TrueDivide`.
  ///   - configuration: its parameters.
  ///   - calls: the calls in the layout of Keras 3, which hold the constants; all must have the same.
  init?(kerasClass: String, configuration: JSONValue, calls: JSONValue?) {
    if let activation = Self.activation(kerasClass, configuration) {
      self.init(.activation(activation), of: [.input])
      return
    }
    guard let kind = Self.kinds[kerasClass], let calls = calls?.elements, let first = calls.first,
      let operands = Self.operands(of: first), operands.count == 2, operands.contains(.input),
      calls.dropFirst().allSatisfy({ Self.operands(of: $0) == operands })
    else { return nil }
    self.init(kind, of: operands)
  }

  /// Functions that keep the shape and the places of elements, which are not computed here.
  static let otherClasses: Set<String> = [
    "Absolute", "Cast", "Ceil", "Celu", "Clip", "Cos", "Elu", "Erf", "Exp2", "Expm1", "Floor",
    "Gelu",
    "HardShrink", "LeakyRelu", "Log", "Log10", "Log1p", "Log2", "Negative", "NanToNum",
    "Reciprocal",
    "Round", "Rsqrt", "Sign", "Sin", "SoftShrink", "Softmax", "LogSoftmax", "SparsePlus",
    "SparseSigmoid", "Sqrt", "Square", "Squareplus", "Threshold",
  ]

  private static let kinds: [String: Kind] = [
    "Add": .add, "Subtract": .subtract, "Multiply": .multiply, "TrueDivide": .divide,
    "Divide": .divide, "Maximum": .maximum, "Minimum": .minimum,
  ]

  /// The activation that a class computes, when its parameters are those that our activations have.
  private static func activation(_ kerasClass: String, _ configuration: JSONValue) -> Activation? {
    func has(_ key: String, _ value: Double) -> Bool {
      switch configuration[key] {
      case .integer(let number)?: Double(number) == value
      case .number(let number)?: number == value
      default: false
      }
    }
    switch kerasClass {
    case "Relu": return .relu
    case "Relu6": return .relu6
    case "Sigmoid": return .sigmoid
    case "Silu": return .silu
    case "Softplus": return .softplus
    case "Softsign": return .softsign
    case "Tanh": return .tanh
    case "Selu": return .selu
    case "HardSigmoid": return .hardSigmoid
    case "HardSilu": return .hardSilu
    case "HardTanh": return .hardTanh
    case "LogSigmoid": return .logSigmoid
    case "TanhShrink": return .tanhShrink
    case "Exp": return .exponential
    case "Elu": return has("alpha", 1) ? .elu : nil
    case "Celu": return has("alpha", 1) ? .celu : nil
    case "LeakyRelu": return has("negative_slope", 0.2) ? .leakyReLU : nil
    case "SoftShrink": return has("threshold", 0.5) ? .softShrink : nil
    case "HardShrink": return has("threshold", 0.5) ? .hardShrink : nil
    case "Squareplus": return has("b", 4) ? .squareplus : nil
    case "Softmax": return has("axis", -1) ? .softmax : nil
    case "LogSoftmax": return has("axis", -1) ? .logSoftmax : nil
    // Keras' own function approximates unless it is told otherwise, ours does not.
    case "Gelu": return configuration["approximate"] == .bool(false) ? .gelu : nil
    default: return nil
    }
  }

  /// The operands of a call; nil when one is no tensor and no number, or has a name.
  private static func operands(of call: JSONValue) -> [Operand]? {
    guard let arguments = call["args"]?.elements, call["kwargs"] == nil || call["kwargs"] == [:]
    else { return nil }
    var operands: [Operand] = []
    for argument in arguments {
      if argument["class_name"] == .string("__keras_tensor__") {
        operands.append(.input)
      } else if let constant = Constant(argument) {
        operands.append(.constant(constant))
      } else {
        return nil
      }
    }
    return operands
  }
}

extension ElementwiseFunction.Constant {
  /// No normalization has more numbers than a picture has channels; this bounds the work on a hostile
  /// file.
  private static let (mostElements, mostAxes) = (65_536, 8)

  /// A number, or an array as Keras writes one.
  fileprivate init?(_ json: JSONValue) {
    var value = json
    if let kind = json["class_name"]?.string {
      guard ["__numpy__", "__tensor__"].contains(kind), let inner = json["config"]?["value"] else {
        return nil
      }
      value = inner
    }
    self.init(shape: [], elements: [])
    guard append(value, axis: 0), elements.count == shape.reduce(1, *) else { return nil }
  }

  /// Adds the elements of a part; false for one that is no number or is not as large as its neighbours.
  private mutating func append(_ json: JSONValue, axis: Int) -> Bool {
    switch json {
    case .integer(let number): elements.append(Double(number))
    case .number(let number): elements.append(number)
    case .literal(let text):
      guard let number = Double(text) else { return false }
      elements.append(number)
    case .array(let list):
      guard !list.isEmpty, axis < Self.mostAxes, list.count <= Self.mostElements - elements.count
      else { return false }
      // The first part of each axis says how large the axis is.
      if axis == shape.count, elements.isEmpty { shape.append(list.count) }
      guard axis < shape.count, shape[axis] == list.count else { return false }
      return list.allSatisfy { append($0, axis: axis + 1) }
    default: return false
    }
    return axis == shape.count
  }
}
