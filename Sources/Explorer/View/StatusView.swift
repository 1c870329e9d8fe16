/// The two lines at the bottom: what happens, and the keys that work here.
enum StatusView {
  /// Draws both lines; on a low screen there is only the first.
  static func draw(_ state: State, on screen: inout Screen, status: Rect, hints: Rect) {
    drawStatus(state, on: &screen, in: status, isAlone: hints.isEmpty)
    if !hints.isEmpty { drawHints(state, on: &screen, in: hints) }
  }

  private static func drawStatus(
    _ state: State, on screen: inout Screen, in area: Rect, isAlone: Bool
  ) {
    let position = position(in: state)
    let end = area.maxX - 1 - DisplayWidth.of(position)
    let left = Rect(x: area.x + 1, y: area.y, width: end - area.x - 2, height: 1)
    if let search = state.search {
      let mark = search.isFilter ? "filter " : "/"
      let x = screen.write(mark, x: left.x, y: left.y, Style(.key), in: left)
      let shown = search.line.shown(columns: max(1, left.maxX - x))
      let role: Role = search.line.isOffered ? .field : .text
      let after = screen.write(shown.text, x: x, y: left.y, Style(role), in: left)
      screen.cursor = Screen.Position(x: min(x + shown.cursor, left.maxX), y: left.y)
      if !search.text.isEmpty {
        let count =
          (search.matches == 0 ? "nothing fits" : "\(search.matches) fit")
          + (search.line.isOffered ? "; typing replaces it" : "")
        let words = search.fault.map { Span("  " + $0, .error) } ?? Span("  " + count, .faint)
        screen.writeCut([words], x: after, y: left.y, in: left)
      } else {
        screen.writeCut([Span("  " + Query.examples, .faint)], x: after, y: left.y, in: left)
      }
    } else if let progress = Progress.line(state, columns: left.width) {
      screen.writeCut(progress, x: left.x, y: left.y, in: left)
    } else if case .computing(_, let startedAt, let progress)? = state.outputs?.source,
      state.now - startedAt >= Progress.shownFrom
    {
      // Whoever waits for an output wants to know how long more than what was said before.
      drawProgress(
        progress, startedAt: startedAt, state, isCancelling: false, on: &screen, in: left)
    } else if let message = state.message {
      drawMessage(message, state, on: &screen, in: left)
    } else if let run = state.run {
      drawProgress(
        run.progress, startedAt: run.startedAt, state, isCancelling: run.isCancelling,
        on: &screen, in: left)
    } else if isAlone {
      drawHints(state, on: &screen, in: Rect(x: area.x, y: area.y, width: end - area.x, height: 1))
    } else {
      drawPath(state, on: &screen, in: left)
    }
    screen.write(position, x: end, y: area.y, Style(.faint), in: area)
  }

  /// A message that is wider than the line takes lines above it, up to half of the screen; on a low screen
  /// only what went wrong does, as rows are worth more than the rest of good news.
  private static func drawMessage(
    _ message: Message, _ state: State, on screen: inout Screen, in area: Rect
  ) {
    let role: Role =
      switch message.kind {
      case .info: .text
      case .warning: .warning
      case .error: .error
      }
    let text = message.text.split(separator: "→", omittingEmptySubsequences: false)
      .joined(separator: state.display.arrow)
    let spans = [Span(text, role)]
    // A box in front would hide all but the last line.
    let isWide =
      state.scope == state.viewScope && (message.kind == .error || state.size.height >= 16)
    let most = isWide ? max(1, state.size.height / 2 - 1) : 1
    let lines = spans.wrapped(columns: area.width, indent: 2)
    guard lines.count > 1, most > 1 else {
      screen.writeCut(spans, x: area.x, y: area.y, in: area)
      return
    }
    let shown = Array(lines.prefix(most))
    for (index, line) in shown.enumerated() {
      let y = area.y - shown.count + 1 + index
      if y < area.y {
        screen.fill(Rect(x: 0, y: y, width: state.size.width, height: 1), Style(.text))
      }
      let row = Rect(x: area.x, y: y, width: area.width, height: 1)
      if index == most - 1, lines.count > most {
        screen.writeCut(line + lines[most], x: row.x, y: y, in: row)
      } else {
        screen.write(line, x: row.x, y: y, in: row)
      }
    }
  }

  /// The place of the cursor: row and rows, or layer and layers.
  private static func position(in state: State) -> String {
    if let outputs = state.outputs, let place = state.model.calls.place(of: outputs.node) {
      return "layer \(place + 1)/\(state.model.calls.calls.count)"
    }
    let (cursor, count) =
      switch state.page {
      case .tree: (state.tree.cursor, state.tree.rows.count)
      case .hot: (state.hot.list.cursor, state.hot.rows.count)
      case .compare: (state.comparisonList.list.cursor, state.comparisonList.rows.count)
      case .history: (state.historyList.cursor, state.history.versions.count)
      case .log: (state.logList.cursor, state.log.count)
      }
    let filter =
      state.page != .history && state.page != .log && state.search == nil
      ? state.filter.map { "filter \($0.text)  " } ?? "" : ""
    let marked =
      state.page == .tree || state.page == .hot ? state.markedItems.count : 0
    return (marked > 0 ? "\(marked) marked  " : "") + filter + "\(min(cursor + 1, count))/\(count)"
  }

  private static func drawPath(_ state: State, on screen: inout Screen, in area: Rect) {
    // In states and log no row of the model is under the cursor.
    guard let item = state.selected, state.page != .history, state.page != .log else { return }
    // Names may have a slash in them.
    let names = state.outline.ancestors(of: item.path).filter { !$0.isRun }.map(\.title)
    let path = (names + [item.title]).joined(separator: " › ")
    var spans: [Span] = []
    if state.outputs == nil, let dial = state.dial {
      spans += [Span("   "), Span(dial.label + " ", .dial), Span(dial.valueText, .dial)]
      if state.dials.count > 1 {
        spans.append(Span("  \(state.key(.nextDial)) next number", .faint))
      }
    }
    // The last name says where the cursor is.
    let room = max(area.width - spans.width, min(area.width, DisplayWidth.of(item.title) + 2))
    let cut = DisplayWidth.middleCut(path, columns: max(0, room))
    screen.writeCut([Span(cut, .faint)] + spans, x: area.x, y: area.y, in: area)
  }

  private static func drawProgress(
    _ progress: PassProgress?, startedAt: Int, _ state: State, isCancelling: Bool,
    on screen: inout Screen, in area: Rect
  ) {
    let elapsed = Format.fixed(Double(max(0, state.now - startedAt)) / 1000, 1) + " s"
    let width = area.width < 34 ? 0 : min(24, area.width / 4)
    let share = progress?.fraction ?? 0
    screen.write(
      String(repeating: "─", count: width), x: area.x, y: area.y, Style(.barRest), in: area)
    let filled = Int((share * Double(width)).rounded())
    screen.write(
      String(repeating: "━", count: filled), x: area.x, y: area.y, Style(.bar), in: area)
    var spans = [
      Span(" " + Format.fixed(share * 100, 0) + "%", .number), Span(" " + elapsed, .faint),
    ]
    // The way out stands in front of the name, which may be cut.
    if !isCancelling { spans += [Span("  Esc", .key), Span(" stops", .faint)] }
    if width == 0 {
      // Of the time and the way out nothing may be cut.
      spans = [Span(elapsed, .number)] + (isCancelling ? [] : [Span(" Esc", .key)])
    }
    if isCancelling {
      spans.append(Span("  stopping", .warning))
    } else if let progress {
      if progress.isPlanning { spans.append(Span("  packing weights", .faint)) }
      spans.append(Span("  \(progress.layersDone)/\(progress.layers)", .faint))
      spans.append(Span("  \(progress.layer)", .text))
    } else {
      spans.append(Span("  preparing", .faint))
    }
    screen.writeCut(spans, x: area.x + width, y: area.y, in: area)
  }

  private static func drawHints(_ state: State, on screen: inout Screen, in area: Rect) {
    for (hint, columns) in placedHints(state, in: area) {
      screen.write(hint.spans, x: columns.lowerBound, y: area.y, in: area)
    }
  }

  /// What the hint under a column does; nil beside the hints, and for one that names several keys.
  static func action(at x: Int, _ state: State, in area: Rect) -> HintAction? {
    placedHints(state, in: area).first { $0.columns.contains(x) }?.hint.action
  }

  /// What a hint does when it is pressed.
  enum HintAction: Hashable, Sendable {
    /// Does a command of the view.
    case command(Command)
    /// Sends a key to the box in front.
    case key(Key)
  }

  /// The hints that there is room for, with the columns that they take.
  private static func placedHints(
    _ state: State, in area: Rect
  ) -> [(hint: Hint, columns: Range<Int>)] {
    var hints = Self.hints(state)
    // What is least needed goes first, of those the one furthest to the right.
    func width(_ hints: [Hint]) -> Int { hints.reduce(-1) { $0 + $1.spans.width + 2 } }
    while hints.count > 1, width(hints) > area.width {
      let least = hints.indices.max { (hints[$0].rank, $0) < (hints[$1].rank, $1) }
      hints.remove(at: least ?? hints.count - 1)
    }
    var x = area.x + 1
    return hints.map { hint in
      defer { x += hint.spans.width + 2 }
      return (hint, x..<x + hint.spans.width)
    }
  }

  /// A key with the word for what it does.
  private struct Hint {
    var spans: [Span]
    /// What it does; nil for one that names several keys.
    var action: HintAction?
    /// How soon it gives way where there is no room; the largest goes first.
    var rank: Int
  }

  private static func hints(_ state: State) -> [Hint] {
    guard state.scope == state.viewScope else {
      // Of a box that stands in front, what closes it stays: it comes last.
      let hints = boxHints(state)
      return hints.enumerated().map { place, hint in
        Hint(
          spans: hint.spans, action: hint.key.map { .key($0) },
          rank: place + 2 < hints.count ? place + 2 : hints.count - 1 - place)
      }
    }
    return CommandTable.hints(in: state.scope).compactMap { row in
      guard let spans = viewHint(row, state) else { return nil }
      return Hint(spans: spans, action: .command(row.command), rank: rank(of: row, state))
    }
  }

  /// Help and the list of commands stay whatever happens; who has edited knows how to move.
  private static func rank(of row: CommandRow, _ state: State) -> Int {
    switch row.command {
    case .help: -3
    case .commandLine: -2
    case .back: -1
    case .compare where state.page == .history: 0
    case .toggleDetail where state.hasOnePane: 4
    case .up where state.history.isEdited, .right where state.history.isEdited: 9
    // A model that was just saved is what one exports.
    case .export where state.history.isEdited && !state.hasUnsaved: 7
    default: row.rank
    }
  }

  /// Whether something else has the place of the tree, to which the key that leaves goes back.
  private static func isOverTree(_ state: State) -> Bool {
    state.outputs != nil || state.page != .tree
      || (state.isDetailFocused && state.hasOnePane)
  }

  private static func viewHint(_ row: CommandRow, _ state: State) -> [Span]? {
    // What does nothing is not hinted at.
    guard let word = row.hint, row.obstacle(state) == nil,
      let first = state.keymap.keys(of: row.command).first,
      // A page may use the key for something of its own.
      state.keymap.command(for: first, in: state.scope) == row.command,
      let key = label(of: row, state)
    else { return nil }
    switch row.command {
    case .right where state.scope != .tree, .save where !state.hasUnsaved: return nil
    case .back where isOverTree(state): return hint(key, "back")
    case .showOutput where state.page == .history: return hint(key, "go there")
    case .showOutput where state.page == .compare: return hint(key, "to the tree")
    case .run where state.run != nil: return hint(key, "stop")
    default: return hint(key, word)
    }
  }

  private static func boxHints(_ state: State) -> [(key: Key?, spans: [Span])] {
    if let question = state.question { return question.answers.map { hint($0.key, $0.words) } }
    guard let box = state.box else { return [] }
    if box == .help { return helpHints(state) }
    if box == .list, state.menu?.items.isEmpty == true { return [hint(.escape, "leave it")] }
    let preview = box == .list ? state.menu?.preview : state.field?.preview
    return BoxTable.hints(in: box, hasChoices: preview?.choices.isEmpty == false).map { row in
      guard row.hintKeys == nil, row.kind == nil, let key = row.keys.first else {
        return (nil, hint(row.hintKeys ?? row.labels, row.hint ?? ""))
      }
      return hint(key, row.hint ?? "")
    }
  }

  /// The keys of the help screen are in the table of commands.
  private static func helpHints(_ state: State) -> [(key: Key?, spans: [Span])] {
    func first(_ command: Command) -> Key? { state.keymap.keys(of: command).first }
    let moves = [Command.up, .down].compactMap { first($0)?.label }.joined()
    var hints: [(key: Key?, spans: [Span])] = [(nil, hint(moves, "scroll"))]
    if let key = first(.search) { hints.append(hint(key, "search")) }
    if let key = first(.back) ?? first(.close) { hints.append(hint(key, "close")) }
    return hints
  }

  private static func hint(_ key: Key, _ word: String) -> (key: Key?, spans: [Span]) {
    (key, hint(key.label, word))
  }

  private static func hint(_ key: String, _ word: String) -> [Span] {
    [Span(key, .key), Span(" " + word, .faint)]
  }

  /// The key of a hint; where two commands are opposites, both keys.
  private static func label(of row: CommandRow, _ state: State) -> String? {
    func first(_ command: Command) -> String? { state.keymap.keys(of: command).first?.label }
    guard let key = first(row.command) else { return nil }
    if row.command == .up {
      let others: [Command] = state.scope == .outputs ? [.down, .left, .right] : [.down]
      return ([key] + others.compactMap(first)).joined()
    }
    let opposite: Command? =
      switch row.command {
      case .increase: .decrease
      case .sortNext: .sortPrevious
      case .nextLayer: .previousLayer
      case .nextChannel: .previousChannel
      default: nil
      }
    if row.command == .right { return (first(.left) ?? "") + key }
    guard let opposite, let other = first(opposite) else { return key }
    return "\(key) \(other)"
  }
}
