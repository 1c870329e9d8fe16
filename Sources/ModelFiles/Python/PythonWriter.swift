import GraphCore

/// Writes one model as statements, and finds the functions that it calls.
struct PythonWriter {
  /// A block or unit that is a call of a function.
  struct Call {
    var function: Int
    var arguments: [PythonArgument]
  }

  /// The functions found, in the order of their definition.
  private(set) var functions: [PythonFunction] = []
  /// What each of them would best be called.
  private(set) var hints: [String] = []
  /// The variables that the model returns.
  private(set) var outputs: [String] = []

  let arguments: PythonArguments
  let plan: PythonNames.Plan
  private let nested: [LayerID: String]
  private let firstFunction: Int
  private var unitCalls: [NodeID: Call] = [:]
  private var blockCalls: [NodeID: Call] = [:]
  /// Layers and models that are called several times, and where they stand.
  private var layerVariables: [LayerID: String] = [:]

  private var analysis: ModelAnalysis { arguments.analysis }
  private var graph: ModelGraph { analysis.graph }

  /// Functions with more numbers would be harder to read than the lines that they stand for.
  private static let mostParameters = 20

  /// - Parameters:
  ///   - nested: the functions that build the models inside.
  ///   - functionCount: how many functions the module has already.
  init(
    _ arguments: PythonArguments, plan: PythonNames.Plan, nested: [LayerID: String],
    functionCount: Int
  ) {
    self.arguments = arguments
    self.plan = plan
    self.nested = nested
    firstFunction = functionCount
    findUnits()
    findBlocks()
  }

  /// The statements of the whole model.
  mutating func model() -> [PythonStep] {
    let used: Set<String> = ["inputs", "outputs"]
    var pinned: Set<NodeID> = []
    while true {
      var scope = PythonScope(pinned: pinned, used: used)
      layerVariables = [:]
      write(plan.sketch.allElements, to: "x", context: Context(), scope: &scope)
      outputs = graph.outputs.map { scope.variable(of: $0) }
      // Each round gives at least one more output a variable of its own.
      guard scope.stale.isEmpty else {
        pinned.formUnion(scope.stale)
        continue
      }
      var steps = scope.steps
      if outputs == ["x"], steps.last?.target == "x" {
        steps[steps.count - 1].target = "outputs"
        outputs = ["outputs"]
      }
      return steps
    }
  }
}

// MARK: - Functions

extension PythonWriter {
  /// Makes functions of the chains that occur more than once.
  private mutating func findUnits() {
    var groups: [[PythonStep]: [NodeID]] = [:]
    var order: [[PythonStep]] = []
    var stepsOf: [NodeID: [PythonStep]] = [:]
    for nodes in plan.sketch.allElements.flatMap(\.units)
    where nodes.count > 1 && graph[nodes[0]].inputs.count == 1 && nodes.allSatisfy(isOwn) {
      let steps = nodes.map { node in
        step(node, to: "x", on: ["x"], withDefaults: true)
      }
      let key = steps.map(\.unitKey)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(nodes[0])
      stepsOf[nodes[0]] = steps
    }
    for key in order {
      guard let heads = groups[key], heads.count > 1 else { continue }
      let instances = heads.map { head in
        PythonInstance(steps: stepsOf[head] ?? [], stem: plan.given[graph[head].layer] ?? nil)
      }
      let classes = (instances[0].steps).compactMap(\.className)
      let id = define(
        instances, isUnit: true, hint: Self.unitName(instances[0].steps),
        documentation: classes.joined(separator: ", ") + ".", for: heads, in: \.unitCalls)
      precondition(id != nil, "a unit has few parameters")
    }
  }

  /// Makes functions of the blocks, the inner ones first.
  private mutating func findBlocks() {
    var levels: [[ModelSketch.Block]] = []
    for element in plan.sketch.allElements { element.collect(into: &levels) }
    for level in levels {
      var groups: [[PythonStep]: [Int]] = [:]
      var order: [[PythonStep]] = []
      let candidates = level.compactMap { block in
        isolated(block).map { (block: block, entry: $0) }
      }
      for (index, candidate) in candidates.enumerated() {
        guard let steps = body(candidate.block, entry: candidate.entry) else { continue }
        let key = steps.filter { $0.condition == nil }.map(\.key)
        if groups[key] == nil { order.append(key) }
        groups[key, default: []].append(index)
      }
      for key in order {
        for group in Self.splitByProjection(
          groups[key] ?? [],
          { index in
            body(candidates[index].block, entry: candidates[index].entry)?
              .first { $0.condition != nil }?.key
          })
        {
          defineBlock(group.map { candidates[$0] })
        }
      }
    }
  }

  /// Splits instances so that those with a conditional statement have the same one; those without
  /// join the first of these.
  private static func splitByProjection(
    _ group: [Int], _ projection: (Int) -> PythonStep?
  ) -> [[Int]] {
    var groups: [(key: PythonStep, members: [Int])] = []
    var without: [Int] = []
    for index in group {
      guard let key = projection(index) else {
        without.append(index)
        continue
      }
      if let found = groups.firstIndex(where: { $0.key == key }) {
        groups[found].members.append(index)
      } else {
        groups.append((key, [index]))
      }
    }
    guard !groups.isEmpty else { return without.isEmpty ? [] : [without] }
    groups[0].members = (groups[0].members + without).sorted()
    return groups.map(\.members)
  }

  private mutating func defineBlock(_ blocks: [(block: ModelSketch.Block, entry: NodeID)]) {
    var bodies = blocks.compactMap { body($0.block, entry: $0.entry) }
    if !bodies.contains(where: { $0.contains { $0.condition != nil } }) {
      bodies = bodies.map(Self.withoutAlias)
    }
    let instances = zip(bodies, blocks).map { steps, candidate in
      PythonInstance(steps: steps, stem: stem(of: candidate.block))
    }
    let block = blocks[0].block
    _ = define(
      instances, isUnit: false, hint: blockName(blocks.map(\.block)),
      documentation: documentation(of: block), for: blocks.compactMap { $0.block.merge.last },
      in: \.blockCalls)
  }

  /// Defines a function, unless it would have too many parameters.
  private mutating func define(
    _ instances: [PythonInstance], isUnit: Bool, hint: String, documentation: String,
    for nodes: [NodeID], in calls: WritableKeyPath<PythonWriter, [NodeID: Call]>
  ) -> Int? {
    var unifier = PythonUnifier(instances, isUnit: isUnit)
    let (function, arguments) = unifier.unified(documentation: documentation)
    guard function.parameters.count <= Self.mostParameters else { return nil }
    let id = firstFunction + functions.count
    functions.append(function)
    hints.append(hint)
    for (node, arguments) in zip(nodes, arguments) {
      self[keyPath: calls][node] = Call(function: id, arguments: arguments)
    }
    return id
  }

  /// The statements of a block as a function of its input `x`; nil when they read anything else.
  private mutating func body(_ block: ModelSketch.Block, entry: NodeID) -> [PythonStep]? {
    var pinned: Set<NodeID> = []
    while true {
      var scope = PythonScope(pinned: pinned, used: ["x", "name", "names"])
      scope.set("x", to: entry)
      write(block, to: "x", isFunction: true, entry: entry, scope: &scope)
      if scope.isBroken { return nil }
      if scope.stale.isEmpty { return scope.steps }
      pinned.formUnion(scope.stale)
    }
  }

  private static func withoutAlias(_ steps: [PythonStep]) -> [PythonStep] {
    guard let alias = steps.first(where: { $0.callee == .alias }) else { return steps }
    return steps.filter { $0.callee != .alias }.map { step in
      var step = step
      step.inputs = step.inputs.map { $0 == alias.target ? "x" : $0 }
      step.call = step.call.map { PythonText.replacing(alias.target, with: "x", in: $0) }
      return step
    }
  }

  /// The only output from outside that a block reads, when everything inside is its own business.
  private func isolated(_ block: ModelSketch.Block) -> NodeID? {
    guard let exit = block.merge.last, block.kind != .irregular else { return nil }
    let inside = Set(block.nodes)
    var entry: NodeID?
    for node in block.nodes {
      guard isOwn(node) else { return nil }
      if node != exit {
        guard !graph.outputs.contains(node),
          graph.consumers(of: node).allSatisfy({ inside.contains($0) || !isLive($0) })
        else { return nil }
      }
      for input in graph[node].inputs where !inside.contains(input) {
        guard entry == nil || entry == input else { return nil }
        entry = input
      }
    }
    return entry
  }

  private func isLive(_ node: NodeID) -> Bool {
    plan.given[graph[node].layer] != nil || graph.operation(of: node).isOpaque
      || graph.operation(of: node).isNestedModel
  }

  /// Whether a call can stand in a function: not an input, a model, or one of several calls.
  private func isOwn(_ node: NodeID) -> Bool {
    let operation = graph.operation(of: node)
    return !operation.isInput && !operation.isNestedModel
      && graph.calls(of: graph[node].layer).count == 1
  }
}

// MARK: - Statements

extension PythonWriter {
  /// Where a statement stands.
  struct Context {
    /// The arguments that set the numbers of a block's convolutions.
    var roles: [NodeID: String] = [:]
    /// Numbers that are equal to the channels of a variable.
    var channels: [Int: String] = [:]
    var condition: String?
  }

  private mutating func write(
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
  private mutating func write(
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

  private func step(
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
