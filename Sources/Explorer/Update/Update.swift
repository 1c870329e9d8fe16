import GraphCore

/// Changes the state by an event and says what is to be done outside of it.
///
/// It has no other effect.
func update(_ state: inout State, _ event: Event) -> [Effect] {
  let effects: [Effect]
  switch event {
  case .key(let key): effects = state.press(key)
  case .mouse(let report): effects = state.mouse(report)
  case .resize(let size):
    state.size = size
    effects = []
  case .interrupt: effects = state.cancelOrQuit()
  case .tick(let now):
    state.now = now
    effects = []
  case .run(let id, let news):
    state.runNews(id, news)
    effects = []
  case .inspection(let id, let news): effects = state.inspectionNews(id, news)
  case .output(let version, let input, let output):
    if let pass = state.inspected, pass.version == version, pass.input == input,
      state.outputs?.node == output.node
    {
      state.shown = output
    }
    effects = []
  }
  state.keepInView()
  return effects
}

extension State {
  /// Sends a key to where keys go now.
  fileprivate mutating func press(_ key: Key) -> [Effect] {
    guard ScreenLayout(self).isUsable else {
      // Nothing can be seen, so nothing may be changed; leaving is possible.
      return key == "q" || key == .control("c") ? cancelOrQuit() : []
    }
    if let command = Keymap.command(for: key, in: scope) {
      if scope == .tree || scope == .outputs { message = nil }
      return perform(command)
    }
    switch scope {
    case .field: typeInField(key)
    case .search: typeInSearch(key)
    case .help:
      helpTop = nil
    case .tree:
      if case .character(let digit) = key, digit.isASCII, digit.isNumber {
        message = nil
        openField(text: String(digit))
      }
    case .outputs: break
    }
    return []
  }

  /// Does what a command says in the current scope.
  mutating func perform(_ command: Command) -> [Effect] {
    switch command {
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .cancel: return cancelOrQuit()
    case .back: return goBack { [.quit] }
    case .close: return goBack { [] }
    case .help:
      helpTop = helpTop == nil ? 0 : nil
      return []
    case .run: return toggleRun()
    case .switchInput: return switchInput()
    default: break
    }
    switch scope {
    case .help: return scrollHelp(command)
    case .outputs: return performInOutputs(command)
    default: return performInTree(command)
    }
  }

  /// Closes what is open, innermost first, then stops a run; does something else when nothing is.
  private mutating func goBack(otherwise: () -> [Effect]) -> [Effect] {
    if helpTop != nil {
      helpTop = nil
      return []
    }
    if outputs != nil { return closeOutputs() }
    return cancelRunOr(otherwise)
  }

  /// Stops a run when there is one; without one, leaves.
  fileprivate mutating func cancelOrQuit() -> [Effect] {
    if case .computing? = outputs?.source { return closeOutputs() }
    return cancelRunOr { [.quit] }
  }

  private mutating func cancelRunOr(_ other: () -> [Effect]) -> [Effect] {
    guard let run, !run.isCancelling else { return other() }
    return toggleRun()
  }

  private mutating func scrollHelp(_ command: Command) -> [Effect] {
    guard let top = helpTop else { return [] }
    let page = max(1, ScreenLayout(self).helpRows)
    let end = max(0, HelpView.lines(width: size.width).count - page)
    let rows: Int
    switch command {
    case .up: rows = -1
    case .down: rows = 1
    case .pageUp: rows = -page
    case .pageDown: rows = page
    case .halfPageUp: rows = -page / 2
    case .halfPageDown: rows = page / 2
    case .top: rows = -top
    case .bottom: rows = end
    default: return []
    }
    helpTop = max(0, min(end, top + rows))
    return []
  }

  /// Keeps cursor and scrolling within what the screen shows.
  fileprivate mutating func keepInView() {
    let layout = ScreenLayout(self)
    tree.scroll(toShow: layout.tree.height)
    dialIndex = max(0, min(dialIndex, dials.count - 1))
    if let top = helpTop {
      helpTop = max(0, min(top, HelpView.lines(width: size.width).count - layout.helpRows))
    }
  }
}
