import GraphCore

extension State {
  /// Answers the mouse.
  ///
  /// A press selects a row, and folds a selected one, or any on its mark; in a box it takes a selected
  /// one. On a heading of the hot list it sorts, on a channel it chooses that, on a hint it does what
  /// the key does. The wheel moves.
  mutating func mouse(_ report: MouseReport) -> [Effect] {
    let layout = ScreenLayout(self)
    guard layout.isUsable else { return [] }
    if report.action == .press, layout.hints.contains(x: report.x, y: report.y) {
      switch StatusView.action(at: report.x, self, in: layout.hints) {
      case .command(let command)?:
        message = nil
        return invoke(Invocation(command))
      case .key(let key)?: return press(key)
      case nil: return []
      }
    }
    switch (report.action, scope) {
    case (.wheelUp, .help): return perform(.up)
    case (.wheelDown, .help): return perform(.down)
    case (.wheelUp, .menu): return typeInMenu(.up)
    case (.wheelDown, .menu): return typeInMenu(.down)
    case (.wheelUp, .outputs): return perform(.previousChannel)
    case (.wheelDown, .outputs): return perform(.nextChannel)
    case (.wheelUp, viewScope), (.wheelDown, viewScope):
      let command: Command = report.action == .wheelUp ? .up : .down
      if let detail = layout.detail, detail.contains(x: report.x, y: report.y) {
        return perform(command == .up ? .detailUp : .detailDown)
      }
      return (0..<3).flatMap { _ in perform(command) }
    case (.wheelUp, .commandLine): return typeInCommandLine(.up)
    case (.wheelDown, .commandLine): return typeInCommandLine(.down)
    case (.press, .menu): return pressInMenu(report)
    case (.press, .commandLine): return pressInCommandLine(report)
    case (.press, .outputs):
      chooseChannel(report, layout)
      return explainEffects()
    case (.press, viewScope): pressInList(report, layout)
    default: break
    }
    return []
  }

  private mutating func pressInMenu(_ report: MouseReport) -> [Effect] {
    guard let menu, let item = MenuView.item(atX: report.x, y: report.y, menu, self) else {
      return []
    }
    if item == menu.list.cursor { return typeInMenu(.enter) }
    self.menu?.list.cursor = item
    refreshMenuPreview()
    return []
  }

  private mutating func pressInCommandLine(_ report: MouseReport) -> [Effect] {
    guard let line = commandLine,
      let place = CommandLineView.candidate(atX: report.x, y: report.y, line, size)
    else { return [] }
    if place == line.choice { return typeInCommandLine(.enter) }
    commandLine?.choice = place
    return []
  }

  private mutating func pressInList(_ report: MouseReport, _ layout: ScreenLayout) {
    if page == .hot, layout.headings.contains(x: report.x, y: report.y) {
      let hotList = HotListLayout(self, x: layout.tree.x, width: layout.tree.width)
      if let key = hotList.key(at: report.x) { sortHot(by: key) }
      return
    }
    guard layout.tree.contains(x: report.x, y: report.y) else { return }
    let line = report.y - layout.tree.y
    message = nil
    switch page {
    case .tree:
      let index = tree.top + line
      guard tree.rows.indices.contains(index) else { return }
      if index == tree.cursor {
        if tree.selected?.hasChildren == true { tree.toggle() }
        return
      }
      tree.select(index: index)
      // The fold mark is the last character before the name.
      let mark = layout.tree.x + 2 + DisplayWidth.of(tree.rows[index].lines) - 2
      if tree.selected?.hasChildren == true, (mark...mark + 1).contains(report.x) { tree.toggle() }
    case .hot:
      guard hot.rows.indices.contains(hot.list.top + line) else { return }
      hot.list.cursor = hot.list.top + line
    case .compare:
      guard comparisonList.rows.indices.contains(comparisonList.list.top + line) else { return }
      comparisonList.list.cursor = comparisonList.list.top + line
    case .history:
      guard historyRows.indices.contains(historyList.top + line) else { return }
      historyList.cursor = historyList.top + line
    case .log:
      guard log.indices.contains(logList.top + line) else { return }
      logList.cursor = logList.top + line
    }
    dialIndex = 0
    detailTop = 0
  }

  /// Puts the cursor on the channel under the mouse.
  private mutating func chooseChannel(_ report: MouseReport, _ layout: ScreenLayout) {
    guard let outputs, let area = layout.outputs,
      let channel = OutputsView.channel(self, outputs, x: report.x, y: report.y, in: area)
    else { return }
    choose(channel: channel)
  }
}
