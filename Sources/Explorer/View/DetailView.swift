import GraphCore

/// The pane that says everything about the selected row.
enum DetailView {
  /// Draws the pane, below the tree or beside it.
  static func draw(_ state: State, on screen: inout Screen, in area: Rect, beside: Bool) {
    guard !area.isEmpty, let item = state.selected else { return }
    let pane = Pane(area, beside: beside)
    if beside {
      for y in area.y..<area.maxY {
        screen.write("│", x: area.x, y: y, Style(.line), in: area)
      }
    } else {
      screen.write(
        String(repeating: "─", count: area.width), x: area.x, y: area.y, Style(.line), in: area)
    }
    let lines = lines(item, state, in: pane)
    let place = place(state, lines: lines.count, pane)
    let (name, kind) = title(item, state)
    let blank = beside ? "" : " "
    let room = pane.title.width - 2 * DisplayWidth.of(blank) - DisplayWidth.of(place)
    // A mark, not a colour alone, tells where the keys go.
    let mark = state.isDetailFocused ? "▸ " : ""
    var spans = [
      Span(
        blank + mark + DisplayWidth.middleCut(name, columns: max(0, room - mark.count)),
        state.isDetailFocused ? .key : .heading)
    ]
    // A name that leaves no room for the class is worth more than both cut.
    if !kind.isEmpty, DisplayWidth.of(name) + DisplayWidth.of(kind) + 3 <= room {
      spans.append(Span(" · \(kind)", .faint))
    }
    screen.write(spans + [Span(blank)], x: pane.title.x, y: pane.title.y, in: pane.title)
    screen.write(place, endingAt: pane.title.maxX, y: pane.title.y, Style(.faint), in: pane.title)
    for (index, line) in lines.dropFirst(state.detailTop).prefix(pane.text.height).enumerated() {
      screen.write(line, x: pane.text.x, y: pane.text.y + index, in: pane.text)
    }
  }

  /// Where things stand in the pane.
  private struct Pane {
    /// The line of name and class.
    var title: Rect
    /// The lines of facts.
    var text: Rect
    /// Whether the pane stands beside the tree.
    var beside: Bool

    init(_ area: Rect, beside: Bool) {
      self.beside = beside
      text =
        beside
        ? Rect(x: area.x + 2, y: area.y, width: area.width - 3, height: area.height)
        : area.inset(horizontally: 1)
      title = text.removeTop(1)
      if beside {
        _ = text.removeTop(1)
      } else {
        title.x += 1
        title.width -= 1
      }
    }
  }

  /// The states of the model have the pane while they are listed.
  private static func shownState(_ state: State) -> Int? {
    guard state.page == .history else { return nil }
    return state.historyRows[state.historyList.cursor].id
  }

  /// Whether the pane shows what the last run came to.
  static func showsResult(_ state: State) -> Bool {
    // Beside the other lists the row has the pane: who compares or sorts looks at rows.
    state.showsResult && state.page == .tree && state.history.current.timing != nil
      && ScreenLayout(state).detail != nil
  }

  /// The line of the log that has the pane, as lines may be longer than the screen is wide.
  private static func shownEntry(_ state: State) -> Int? {
    guard state.page == .log, state.log.indices.contains(state.logList.cursor) else { return nil }
    return state.logList.cursor
  }

  private static func title(
    _ item: OutlineItem, _ state: State
  ) -> (name: String, kind: String) {
    if showsResult(state) {
      let input = state.history.current.timing?.scores.map { state.inputName($0.input) }
      return ("result", input.map { "on \($0)" } ?? "")
    }
    if let entry = shownEntry(state) { return ("line \(entry + 1)", "") }
    guard let id = shownState(state) else { return DetailText.title(item, state) }
    return ("state \(id)", id == state.history.index ? "this one" : "")
  }

  private static func lines(_ item: OutlineItem, _ state: State, in pane: Pane) -> [[Span]] {
    if let entry = shownEntry(state) {
      return [Span("\(state.log[entry])")].wrapped(columns: pane.text.width, indent: 2)
    }
    let lines =
      showsResult(state)
      ? DetailText.result(state.history.current, state, columns: pane.text.width)
      : shownState(state).map { DetailText.lines(aboutState: $0, state) }
        ?? DetailText.lines(
          item, state, dialsAsForm: pane.beside, columns: pane.text.width,
          pathFirst: state.hasOnePane)
    return
      lines
      .flatMap { $0.wrapped(columns: pane.text.width, indent: DetailText.labelWidth) }
  }

  /// Which lines are shown, where not all of them are.
  private static func place(_ state: State, lines: Int, _ pane: Pane) -> String {
    guard lines > pane.text.height, pane.title.width >= 30 else { return "" }
    let last = min(lines, state.detailTop + pane.text.height)
    return
      " \(state.detailTop + 1)–\(last) of \(lines), \(state.key(.detailDown)) \(state.key(.detailUp)) "
  }

  /// The first line that the pane may begin with.
  static func clampedTop(_ state: State, _ layout: ScreenLayout) -> Int {
    guard state.detailTop > 0, let area = layout.detail, let item = state.selected else { return 0 }
    let pane = Pane(area, beside: layout.detailIsBeside)
    let count = lines(item, state, in: pane).count
    return max(0, min(state.detailTop, count - pane.text.height))
  }
}
