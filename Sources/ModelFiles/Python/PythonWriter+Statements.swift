import GraphCore

extension PythonWriter {
  /// Where a statement stands.
  struct Context {
    /// The arguments that set the numbers of a block's convolutions.
    var roles: [NodeID: String] = [:]
    /// Numbers that are equal to the channels of a variable.
    var channels: [Int: String] = [:]
    var condition: String?
  }

  /// Writes elements one after the other, the last of them to `target`.
  mutating func write(
    _ elements: [ModelSketch.Element], to target: String, context: Context,
    scope: inout PythonScope
  ) {
    for element in elements {
      switch element {
      case .unit(let nodes): write(nodes, to: target, context: context, scope: &scope)
      case .block(let block):
        if let exit = block.merge.last, let call = blockCalls[exit], let entry = isolated(block) {
          write(call, on: [entry], result: exit, to: target, context: context, scope: &scope)
        } else {
          write(block, to: target, isFunction: false, entry: nil, scope: &scope, context: context)
        }
      }
    }
  }

  /// Writes a block's branches and merge.
  mutating func write(
    _ block: ModelSketch.Block, to target: String, isFunction: Bool, entry: NodeID?,
    scope: inout PythonScope, context outer: Context = Context()
  ) {
    let optional = isFunction ? optionalShortcut(block, entry: entry) : nil
    var mainVariable: String?
    for branch in block.branches {
      let variable = scope.fresh(branch.title)
      var context = outer
      context.roles.merge(block.roles) { $1 }
      if let entry, !branch.isShortcut, block.kind == .residualInception,
        let channels = analysis.shape(of: entry).channels.value
      {
        context.channels = [channels: "x.shape[-1]"]
      }
      if branch.isShortcut, let mainVariable, let merge = block.merge.first,
        let channels = analysis.shape(of: merge).channels.value
      {
        context.channels = [channels: "\(mainVariable).shape[-1]"]
      }
      if branch.isShortcut, optional == .projection, let mainVariable {
        scope.steps.append(Self.alias(variable))
        context.condition = "x.shape[-1] != \(mainVariable).shape[-1]"
      }
      if block.kind == .irregular {
        for element in branch.elements {
          let own = scope.fresh(graph.name(of: element.nodes[element.nodes.count - 1]))
          write([element], to: own, context: context, scope: &scope)
        }
      } else {
        write(branch.elements, to: variable, context: context, scope: &scope)
      }
      mainVariable = mainVariable ?? variable
    }
    if optional == .identity, let entry {
      let variable = scope.fresh("shortcut")
      scope.steps.append(Self.alias(variable))
      scope.set(variable, to: entry)
    }
    write(block.merge, to: target, context: outer, scope: &scope)
  }

  /// `shortcut = x`, to which a projection may follow.
  private static func alias(_ variable: String) -> PythonStep {
    PythonStep(target: variable, callee: .alias, arguments: [], inputs: ["x"], call: [])
  }

  private enum OptionalShortcut {
    case identity
    case projection
  }

  /// Whether a residual block's shortcut is a projection just where the channels differ.
  private func optionalShortcut(
    _ block: ModelSketch.Block, entry: NodeID?
  ) -> OptionalShortcut? {
    guard block.kind == .residual || block.kind == .residualInception, let entry,
      let merge = block.merge.first, case .merge(let function) = graph.operation(of: merge),
      function.function == .add, let before = analysis.shape(of: entry).channels.value,
      let after = analysis.shape(of: merge).channels.value
    else { return nil }
    guard let shortcut = block.branches.last, shortcut.isShortcut else {
      return before == after && graph[merge].inputs.contains(entry) ? .identity : nil
    }
    guard before != after, block.branches.count == 2, shortcut.elements.count == 1,
      case .unit(let nodes) = shortcut.elements[0],
      nodes.count == 1 || unitCalls[nodes[0]] != nil,
      case .conv2D(let convolution) = graph.operation(of: nodes[0]), convolution.strides == 1
    else { return nil }
    return .projection
  }

  /// Writes a chain: a call of its function, or a statement for each layer.
  private mutating func write(
    _ nodes: [NodeID], to sequence: String, context: Context, scope: inout PythonScope
  ) {
    guard let head = nodes.first, let tail = nodes.last else { return }
    if let call = unitCalls[head] {
      write(
        call, on: graph[head].inputs, result: tail, to: sequence, context: context, scope: &scope)
      return
    }
    for node in nodes {
      let inputs = graph[node].inputs.map { scope.variable(of: $0) }
      let layer = graph[node].layer
      let name = graph[layer].name
      if graph[layer].operation.isInput {
        let target = graph.inputs.count == 1 ? "inputs" : scope.fresh(name)
        scope.steps.append(step(node, to: target, on: []))
        scope.set(target, to: node)
        continue
      }
      var step: PythonStep
      let target = scope.target(for: node, in: sequence, name: name)
      if graph[layer].operation.isNestedModel || graph.calls(of: layer).count > 1 {
        let variable = layerVariable(layer, scope: &scope)
        step = PythonStep(
          target: target, callee: .variable(variable), arguments: [], inputs: inputs,
          call: arguments.call(of: node, on: inputs))
      } else {
        step = self.step(node, to: target, on: inputs)
      }
      step.arguments = step.arguments.map { contextual($0, context) }
      step.condition = context.condition
      scope.steps.append(step)
      scope.set(target, to: node)
      setOutputs(of: node, scope: &scope)
    }
  }

  /// Says where the outputs of a call stand that gives a list or a dictionary of them.
  private mutating func setOutputs(of node: NodeID, scope: inout PythonScope) {
    let further = graph.furtherOutputs(of: node)
    let form = arguments.document(ofNested: graph[node].layer)?.root["config"]?["output_layers"]
    var keys: [String]?
    if case .object(let members)? = form {
      keys = members.flatteningOrder.map { PythonText.quoted(members[$0].key) }
    }
    let isList = form?.elements?.first?.elements != nil || keys != nil
    guard !further.isEmpty || graph.operation(of: node).hasSeveralOutputs || isList else { return }
    let last = scope.steps.count - 1
    let variable = scope.fresh(graph.name(of: node) + "_outputs")
    scope.steps[last].target = variable
    for output in [node] + further {
      let index = graph[output].output
      let key = keys.map { $0.indices.contains(index) ? $0[index] : "" } ?? String(index)
      scope.set("\(variable)[\(key)]", to: output)
    }
  }

  private func write(
    _ call: Call, on inputs: [NodeID], result: NodeID, to sequence: String, context: Context,
    scope: inout PythonScope
  ) {
    let variables = inputs.map { scope.variable(of: $0) }
    let target = scope.target(for: result, in: sequence, name: graph.name(of: result))
    scope.steps.append(
      PythonStep(
        target: target, callee: .function(call.function),
        arguments: call.arguments.map { contextual($0, context) }, inputs: variables, call: [],
        condition: context.condition))
    scope.set(target, to: result)
  }

  /// Gives a number its part in the block, or what it is equal to.
  private func contextual(_ argument: PythonArgument, _ context: Context) -> PythonArgument {
    guard case .number(let number, let role, let node, _) = argument.value else { return argument }
    var argument = argument
    let own = role ?? node.flatMap { context.roles[$0] }
    argument.value = .number(
      number, role: own, node: node,
      expression: own == nil ? context.channels[number] : nil)
    return argument
  }

  /// The variable of a layer that is called several times; made where it is called first.
  private mutating func layerVariable(_ layer: LayerID, scope: inout PythonScope) -> String {
    if let variable = layerVariables[layer] { return variable }
    let suffix = nested[layer] == nil ? "_layer" : "_model"
    let variable = scope.fresh(graph[layer].name + suffix)
    layerVariables[layer] = variable
    if let builder = nested[layer] {
      scope.steps.append(
        PythonStep(target: variable, callee: .plain(builder), arguments: [], inputs: [], call: []))
    } else if let node = graph.calls(of: layer).first {
      var step = step(node, to: variable, on: [])
      if case .constructor(let callee) = step.callee { step.callee = .plain(callee) }
      step.call = []
      scope.steps.append(step)
    }
    return variable
  }

  /// The statement that makes a layer and calls it on variables.
  func step(
    _ node: NodeID, to target: String, on inputs: [String], withDefaults: Bool = false
  ) -> PythonStep {
    let name = plan.given[graph[node].layer] ?? nil
    let (callee, arguments) = arguments.constructor(
      of: node, name: name, withDefaults: withDefaults)
    let isInput = graph.operation(of: node).isInput
    return PythonStep(
      target: target, callee: isInput ? .plain(callee) : .constructor(callee),
      arguments: arguments, inputs: inputs,
      call: isInput ? [] : self.arguments.call(of: node, on: inputs), node: isInput ? node : nil)
  }
}
