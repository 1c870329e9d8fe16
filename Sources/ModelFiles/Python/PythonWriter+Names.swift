import GraphCore

extension PythonWriter {
  /// What a chain's function is called: `conv_bn_relu`.
  static func unitName(_ steps: [PythonStep]) -> String {
    steps.map { step in
      switch step.className {
      case "Conv2D": "conv"
      case "SeparableConv2D": "separable_conv"
      case "DepthwiseConv2D": "depthwise_conv"
      case "Conv2DTranspose": "transposed_conv"
      case "BatchNormalization": "bn"
      case "ReLU": "relu"
      case "Activation":
        if case .literal(let text)? = step.arguments.first?.value {
          text.filter { $0.isLetter || $0.isNumber || $0 == "_" }
        } else {
          "activation"
        }
      default: AutomaticNames.snakeCase(step.className ?? "layer")
      }
    }.joined(separator: "_")
  }

  /// What the function of several blocks is called: what their names have in common, such as
  /// `block35`, else their kind.
  func blockName(_ blocks: [ModelSketch.Block]) -> String {
    let titles = blocks.compactMap(\.title).map { NumberedTitle($0) }
    if titles.count == blocks.count, Set(titles.map(\.base)).count == 1,
      titles.allSatisfy({ !$0.number.isEmpty }), let base = titles.first?.base, base.utf8.count > 1
    {
      // `block35` tells what it is; `mixed`, of which there are several kinds, does not.
      let isTelling = base.utf8.contains { (48...57).contains($0) }
      if isTelling || (titles.count > 1 && !usesElsewhere(base, than: blocks)) {
        return String(base)
      }
    }
    switch blocks[0].kind {
    case .residualInception: return "residual_inception_module"
    case .residual: return "residual_module"
    case .parallel, .irregular: return "parallel_module"
    case .inception: return reduces(blocks[0]) ? "reduction_module" : "inception_module"
    }
  }

  /// Whether a block of other structure has a name of that kind too.
  private func usesElsewhere(_ base: Substring, than blocks: [ModelSketch.Block]) -> Bool {
    var levels: [[ModelSketch.Block]] = []
    for element in plan.sketch.allElements { element.collect(into: &levels) }
    let known = Set(blocks.compactMap { $0.merge.last })
    return levels.joined().contains { block in
      guard let title = block.title, let exit = block.merge.last, !known.contains(exit) else {
        return false
      }
      return NumberedTitle(title).base == base
    }
  }

  /// Whether a block makes the map smaller.
  private func reduces(_ block: ModelSketch.Block) -> Bool {
    block.nodes.contains { node in
      switch arguments.analysis.graph.operation(of: node) {
      case .conv2D(let layer): layer.strides != 1
      case .maxPooling2D(let layer): layer.window.strides != 1
      case .averagePooling2D(let layer): layer.window.strides != 1
      default: false
      }
    }
  }

  /// One sentence on a block.
  func documentation(of block: ModelSketch.Block) -> String {
    let titles = block.branches.filter { !$0.isShortcut }.map { branch in
      branch.title.hasPrefix("branch_")
        ? String(branch.title.dropFirst("branch_".count)) : branch.title
    }
    switch block.kind {
    case .residualInception: return "An inception module whose input is added to its output."
    case .residual: return "Layers whose input is added to their output."
    case .inception:
      return "Parallel branches (\(titles.joined(separator: ", "))), concatenated."
    case .parallel, .irregular:
      return "Parallel branches (\(titles.joined(separator: ", "))), merged."
    }
  }

  /// What the given names inside a block begin with; nil when all are automatic.
  func stem(of block: ModelSketch.Block) -> String? {
    let graph = arguments.analysis.graph
    let given = block.nodes.compactMap { plan.given[graph[$0].layer] ?? nil }
    guard let first = given.first else { return nil }
    if let title = block.title, given.allSatisfy({ $0.hasPrefix(title) }) { return title }
    return given.count == 1 ? first : block.title
  }
}

extension ModelSketch.Element {
  /// All chains inside in the order of the code.
  var units: [[NodeID]] {
    switch self {
    case .unit(let nodes): [nodes]
    case .block(let block):
      block.branches.flatMap { $0.elements.flatMap(\.units) } + [block.merge]
    }
  }

  /// Puts the blocks inside into a list for each level, those without blocks inside into the first.
  ///
  /// - Returns: the number of levels inside.
  @discardableResult
  func collect(into levels: inout [[ModelSketch.Block]]) -> Int {
    guard case .block(let block) = self else { return 0 }
    var height = 0
    for element in block.branches.flatMap(\.elements) {
      height = max(height, element.collect(into: &levels))
    }
    while levels.count <= height { levels.append([]) }
    levels[height].append(block)
    return height + 1
  }
}

extension PythonStep {
  /// The class whose constructor is called.
  var className: String? {
    guard case .constructor(let callee) = callee else { return nil }
    return callee.split(separator: ".").last.map(String.init)
  }

  /// The key of a statement of a unit: its options may differ too.
  var unitKey: PythonStep {
    var step = key
    step.arguments = step.arguments.map { argument in
      var argument = argument
      if case .option = argument.value { argument.value = .option("", isDefault: false) }
      return argument
    }
    return step
  }
}

extension PythonText {
  /// A text with one identifier replaced by another.
  static func replacing(_ old: String, with new: String, in text: String) -> String {
    var result = ""
    var word = ""
    for character in text + " " {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
        continue
      }
      result += (word == old ? new : word) + String(character)
      word = ""
    }
    return String(result.dropLast())
  }
}
