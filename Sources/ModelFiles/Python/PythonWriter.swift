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
  /// The functions that build the models inside.
  let nested: [LayerID: String]
  private let firstFunction: Int
  /// The calls that stand for chains, by the first node, and for blocks, by the last.
  var unitCalls: [NodeID: Call] = [:]
  var blockCalls: [NodeID: Call] = [:]
  /// Layers and models that are called several times, and where they stand.
  var layerVariables: [LayerID: String] = [:]

  var analysis: ModelAnalysis { arguments.analysis }
  var graph: ModelGraph { analysis.graph }

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
  func isolated(_ block: ModelSketch.Block) -> NodeID? {
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
