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
      let x = screen.write("/", x: left.x, y: left.y, Style(.key), in: left)
      let after = screen.write(search.text, x: x, y: left.y, Style(.text), in: left)
      screen.cursor = Screen.Position(x: min(after, left.maxX), y: left.y)
      if !search.text.isEmpty {
        let count = search.matches == 0 ? "no match" : "\(search.matches) matches, Enter next"
        screen.write("  " + count, x: after, y: left.y, Style(.faint), in: left)
      }
    } else if let message = state.message {
      let role: Role =
        switch message.kind {
        case .info: .text
        case .warning: .warning
        case .error: .error
        }
      screen.writeCut([Span(message.text, role)], x: left.x, y: left.y, in: left)
    } else if let run = state.run {
      drawProgress(
        run.progress, startedAt: run.startedAt, state, isCancelling: run.isCancelling,
        on: &screen, in: left)
    } else if case .computing(_, let startedAt, let progress)? = state.outputs?.source {
      drawProgress(
        progress, startedAt: startedAt, state, isCancelling: false, on: &screen, in: left)
    } else if isAlone {
      drawHints(state, on: &screen, in: Rect(x: area.x, y: area.y, width: end - area.x, height: 1))
    } else {
      drawPath(state, on: &screen, in: left)
    }
    screen.write(position, x: end, y: area.y, Style(.faint), in: area)
  }

  /// The place of the cursor: row and rows, or layer and layers.
  private static func position(in state: State) -> String {
    if let outputs = state.outputs, let place = state.analysis.order.firstIndex(of: outputs.node) {
      return "layer \(place + 1)/\(state.analysis.order.count)"
    }
    return "\(state.tree.cursor + 1)/\(state.tree.rows.count)"
  }

  private static func drawPath(_ state: State, on screen: inout Screen, in area: Rect) {
    guard let item = state.selected else { return }
    var spans = [Span(item.path.split(separator: "/").joined(separator: " › "), .faint)]
    if let dial = state.dial {
      spans += [Span("   "), Span(dial.label + " ", .dial), Span(String(dial.value), .dial)]
      if state.dials.count > 1 { spans.append(Span("  Tab: next number", .faint)) }
    }
    screen.writeCut(spans, x: area.x, y: area.y, in: area)
  }

  private static func drawProgress(
    _ progress: PassProgress?, startedAt: Int, _ state: State, isCancelling: Bool,
    on screen: inout Screen, in area: Rect
  ) {
    let elapsed = Format.fixed(Double(max(0, state.now - startedAt)) / 1000, 1) + " s"
    let width = max(6, min(24, area.width / 4))
    let share = progress?.fraction ?? 0
    screen.write(
      String(repeating: "─", count: width), x: area.x, y: area.y, Style(.barRest), in: area)
    let filled = Int((share * Double(width)).rounded())
    screen.write(
      String(repeating: "━", count: filled), x: area.x, y: area.y, Style(.bar), in: area)
    var spans = [
      Span(" " + Format.fixed(share * 100, 0) + "%", .number), Span(" " + elapsed, .faint),
    ]
    if isCancelling {
      spans.append(Span("  stopping", .warning))
    } else if let progress {
      spans.append(Span("  \(progress.layersDone)/\(progress.layers)", .faint))
      spans.append(Span("  \(progress.layer)", .text))
    } else {
      spans.append(Span("  preparing", .faint))
    }
    if !isCancelling { spans += [Span("  Esc", .key), Span(" stops", .faint)] }
    screen.writeCut(spans, x: area.x + width, y: area.y, in: area)
  }

  private static func drawHints(_ state: State, on screen: inout Screen, in area: Rect) {
    var hints = Self.hints(state)
    // Help and quit always stay; others go from the end.
    func width(_ hints: [[Span]]) -> Int { hints.reduce(1) { $0 + $1.width + 2 } }
    while hints.count > 2, width(hints) > area.width { hints.remove(at: hints.count - 3) }
    var x = area.x + 1
    for hint in hints { x = screen.write(hint, x: x, y: area.y, in: area) + 2 }
  }

  private static func hints(_ state: State) -> [[Span]] {
    func hint(_ key: String, _ word: String) -> [Span] {
      [Span(key, .key), Span(" " + word, .faint)]
    }
    switch state.scope {
    case .field:
      return [
        hint("0-9", "number"), hint("↑↓", "by 1"), hint("PgUp/Dn", "by 8"),
        hint("Enter", "take it"),
        hint("Esc", "leave it"),
      ]
    case .search:
      return [hint("Enter", "next"), hint("↑", "before"), hint("Esc", "done")]
    case .help: return [hint("↑↓", "scroll"), hint("q", "close")]
    case .tree, .outputs:
      return Keymap.hints(in: state.scope).filter { isUseful($0.command, state) }
        .map { binding in
          let word = binding.command == .back && state.outputs != nil ? "back" : binding.hint ?? ""
          return hint(
            label(of: binding), binding.command == .run && state.run != nil ? "stop" : word)
        }
    }
  }

  /// The key of a hint; where two commands are opposites, both keys.
  private static func label(of binding: KeyBinding) -> String {
    switch binding.command {
    case .increase: "+ −"
    case .nextLayer: "n p"
    case .nextChannel: ", ."
    default: binding.keys[0].label
    }
  }

  /// Whether a command does something here; what does nothing is not hinted at.
  private static func isUseful(_ command: Command, _ state: State) -> Bool {
    switch command {
    case .increase, .typeNumber: state.dial != nil
    case .nextDial: state.dials.count > 1
    case .undo: state.history.isEdited
    case .toggleFold: state.tree.selected?.hasChildren ?? false
    case .switchInput: state.inputNames.count > 1
    case .toggleDetail: state.size.width >= 60
    default: true
    }
  }
}
