import GraphCore

/// The structural edits that can be made at a row.
enum EditMenu {
  /// The list for a row: what can be put behind it or beside it, then what else can be done; what
  /// takes something away stands last.
  static func items(for item: OutlineItem, in state: State) -> [MenuState.Item] {
    guard item.inner == nil else { return [] }
    let graph = state.analysis.graph
    let place = graph.name(of: item.node)
    let shape = state.analysis.shape(of: item.node)
    var items: [MenuState.Item] = []
    if shape.rank == 3, let channels = shape.channels.value {
      items += blocks(after: place, channels: channels)
      if let block = innermostBlock(around: item, state) {
        items += branches(of: block, channels: channels)
      }
    }
    return items + layers(after: place, shape) + structure(item, state)
      + fields(for: [item], in: state)
  }

  /// The block that a row is, or the innermost one around it.
  static func innermostBlock(around item: OutlineItem, _ state: State) -> OutlineItem? {
    if case .block = item.kind { return item }
    return state.outline.ancestors(of: item.path).last {
      if case .block = $0.kind { true } else { false }
    }
  }

  /// The edit that takes a row out.
  static func removal(of item: OutlineItem, in state: State) -> Edit {
    switch item.kind {
    case .layer, .block, .branch: return .remove(target: target(of: item, state))
    case .run: return .all(item.children.map { .remove(target: target(of: $0, state)) })
    case .unit:
      let graph = state.analysis.graph
      let readers = graph.readers(of: item.node).map { graph.operation(of: $0) }
      let isBranch = readers.contains { operation in
        switch operation {
        case .concatenate, .merge, .customScale: true
        default: false
        }
      }
      if isBranch { return .remove(target: target(of: item, state)) }
      return .all(item.nodes.reversed().map { .remove(target: graph.name(of: $0)) })
    }
  }

  /// What a row is called in an edit: a layer by its name, a block or branch with a slash behind it where
  /// a layer with the same name is meant without.
  static func target(of item: OutlineItem, _ state: State) -> String {
    if item.kind == .layer { return state.analysis.graph.name(of: item.node) }
    return state.analysis.graph.layer(named: item.path) == nil ? item.path : item.path + "/"
  }

  private static func structure(_ item: OutlineItem, _ state: State) -> [MenuState.Item] {
    var items: [MenuState.Item] = []
    func add(_ label: String, _ note: String, _ edit: Edit, found words: String) {
      items.append(
        MenuState.Item(
          label: label, note: note, section: "Structure", words: words, action: .edit(edit)))
    }
    if let edit = copy(of: item, in: state) {
      add("duplicate \(item.title)", "a copy behind it", edit, found: "duplicate copy")
    }
    if let block = block(of: item) ?? innermostBlock(around: item, state) {
      if block.path != item.path {
        add(
          "duplicate \(block.title)", "the block around, a copy behind it",
          .duplicate(block: block.path), found: "duplicate copy block")
      }
      if !isResidual(block) {
        add(
          "make \(block.title) residual", "its input is added to its output",
          .makeResidual(block: block.path), found: "make wrap residual")
      }
    }
    if self.block(of: item) == nil, state.analysis.graph.inputs(of: item.nodes).count == 1 {
      add(
        "wrap \(item.title) in a sum", "its input is added to its output",
        .makeResidual(block: target(of: item, state)), found: "wrap make residual")
    }
    for factor in [0.5, 0.75, 1.5, 2] {
      let target: String
      switch item.kind {
      case .layer, .unit: target = "model"
      default: target = item.path
      }
      add(
        "widen \(target) ×\(Format.factor(factor))", "all filters, to multiples of 8",
        .widen(target: target, factor: factor, multiple: 8),
        found: "widen ×\(Format.factor(factor))")
    }
    if state.analysis.graph.operation(of: item.node).isInput == false {
      add(
        "remove \(item.title)", "what read it reads its input", removal(of: item, in: state),
        found: "remove delete")
    }
    return items
  }

  private static func blocks(after place: String, channels: Int) -> [MenuState.Item] {
    // The proportions of the example network's modules, so that the channels stay what they are.
    func part(_ sixteenths: Int) -> Int {
      let (product, overflow) = channels.multipliedReportingOverflow(by: sixteenths)
      return max(1, overflow ? channels : product / 16)
    }
    let rest = max(1, channels - part(4) - 2 * part(2))
    let filters = InceptionFilters(part(4), part(6), rest, part(1), part(2), part(2))
    return [false, true].map { isResidual in
      let label = isResidual ? "residual inception module" : "inception module"
      return MenuState.Item(
        label: label, note: "\(filters)", section: "Block behind \(place)", words: "block \(label)",
        action: .edit(.insertBlock(after: place, filters, isResidual: isResidual)))
    }
  }

  private static func branches(of block: OutlineItem, channels: Int) -> [MenuState.Item] {
    let few = max(1, channels / 8)
    func conv(_ filters: Int, _ size: Int) -> LayerTemplate {
      LayerTemplate(
        .conv2D(
          Conv2D(
            filters: filters, kernelSize: Size2D(size, size), padding: .same, activation: .relu)))
    }
    let pool = LayerTemplate(
      .maxPooling2D(
        MaxPooling2D(Pooling2D(poolSize: 3, strides: 1, padding: .same))))
    let choices: [(String, [LayerTemplate])] = [
      ("branch 1x1", [conv(few, 1)]),
      ("branch 1x1, 3x3", [conv(max(1, few / 2), 1), conv(few, 3)]),
      ("branch 1x1, 5x5", [conv(max(1, few / 2), 1), conv(few, 5)]),
      ("branch 1x1, 3x3, 3x3", [conv(max(1, few / 2), 1), conv(few, 3), conv(few, 3)]),
      ("branch pool, 1x1", [pool, conv(few, 1)]),
    ]
    return choices.map { label, layers in
      MenuState.Item(
        label: label, note: "\(few) filters", section: "Branch of \(block.title)",
        words: label, action: .edit(.addBranch(block: block.path, layers: layers)))
    }
  }

  private static func layers(after place: String, _ shape: Shape) -> [MenuState.Item] {
    let channels = shape.channels.value
    return GraphCore.Operation.insertable.flatMap { plain -> [GraphCore.Operation] in
      guard let channels, case .conv2D = plain else { return [plain] }
      // Convolutions keep the channels that are there, so that nothing behind them has to change.
      return [1, 3, 5].compactMap { size in
        try? plain.setting("filters", to: .integer(channels))
          .setting("kernel_size", to: .integer(size))
      }
    }.map { operation in
      var operation = operation
      if let channels, operation.value(of: "filters") != nil {
        operation = (try? operation.setting("filters", to: .integer(channels))) ?? operation
      }
      let label = Format.summary(of: operation)
      return MenuState.Item(
        label: label, note: note(operation), section: "Layer behind \(place)",
        words: "layer \(label)", action: .edit(.insertLayer(after: place, LayerTemplate(operation)))
      )
    }
  }

  private static func note(_ operation: GraphCore.Operation) -> String {
    ["filters", "units"].compactMap { field in
      operation.value(of: field).map { "\($0) \(field)" }
    }.joined(separator: " ")
  }
}
