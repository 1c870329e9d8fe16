import GraphCore

extension State {
  /// Steps through the rows: from a layer to the next one in execution order, from a block past it.
  mutating func stepOutputs(_ direction: Int) -> [Effect] {
    guard let outputs else { return [] }
    let isBlock = outline.item(at: outputs.path).map { $0.kind != .layer } ?? false
    if isBlock, direction > 0 {
      guard let next = rowAfter(outputs.path) else { return atTheEnd(direction) }
      return showOutput(of: next)
    }
    guard let place = model.calls.place(of: outputs.node) else { return [] }
    let next = place + direction
    guard model.calls.calls.indices.contains(next) else { return atTheEnd(direction) }
    return showOutput(of: model.calls.calls[next])
  }

  private mutating func atTheEnd(_ direction: Int) -> [Effect] {
    message = Message(
      kind: .info, text: direction > 0 ? "this is the last layer" : "this is the first layer")
    return []
  }

  /// The row behind a block: what follows its last row in the outline.
  private func rowAfter(_ path: String) -> OutlineItem? {
    let rows = outline.allItems
    guard let next = outline.row(at: path).map({ outline.end(of: $0) }) else { return nil }
    return rows.indices.contains(next) ? rows[next] : nil
  }

  /// Goes into the block whose output is shown: to the layer of it that is computed first.
  mutating func stepInto() -> [Effect] {
    guard let outputs, let item = outline.item(at: outputs.path) else { return [] }
    guard item.kind != .layer || !item.children.isEmpty else {
      message = Message(
        kind: .info, text: "\(item.title) is a layer; \(key(.nextLayer)) goes to the next one")
      return []
    }
    let members = Set(item.nodes)
    guard item.kind != .layer, let first = model.calls.calls.first(where: members.contains)
    else {
      message = Message(
        kind: .info,
        text: "outputs inside a nested model are not kept; \(key(.nextLayer)) goes to the next one")
      return []
    }
    return showOutput(of: first)
  }

  /// Goes out to the row around the one that is shown.
  mutating func stepOut() -> [Effect] {
    guard let outputs, let around = outline.ancestors(of: outputs.path).last else {
      message = Message(kind: .info, text: "this is the outermost row")
      return []
    }
    return showOutput(of: around)
  }

  /// Shows the output of a row.
  mutating func showOutput(of item: OutlineItem) -> [Effect] {
    outputs?.path = item.path
    reveal(path: item.path)
    sayWhoseOutput(item)
    return show(item.node)
  }

  /// Shows the output of a layer.
  mutating func showOutput(of node: NodeID) -> [Effect] {
    let path = model.calls.row(of: node).map { outline.allItems[$0].path } ?? ""
    outputs?.path = path
    reveal(node)
    return show(node)
  }

  private mutating func show(_ node: NodeID) -> [Effect] {
    if let before = outputs, before.node != node {
      let pixel = before.pixel.flatMap { self.pixel($0, of: before.node, in: node) }
      outputs?.node = node
      outputs?.pixel = pixel
      detailTop = 0
      let count = analysis.shape(of: node).channels.value ?? .max
      if !before.isChannelChosen || before.channel >= count {
        outputs?.channel = 0
        outputs?.isChannelChosen = false
      }
    }
    dialIndex = 0
    return loadOutputs()
  }

  /// The pixel of another map that lies where one of a map does: where one size is a multiple of the
  /// other; of other sizes it is not known where.
  private func pixel(
    _ pixel: OutputsState.Pixel, of node: NodeID, in other: NodeID
  ) -> OutputsState.Pixel? {
    func scaled(_ place: Int, _ old: Dimension?, _ new: Dimension?) -> Int? {
      guard let old = old?.value, let new = new?.value, old > 0, new > 0 else { return place }
      guard old % new == 0 || new % old == 0 else { return nil }
      return new >= old ? place * (new / old) + new / old / 2 : place / (old / new)
    }
    let (before, after) = (analysis.shape(of: node), analysis.shape(of: other))
    guard before.rank == 3, after.rank == 3 else { return pixel }
    guard let x = scaled(pixel.x, before.width, after.width),
      let y = scaled(pixel.y, before.height, after.height)
    else { return nil }
    return OutputsState.Pixel(x: x, y: y)
  }

  // MARK: - Stopping at a condition

  /// Opens the list of conditions.
  mutating func openBreakMenu() {
    let current = outputs?.breakCondition
    var items = [BreakCondition.notFinite, .allZeros, .zeros(over: 0.9)].map { condition in
      MenuState.Item(
        label: condition.words, note: condition == current ? "now" : "",
        action: .breakCondition(condition))
    }
    items.append(MenuState.Item(label: "above a number …", action: .askForBreak))
    items.append(MenuState.Item(label: "of a layer …", action: .askForBreak))
    if current != nil {
      items.append(MenuState.Item(label: "nowhere", action: .breakCondition(nil)))
    }
    open(MenuState(kind: .breakConditions, title: "Stop where the output is", items: items))
  }

  /// Stops where a typed condition says; nowhere when it says so.
  mutating func setBreak(parsing text: String) {
    do throws(Query.Fault) {
      let condition = text == BreakCondition.never ? nil : try BreakCondition(parsing: text)
      guard case .layer(let query)? = condition, layers(fitting: query).isEmpty else {
        setBreak(condition)
        return
      }
      message = Message(
        kind: .error,
        text:
          "no layer fits '\(query.text)'; break also takes nan, zeros, zeros>90%, off or a number"
      )
    } catch {
      message = Message(kind: .error, text: error.text)
    }
  }

  /// Stops at layers whose output is so from now on.
  mutating func setBreak(_ condition: BreakCondition?) {
    outputs?.breakCondition = condition
    message = Message(
      kind: .info,
      text: condition.map {
        "\(key(.continueToBreak)) goes on to the next output that is \($0.words)"
      }
        ?? "no condition to stop at")
  }

  /// Goes on to the next layer at which to stop.
  mutating func continueToBreak() -> [Effect] {
    guard let outputs, let place = model.calls.place(of: outputs.node) else { return [] }
    guard let condition = outputs.breakCondition else {
      openBreakMenu()
      return []
    }
    let calls = model.calls.calls[(place + 1)...]
    if case .layer(let query) = condition {
      let fitting = layers(fitting: query)
      guard let next = calls.first(where: fitting.contains) else {
        message = Message(kind: .info, text: "no further output is \(condition.words)")
        return []
      }
      return showOutput(of: next)
    }
    guard case .ready = outputs.source, let pass = inspected else {
      message = Message(kind: .info, text: "the pass is still running")
      return []
    }
    let id = takeID()
    self.outputs?.searchID = id
    message = Message(kind: .info, text: "looking for an output that is \(condition.words) …")
    return [.find(id: id, pass, Array(calls), condition)]
  }

  /// The layers that a search finds: the one of that very name, or all that fit.
  private func layers(fitting query: Query) -> Set<NodeID> {
    if let node = analysis.graph.node(named: query.text) { return [node] }
    return Set(
      outline.allItems
        .filter { $0.kind == .layer && $0.inner == nil && query.fits($0, self) }.map(\.node))
  }

  /// Takes the layer at which to stop; nil when there is none.
  mutating func findingNews(_ id: Int, _ found: FoundOutput?) -> [Effect] {
    guard let outputs, outputs.searchID == id, let condition = outputs.breakCondition else {
      return []
    }
    self.outputs?.searchID = nil
    guard let found else {
      message = Message(kind: .info, text: "no further output is \(condition.words)")
      return []
    }
    var place = found.channel.map { ", first in channel \($0)" } ?? ""
    if let pixel = found.pixel { place += " at row \(pixel.y) column \(pixel.x)" }
    message = Message(
      kind: .warning,
      text: "\(analysis.graph.name(of: found.node)) is \(condition.words)\(place)")
    let effects = showOutput(of: found.node)
    choose(channel: found.channel ?? 0)
    self.outputs?.pixel = found.pixel
    return effects
  }

  // MARK: - One pixel

  /// The pixel under the cursor; nil when the output is no map.
  var pixel: OutputsState.Pixel? {
    guard let outputs, outputs.arrangement == .single, let size = shown?.values?.mapSize,
      shown?.node == outputs.node
    else { return nil }
    let pixel = outputs.pixel ?? OutputsState.Pixel(x: size.width / 2, y: size.height / 2)
    return OutputsState.Pixel(
      x: max(0, min(size.width - 1, pixel.x)), y: max(0, min(size.height - 1, pixel.y)))
  }

  /// Moves the pixel under the cursor.
  mutating func movePixel(x: Int, y: Int) {
    guard var pixel, let size = shown?.values?.mapSize else { return }
    pixel.x = max(0, min(size.width - 1, pixel.x + x))
    pixel.y = max(0, min(size.height - 1, pixel.y + y))
    outputs?.pixel = pixel
  }

  /// Asks for the explanation of the number under the cursor, unless it is there.
  mutating func explainEffects() -> [Effect] {
    guard let outputs, case .ready = outputs.source, let pass = inspected,
      outputs.arrangement == .single, shown?.node == outputs.node, shown?.values != nil
    else { return [] }
    let pixel = pixel ?? OutputsState.Pixel(x: 0, y: 0)
    var effects: [Effect] = []
    let isThere =
      explanation?.node == outputs.node && explanation?.channel == outputs.channel
      && explanation?.x == pixel.x && explanation?.y == pixel.y
    if !isThere {
      effects.append(
        .explain(pass, analysis, outputs.node, channel: outputs.channel, pixel))
    }
    if inputValues == nil, let input = analysis.graph.inputs.first {
      effects.append(.load(pass, input))
    }
    return effects
  }
}
