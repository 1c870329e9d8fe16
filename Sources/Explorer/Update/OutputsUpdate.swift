import GraphCore

extension State {
  /// Opens the view of the output of the row under the cursor.
  mutating func openOutputs() -> [Effect] {
    guard let item = selected else { return [] }
    outputs = OutputsState(node: item.node, path: item.path, source: .ready)
    sayWhoseOutput(item)
    return loadOutputs()
  }

  /// Says that the output of a row inside a nested model is not what is shown.
  mutating func sayWhoseOutput(_ item: OutlineItem) {
    guard item.inner != nil else { return }
    message = Message(
      kind: .info,
      text: "\(item.title) is inside \(analysis.graph.name(of: item.node)), whose output this is")
  }

  /// Closes the view, and stops the pass that it waits for.
  mutating func closeOutputs() -> [Effect] {
    defer {
      outputs = nil
      shown = nil
    }
    guard case .computing(let id, _, _)? = outputs?.source else { return [] }
    return [.cancel(id: id)]
  }

  /// Gets the values to show: at hand, or from a pass.
  mutating func loadOutputs() -> [Effect] {
    guard let node = outputs?.node else { return [] }
    if let pass = inspected, pass.version == history.current.id, pass.input == input {
      outputs?.source = .ready
      chooseLargestElement()
      return shown?.node == node ? [] : [.load(pass, node)]
    }
    if case .computing? = outputs?.source { return [] }
    let id = takeID()
    let start = now
    outputs?.source = .computing(id: id, startedAt: start, progress: nil)
    // The old values go first: a pass keeps every output, and two of them may not fit in memory.
    inspected = nil
    shown = nil
    explanation = nil
    shownInput = nil
    return interruptRun(
      for: .inspect(
        id: id, version: history.index, analysis, keep ?? .first, input, first: node))
  }

  /// Puts an output on screen.
  mutating func show(_ output: ShownOutput) {
    shown = output
    let parts = ChannelParts(of: output.node, self)
    shown?.parts = parts
    chooseLargestElement()
  }

  /// Takes news of a pass whose outputs are kept; those of another one are passed over.
  mutating func inspectionNews(_ id: Int, _ news: Event.InspectionNews) -> [Effect] {
    guard case .computing(let current, let startedAt, _)? = outputs?.source, current == id else {
      return []
    }
    switch news {
    case .progress(let progress):
      outputs?.source = .computing(id: id, startedAt: startedAt, progress: progress)
      return []
    case .reached(let output):
      if outputs?.node == output.node { show(output) }
      return []
    case .finished(let pass):
      inspected = pass
      outputs?.source = .ready
      return loadOutputs() + explainEffects()
    case .cancelled:
      outputs = nil
      message = Message(kind: .info, text: "pass cancelled")
      return []
    case .failed(let reason):
      outputs?.source = .failed(reason)
      return []
    }
  }

  /// Does what a command says while the view of outputs has the keys.
  mutating func performInOutputs(_ command: Command) -> [Effect] {
    outputs?.searchID = nil
    switch command {
    case .nextLayer: return stepOutputs(1)
    case .previousLayer: return stepOutputs(-1)
    case .stepInto: return stepInto()
    case .stepOut: return stepOut()
    case .breakAt: openBreakMenu()
    case .continueToBreak: return continueToBreak()
    case .undo: undo()
    case .redo: redo()
    case .detailDown: detailTop += 3
    case .detailUp: detailTop -= 3
    case .toggleGrid:
      detailTop = 0
      let isGrid = outputs?.arrangement == .grid
      outputs?.arrangement = isGrid ? .single : .grid
    case .nextChannel: moveChannel(by: 1)
    case .previousChannel: moveChannel(by: -1)
    case .switchColors: colorMap = colorMap.next
    case .switchScale:
      let isChannel = outputs?.scale == .channel
      outputs?.scale = isChannel ? .layer : .channel
    default:
      if let vector = shown?.values, vector.mapSize == nil {
        moveElement(command, in: vector)
      } else if outputs?.arrangement == .single, pixel != nil {
        movePixel(command)
      } else {
        moveChannel(command)
      }
    }
    return explainEffects()
  }

  private mutating func movePixel(_ command: Command) {
    switch command {
    case .left: movePixel(x: -1, y: 0)
    case .right: movePixel(x: 1, y: 0)
    case .up: movePixel(x: 0, y: -1)
    case .down: movePixel(x: 0, y: 1)
    case .pageUp, .halfPageUp: movePixel(x: 0, y: -8)
    case .pageDown, .halfPageDown: movePixel(x: 0, y: 8)
    case .top: movePixel(x: -Int(Int32.max), y: -Int(Int32.max))
    case .bottom: movePixel(x: Int(Int32.max), y: Int(Int32.max))
    default: break
    }
  }

  /// Moves up and down by size, as the elements of a vector are listed, and left and right by number.
  private mutating func moveElement(_ command: Command, in vector: LayerValues) {
    guard let channel = outputs?.channel else { return }
    switch command {
    case .right: moveChannel(by: 1)
    case .left: moveChannel(by: -1)
    case .down: choose(channel: vector.element(1, after: channel))
    case .up: choose(channel: vector.element(-1, after: channel))
    case .pageDown, .halfPageDown: choose(channel: vector.element(8, after: channel))
    case .pageUp, .halfPageUp: choose(channel: vector.element(-8, after: channel))
    case .top: choose(channel: vector.largest)
    case .bottom: choose(channel: vector.smallest)
    default: break
    }
  }

  private mutating func moveChannel(_ command: Command) {
    switch command {
    case .right: moveChannel(by: 1)
    case .left: moveChannel(by: -1)
    case .down: moveChannel(by: channelsPerRow)
    case .up: moveChannel(by: -channelsPerRow)
    case .pageDown: moveChannel(by: channelsPerPage)
    case .pageUp: moveChannel(by: -channelsPerPage)
    case .halfPageDown: moveChannel(by: halfPage)
    case .halfPageUp: moveChannel(by: -halfPage)
    case .top: moveChannel(by: -channelCount)
    case .bottom: moveChannel(by: channelCount)
    default: break
    }
  }

  private mutating func moveChannel(by amount: Int) {
    if let channel = outputs?.channel { choose(channel: channel + amount) }
  }

  /// Puts the cursor on a channel, or on the nearest there is.
  mutating func choose(channel: Int) {
    let channel = max(0, min(channelCount - 1, channel))
    outputs?.channel = channel
    outputs?.isChannelChosen = true
  }

  /// Puts the cursor on the largest element of a vector that is on screen now, unless one was chosen.
  mutating func chooseLargestElement() {
    guard let vector = shown?.values, vector.mapSize == nil, shown?.node == outputs?.node,
      outputs?.isChannelChosen == false
    else { return }
    outputs?.channel = vector.largest
  }

  private var channelCount: Int {
    guard let node = outputs?.node else { return 1 }
    return max(1, analysis.shape(of: node).channels.value ?? 1)
  }

  private var channelsPerRow: Int { outputsGrid?.columns ?? 1 }

  private var channelsPerPage: Int { outputsGrid.map { $0.columns * $0.rows } ?? 8 }

  /// Half of the rows of a page.
  private var halfPage: Int {
    outputsGrid.map { $0.columns * max(1, $0.rows / 2) } ?? 8
  }

  private var outputsGrid: ChannelGrid? {
    guard let outputs, outputs.arrangement == .grid, let area = ScreenLayout(self).outputs else {
      return nil
    }
    return OutputsView.grid(self, outputs, in: area)
  }

  /// Forgets the outputs at hand, as input or weights are others; an open view of them is computed anew.
  mutating func passesAreStale() -> [Effect] {
    inspected = nil
    guard let source = outputs?.source else { return [] }
    var effects: [Effect] = []
    if case .computing(let id, _, _) = source {
      effects = [.cancel(id: id)]
      outputs?.source = .ready
    }
    return effects + loadOutputs()
  }

  /// Computes an open view of outputs anew for another state of the model; closes it where its layer is
  /// gone.
  mutating func outputsFollowVersion() -> [Effect] {
    guard let outputs else { return [] }
    return analysis.graph.contains(outputs.node) ? passesAreStale() : closeOutputs()
  }
}
