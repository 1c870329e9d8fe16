import GraphCore

/// A statement of the exported code: a layer or a function is called, and a variable set.
struct PythonStep: Hashable {
  /// What is called.
  enum Callee: Hashable {
    /// A layer's constructor, whose result is called in turn.
    case constructor(String)
    /// A function of the module by its number.
    case function(Int)
    /// A constructor alone: an input, or a layer that is called several times.
    case plain(String)
    /// A variable that holds such a layer.
    case variable(String)
    /// Nothing: the variable takes the value of another one.
    case alias
  }

  /// The variable that takes the result.
  var target: String
  /// What is called.
  var callee: Callee
  /// The arguments of the constructor or function, inputs left out.
  var arguments: [PythonArgument]
  /// The variables that it is called with.
  var inputs: [String]
  /// What stands in the parentheses of the layer's call.
  var call: [String]
  /// The call is only made when this holds.
  var condition: String?
  /// The input that the statement makes.
  var node: NodeID?
}

extension PythonStep {
  /// The same step without what may differ between instances of one function.
  var key: PythonStep {
    var step = self
    step.arguments = arguments.map { argument in
      var argument = argument
      switch argument.value {
      case .number(_, let role, _, _):
        argument.value = .number(0, role: role, node: nil, expression: nil)
      case .name: argument.value = .name(nil)
      case .names: argument.value = .names([])
      case .literal, .option: break
      }
      return argument
    }
    return step
  }
}
