import GraphCore

/// Works out where everything stands.
struct DiagramLayout {
  let graph: ModelGraph
  private let sketch: ModelSketch
  var result = Diagram()
  var boxOf: [NodeID: Int] = [:]
  /// Where the frame ends that a box ends.
  var frameEnds: [Int: Double] = [:]
  /// The points that a line passes on its way between two calls.
  var stops: [Wire: [Diagram.Point]] = [:]
  /// Calls of blocks that are not drawn because an equal one before is, and their likes there.
  var likeness: [NodeID: NodeID] = [:]
  private var sizes: [NodeID: (width: Double, height: Double)] = [:]

  /// An argument of a call.
  struct Wire: Hashable {
    var source: NodeID
    var target: NodeID
  }

  /// Blocks of a sequence of which only the first is drawn.
  struct Group {
    var element: ModelSketch.Element
    var count = 1
    var last: ModelSketch.Element
  }

  init(_ analysis: ModelAnalysis) {
    graph = analysis.graph
    sketch = ModelSketch(analysis)
  }

  mutating func diagram() -> Diagram {
    let margin = 24.0
    let (width, _) = size(of: sketch.elements)
    let top = margin + 48
    var bottom = place(sketch.elements, axis: margin + width / 2, top: top)
    var right = margin + width
    for side in sketch.sides {
      // Beside the main way, under what it reads.
      let (sideWidth, _) = size(of: side)
      let sources = side.flatMap(\.nodes).flatMap { graph.sources(of: $0) }.compactMap { boxOf[$0] }
      let start = sources.map { result.boxes[$0].area.y + Diagram.boxHeight }.max() ?? top
      right += 2 * Diagram.columnGap
      bottom = max(
        bottom, place(side, axis: right + sideWidth / 2, top: start + Diagram.gap))
      right += sideWidth
    }
    connect()
    result.width = max(right + margin, 420)
    result.height = bottom + margin
    return result
  }

  // MARK: Sizes

  private mutating func size(
    of elements: [ModelSketch.Element]
  ) -> (width: Double, height: Double) {
    var width = 0.0
    var height = -Diagram.gap
    for group in groups(elements) {
      let size = size(of: group.element)
      width = max(width, size.width)
      height += size.height + Diagram.gap
    }
    return (width, max(0, height))
  }

  private mutating func size(
    of element: ModelSketch.Element
  ) -> (width: Double, height: Double) {
    guard case .block(let block) = element, let key = block.nodes.first else {
      return (Diagram.boxWidth, Diagram.boxHeight)
    }
    // A block inside others is asked for at each level; its last call is its own.
    let last = block.nodes.last ?? key
    if let known = sizes[last] { return known }
    var width = 0.0
    var height = 0.0
    if block.kind == .irregular {
      let rows = rows(of: block)
      let most = Double(rows.map(\.count).max() ?? 1)
      width = most * (Diagram.boxWidth + Diagram.columnGap) - Diagram.columnGap
      height = Double(rows.count) * (Diagram.boxHeight + 2 * Diagram.gap)
    } else {
      for branch in block.branches {
        let size = size(of: branch.elements)
        width += size.width + Diagram.columnGap
        height = max(height, size.height)
      }
      width += hasIdentity(block) ? Diagram.lane : -Diagram.columnGap
      height += 2 * Diagram.gap
    }
    if !block.merge.isEmpty { height += Diagram.boxHeight }
    let title = Double(min(self.title(of: block).count, Diagram.longestTitle) + 5) * 6.7
    let result = (
      width: max(width, 2 * title) + 2 * Diagram.padding,
      height: height + Diagram.heading + Diagram.padding
    )
    sizes[last] = result
    return result
  }

  /// Whether the merge reads the block's input directly.
  private func hasIdentity(_ block: ModelSketch.Block) -> Bool {
    guard let merge = block.merge.first else { return false }
    let inside = Set(block.nodes)
    return graph.sources(of: merge).contains { !inside.contains($0) }
  }

  // MARK: Places

  /// Places a sequence on its axis and returns where it ends.
  private mutating func place(
    _ elements: [ModelSketch.Element], axis: Double, top: Double
  ) -> Double {
    var y = top
    for group in groups(elements) {
      let size = size(of: group.element)
      switch group.element {
      case .unit(let nodes): addBox(nodes, axis: axis, top: y)
      case .block(let block): place(block, size: size, axis: axis, top: y, group: group)
      }
      y += size.height + Diagram.gap
    }
    return y - Diagram.gap
  }

  private mutating func place(
    _ block: ModelSketch.Block, size: (width: Double, height: Double), axis: Double, top: Double,
    group: Group
  ) {
    let area = Diagram.Rectangle(
      x: axis - size.width / 2, y: top, width: size.width, height: size.height)
    result.frames.append(
      Diagram.Frame(area: area, title: title(of: block, group), count: group.count))
    // Lines come in along the axis, past the heading, and fan out from there.
    let gate = Diagram.Point(x: axis, y: top + Diagram.heading)
    let inside = Set(block.nodes)
    for node in block.nodes {
      for input in graph.sources(of: node) where !inside.contains(input) {
        stops[Wire(source: input, target: node), default: []].append(gate)
      }
    }
    let mergeTop = top + size.height - Diagram.padding - Diagram.boxHeight
    let branchTop = gate.y + Diagram.gap
    if block.kind == .irregular {
      place(rows(of: block), axis: axis, top: branchTop)
    } else {
      placeBranches(block, axis: axis, top: branchTop, bottom: mergeTop - Diagram.gap)
    }
    guard !block.merge.isEmpty else { return }
    frameEnds[result.boxes.count] = top + size.height
    addBox(block.merge, axis: axis, top: mergeTop)
  }

  private mutating func placeBranches(
    _ block: ModelSketch.Block, axis: Double, top: Double, bottom: Double
  ) {
    let widths = block.branches.map { branch in size(of: branch.elements).width }
    let isIdentity = hasIdentity(block)
    var total = widths.reduce(0) { $0 + $1 + Diagram.columnGap } - Diagram.columnGap
    if isIdentity { total += Diagram.columnGap + Diagram.lane }
    var x = axis - total / 2
    for (branch, width) in zip(block.branches, widths) {
      let middle = x + width / 2
      _ = place(branch.elements, axis: middle, top: top)
      if let merge = block.merge.first, let end = branch.elements.last?.nodes.last {
        stops[Wire(source: end, target: merge), default: []].append(
          Diagram.Point(x: middle, y: bottom))
      }
      x += width + Diagram.columnGap
    }
    guard isIdentity, let merge = block.merge.first else { return }
    let lane = x + Diagram.lane / 2
    let inside = Set(block.nodes)
    for input in graph.sources(of: merge) where !inside.contains(input) {
      stops[Wire(source: input, target: merge), default: []] += [
        Diagram.Point(x: lane, y: top), Diagram.Point(x: lane, y: bottom),
      ]
    }
  }

  /// Places rows of boxes, each centred on the axis.
  private mutating func place(_ rows: [[[NodeID]]], axis: Double, top: Double) {
    var y = top
    for row in rows {
      let step = Diagram.boxWidth + Diagram.columnGap
      var x = axis - Double(row.count - 1) * step / 2
      for nodes in row {
        addBox(nodes, axis: x, top: y)
        x += step
      }
      y += Diagram.boxHeight + 2 * Diagram.gap
    }
  }

  private mutating func addBox(_ nodes: [NodeID], axis: Double, top: Double) {
    let area = Diagram.Rectangle(
      x: axis - Diagram.boxWidth / 2, y: top, width: Diagram.boxWidth, height: Diagram.boxHeight)
    for node in nodes { boxOf[node] = result.boxes.count }
    result.boxes.append(Diagram.Box(area: area, nodes: nodes))
  }

  /// The units of a block without nested structure, in rows by their distance from its input.
  private func rows(of block: ModelSketch.Block) -> [[[NodeID]]] {
    let units = block.branches.flatMap { $0.elements.map(\.nodes) }
    var depth: [NodeID: Int] = [:]
    var rows: [[[NodeID]]] = []
    for nodes in units {
      let row = (graph.sources(of: nodes[0]).compactMap { depth[$0] }.max() ?? -1) + 1
      for node in nodes { depth[node] = row }
      while rows.count <= row { rows.append([]) }
      rows[row].append(nodes)
    }
    return rows
  }

  /// A block's name and kind; of a run, the names of the first and the last.
  private func title(of block: ModelSketch.Block, _ group: Group? = nil) -> String {
    guard let title = block.title else { return block.kind.title }
    var name = title
    if case .block(let last)? = group?.last, let end = last.title, end != title {
      let (first, last) = (NumberedTitle(title), NumberedTitle(end))
      name += first.base == last.base ? "-\(last.number)" : " .. \(end)"
    }
    return "\(name) \u{B7} \(block.kind.title)"
  }
}
