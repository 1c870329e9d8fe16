import GraphCore

extension State {
  /// Does what a command says while the tree has the keys.
  mutating func performInTree(_ command: Command) -> [Effect] {
    let before = selected?.path
    defer {
      if selected?.path != before {
        dialIndex = 0
        detailTop = 0
      }
    }
    let page = max(1, ScreenLayout(self).tree.height)
    switch command {
    case .up: tree.move(by: -1)
    case .down: tree.move(by: 1)
    case .left: tree.closeOrParent()
    case .right: tree.openOrChild()
    case .top: tree.select(index: 0)
    case .bottom: tree.select(index: tree.rows.count - 1)
    case .pageUp: tree.move(by: -max(1, page - 1))
    case .pageDown: tree.move(by: max(1, page - 1))
    case .halfPageUp: tree.move(by: -max(1, page / 2))
    case .halfPageDown: tree.move(by: max(1, page / 2))
    case .findNext: findNext(1)
    case .findPrevious: findNext(-1)
    case .nextPane: isDetailFocused.toggle()
    case .toggleFold: tree.toggle()
    case .expandAll: tree.setAll(open: true)
    case .collapseAll: tree.setAll(open: false)
    case .increase: step(1)
    case .decrease: step(-1)
    case .increaseMore: step(8)
    case .decreaseMore: step(-8)
    case .typeNumber: openField(text: "")
    case .nextDial: turnDial(1)
    case .previousDial: turnDial(-1)
    case .undo: undo()
    case .redo: redo()
    case .showOutput: return openOutputs()
    case .stepForward: stepLayer(1)
    case .stepBack: stepLayer(-1)
    case .add: openEditMenu()
    case .setField: openFieldMenu()
    case .remove: removeSelected()
    case .duplicate: duplicateSelected()
    case .makeResidual: makeSelectedResidual()
    case .columns: openColumnMenu()
    case .detailDown: detailTop += 3
    case .detailUp: detailTop -= 3
    case .toggleDetail where hasOnePane: isDetailFocused.toggle()
    case .toggleDetail:
      showsDetail.toggle()
      message = Message(kind: .info, text: showsDetail ? "details shown" : "details hidden")
    default: break
    }
    return []
  }

  /// Scrolls the details by a key that moves; false for any other.
  mutating func scrollDetail(_ command: Command) -> Bool {
    let page = max(1, (ScreenLayout(self).detail?.height ?? 2) - 2)
    switch command {
    case .up: detailTop -= 1
    case .down: detailTop += 1
    case .pageUp: detailTop -= page
    case .pageDown: detailTop += page
    case .halfPageUp: detailTop -= max(1, page / 2)
    case .halfPageDown: detailTop += max(1, page / 2)
    case .top: detailTop = 0
    case .bottom: detailTop = Int(Int16.max)
    case .left: isDetailFocused = false
    default: return false
    }
    return true
  }

  /// Moves the cursor to the next layer in execution order; a block stands for its first layer.
  private mutating func stepLayer(_ direction: Int) {
    guard let item = selected else { return }
    let order = model.calls.calls
    let next: NodeID?
    if case .layer = item.kind {
      let place = model.calls.place(of: item.node).map { $0 + direction } ?? 0
      next = order.indices.contains(place) ? order[place] : nil
    } else {
      let table = model.calls
      let first = item.nodes.lazy.compactMap { table.place(of: $0) }.min()
      next = first.flatMap { direction > 0 ? order[$0] : $0 > 0 ? order[$0 - 1] : nil }
    }
    guard let next else {
      message = Message(
        kind: .info, text: direction > 0 ? "this is the last layer" : "this is the first layer")
      return
    }
    reveal(next)
  }

  /// Puts the cursor of the tree on the row of a call.
  mutating func reveal(_ call: NodeID) {
    if let row = model.calls.row(of: call) { reveal(path: outline.allItems[row].path) }
  }

  /// Puts the cursor on a layer by its name, or on a row by its path or title; shows its output where
  /// outputs are shown.
  mutating func goTo(_ name: String) -> [Effect] {
    let items = outline.allItems
    let found =
      outline.row(at: name).map { items[$0] }
      ?? analysis.graph.node(named: name).flatMap { model.calls.row(of: $0) }.map { items[$0] }
      ?? items.first { $0.kind == .layer && $0.title == name } ?? items.first { $0.title == name }
    guard let found else {
      if let line = Int(name), outputs == nil {
        goTo(line: line)
        return []
      }
      message = Message(kind: .error, text: "there is no layer '\(name)'; \(key(.search)) searches")
      return []
    }
    if outputs != nil { return showOutput(of: found) }
    switch page {
    case .hot:
      if filter?.fits(found, self) == false { setFilter(nil) }
      hot.select(found)
    case .compare:
      if !comparisonList.move(to: found), work.looks[.page] == nil {
        message = Message(
          kind: .info,
          text: "\(found.title) does not differ; \(key(.showAll)) shows all rows")
      }
    case .tree, .history, .log: reveal(path: found.path)
    }
    dialIndex = 0
    detailTop = 0
    return []
  }

  /// Puts the cursor on a row by its number, from 1, as the bottom line counts them.
  private mutating func goTo(line: Int) {
    switch page {
    case .tree: tree.select(index: line - 1)
    case .hot: hot.list.cursor = max(0, min(hot.rows.count, line) - 1)
    case .compare:
      comparisonList.list.cursor = max(0, min(comparisonList.rows.count, line) - 1)
    case .history: historyList.cursor = max(0, min(history.versions.count, line) - 1)
    case .log: logList.cursor = max(0, min(log.count, line) - 1)
    }
    dialIndex = 0
    detailTop = 0
  }

  private mutating func turnDial(_ direction: Int) {
    let count = dials.count
    guard count > 1 else { return }
    dialIndex = (dialIndex + direction + count) % count
  }
}
