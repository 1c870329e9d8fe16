import GraphCore

/// Changes the state by an event and says what is to be done outside of it.
///
/// It has no other effect.
func update(_ state: inout State, _ event: Event) -> [Effect] {
  let selected = state.selected?.path
  let treeRow = state.tree.selectedItem
  let filter = state.filter
  let version = state.history.index
  var effects: [Effect]
  switch event {
  case .key(let key): effects = state.stopLiveRun(by: key) ?? state.keyCame() + state.press(key)
  case .mouse(let report): effects = state.keyCame() + state.mouse(report)
  case .paste(let text): effects = state.keyCame() + state.paste(text)
  case .resize(let size):
    state.size = size
    effects = []
  case .interrupt: effects = state.interrupt()
  case .invoke(let invocation): effects = state.invoke(invocation)
  case .written(let request, let outcome): effects = state.written(request, outcome)
  case .files(let text, let lines):
    state.takeFiles(text, lines)
    effects = []
  case .timed(let timings):
    state.take(timings)
    effects = []
  case .notice(let message):
    state.message = message
    effects = []
  case .tick(let now):
    state.now = now
    effects = state.startDueRun()
  case .run(let id, let news):
    state.runNews(id, news)
    effects = []
  case .inspection(let id, let news): effects = state.inspectionNews(id, news)
  case .changed(let id, let model, let finish):
    state.changed(id, model, finish)
    effects = []
  case .looked(let kind, let id, let generation, let finish):
    state.looked(kind, id, generation: generation, finish)
    effects = []
  case .model(let name, let news):
    state.modelNews(name, news)
    effects = []
  case .output(let version, let input, let output):
    if let pass = state.inspected, pass.version == version, pass.input == input,
      state.outputs?.node == output.node
    {
      state.show(output)
    }
    if let pass = state.inspected, pass.version == version, pass.input == input,
      output.node == state.analysis.graph.inputs.first
    {
      state.shownInput = output
    }
    effects = state.explainEffects()
  case .explained(let version, let explanation):
    if version == state.history.index, let explanation { state.explanation = explanation }
    effects = []
  case .labels(let path, let news):
    state.labelNews(path, news)
    effects = []
  case .inputFailed(let file, let reason): effects = state.inputFailed(file, reason)
  case .fitted(let basis, let news):
    state.weightsFitted(basis, news)
    effects = []
  case .found(let id, let node): effects = state.findingNews(id, node)
  }
  if state.page == .hot, let item = state.tree.selectedItem, item.path != treeRow?.path,
    state.search == nil, state.filter == filter
  {
    // A step moved the cursor of the tree; a filter that does so is no step.
    state.hot.select(item)
  }
  state.versionCame(after: version)
  if let path = state.selected?.path, path != selected {
    state.showsResult = false
  }
  if version != state.history.index {
    state.showsResult = false
    effects += state.outputsFollowVersion()
  }
  state.keepInView()
  state.noteWhereabouts()
  effects += state.takeWorkEffects() + state.fitWeights()
  let lines = state.takeUnwritten().map { JournalLine.done($0) } + state.model.takeTimed()
  if !lines.isEmpty { effects.append(.journal(lines)) }
  return effects
}

extension State {
  /// Sends a key to where keys go now.
  mutating func press(_ key: Key) -> [Effect] {
    guard ScreenLayout(self).isUsable else {
      // Nothing can be seen, so nothing may be changed; leaving is possible.
      return key == "q" ? cancelOrQuit() : key == .control("c") ? interrupt() : []
    }
    if let command = keymap.command(for: key, in: scope) {
      if scope == viewScope { message = nil }
      if let obstacle = CommandTable.row(of: command)?.obstacle(self) {
        message = Message(kind: .info, text: obstacle)
        return []
      }
      return perform(command)
    }
    if let box, box != .help, key == .function(1) || (key == "?" && !box.takesCharacters) {
      help = help == nil ? HelpState(box: box) : nil
      return []
    }
    // What Emacs and its kin leave a box with, and without Escape's wait for the rest of a sequence.
    let key = key == .control("g") ? .escape : key
    switch scope {
    case .field: typeInField(key)
    case .search: typeInSearch(key)
    case .question: return answer(key)
    case .commandLine: return typeInCommandLine(key)
    case .helpSearch: typeInHelp(key)
    case .help:
      if case .character = key { typeInHelp(key) } else { help = nil }
    case .menu: return typeInMenu(key)
    case .tree, .hot, .compare:
      if case .character(let digit) = key, digit.isASCII, digit.isNumber {
        message = nil
        openField(text: String(digit))
      } else {
        sayWhereItWorks(key)
      }
    case .outputs, .history, .log: sayWhereItWorks(key)
    }
    return []
  }

  /// Does what a command says in the current scope.
  ///
  /// - Parameter argument: what it takes, when it was typed.
  mutating func perform(_ command: Command, argument given: String? = nil) -> [Effect] {
    let argument = given.map { expandingHome($0, of: command) }
    if let argument, let effects = perform(command, setting: argument) { return effects }
    switch command {
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .cancel: return interrupt()
    case .back:
      if replay != nil, stopWaiting() { return [] }
      return closeView() ?? leave()
    case .quit: return leave()
    case .save: return save(argument)
    case .saveAndQuit: return saveAndLeave(argument)
    case .quitWithoutSaving: return [.quit(keepsJournal: false)]
    case .export:
      guard let argument else {
        openCommandLine("\(Command.export.rawValue) ")
        return []
      }
      return export(argument)
    case .close where DetailView.showsResult(self) && viewScope == .tree && run == nil:
      showsResult = false
      return []
    case .close: return goBack()
    case .help:
      toggleHelp(argument)
      return []
    case .commandLine:
      openCommandLine(argument.map { $0 + " " } ?? "")
      return []
    case .edit:
      if let argument { makeEdit(argument) }
      return []
    case .goTo:
      return argument.map { goTo($0) } ?? []
    case .search:
      guard scope != .help else { break }
      openSearch(argument ?? "")
      return []
    case .breakAt:
      if let argument {
        setBreak(parsing: argument)
        return []
      }
    case .sort:
      let words = (argument ?? "").split(separator: " ").map(String.init)
      let order = ["descending", "ascending"].firstIndex { words.count == 2 && $0 == words[1] }
      guard let key = SortKey.all.first(where: { $0.word == words.first }),
        words.count == 1 || order != nil
      else {
        message = Message(
          kind: .error, text: "sort takes one of \(SortKey.words.joined(separator: ", "))")
        return []
      }
      sortHot(by: key, ascending: order.map { $0 == 1 })
      return []
    case .keep: return chooseKeep(argument)
    case .budget:
      guard let argument else {
        openCommandLine("budget params<=")
        return []
      }
      lookForWidth(within: argument)
      return []
    case .input: return argument.map { chooseInput($0) } ?? []
    case .preprocess: return argument.map { choosePreprocessing($0) } ?? []
    case .resize: return argument.map { chooseResizing($0) } ?? []
    case .labels: return argument.map { [.readLabels($0, analysis)] } ?? []
    case .zoom:
      isZoomed.toggle()
      message = Message(
        kind: .info,
        text: !isZoomed
          ? "all panes"
          : outputs == nil
            ? "this pane alone; \(key(.nextPane)) goes to the other" : "the output alone")
      return []
    case .toggleMouse:
      hasMouse.toggle()
      message = Message(
        kind: .info, text: hasMouse ? "the mouse works here" : "the mouse is the terminal's")
      return [.listenToMouse(hasMouse)]
    case .filter:
      openFilter(argument)
      return []
    case .run: return toggleRun()
    case .liveTiming:
      toggleLive()
      return []
    case .hotList, .history, .log:
      openPage(command)
      return []
    case .compare:
      if let argument { return compare(withNamed: argument) }
      // Of the states, it is the one under the cursor.
      if scope == .history { break }
      openPage(command)
      return []
    case .state:
      guard let id = argument.flatMap({ Int($0) }) else {
        message = Message(kind: .error, text: "state takes a number")
        return []
      }
      goToState(id)
      return []
    case .switchInput: return switchInput()
    case .mark:
      guard let argument else { return toggleMark() }
      mark(fitting: argument)
      return []
    case .unmarkAll:
      marks = []
      return []
    case .copyName: return copy(rowName)
    case .copyRow: return copy(rowText)
    default: break
    }
    switch scope {
    case .help: return performInHelp(command)
    case .outputs: return performInOutputs(command)
    default: return performInPage(command) ?? performInTree(command)
    }
  }

  private mutating func openPage(_ command: Command) {
    if outputs != nil { return }
    switch command {
    case .hotList: open(.hot)
    case .history: open(.history)
    case .log: open(.log)
    default: open(.compare)
    }
  }

  /// Closes the view in front; nil when there is but the tree.
  private mutating func closeView() -> [Effect]? {
    if help != nil {
      help = nil
    } else if isDetailFocused, hasOnePane {
      isDetailFocused = false
    } else if outputs != nil {
      return closeOutputs()
    } else if page != .tree {
      closePage()
    } else {
      return nil
    }
    return []
  }

  /// Stops what is waited for, closes what is open, innermost first, and then stops a run.
  private mutating func goBack() -> [Effect] {
    if help == nil, stopWaiting() { return [] }
    if !marks.isEmpty, help == nil, outputs == nil {
      marks = []
      return []
    }
    if let effects = closeView() { return effects }
    if isDetailFocused {
      isDetailFocused = false
      return []
    }
    if isZoomed {
      isZoomed = false
      return []
    }
    if filter != nil {
      setFilter(nil)
      return []
    }
    return cancelRunOr { _ in [] }
  }

  /// What Ctrl-C does; when that is to leave at once, the program says so to who started it.
  fileprivate mutating func interrupt() -> [Effect] {
    cancelOrQuit().map { effect in
      guard case .quit(let keepsJournal, _) = effect else { return effect }
      return .quit(keepsJournal: keepsJournal, isInterrupted: true)
    }
  }

  /// Stops a run when there is one; without one, leaves.
  private mutating func cancelOrQuit() -> [Effect] {
    if question != nil { return interruptQuestion() }
    if commandLine != nil || search != nil || field != nil || menu != nil || help?.isTyping == true
    {
      if commandLine != nil { leavesAfterSaving = false }
      commandLine = nil
      menu = nil
      search = nil
      field = nil
      help?.isTyping = false
      return []
    }
    if stopWaiting() { return [] }
    if case .computing? = outputs?.source { return closeOutputs() }
    return cancelRunOr { $0.leave() }
  }

  private mutating func cancelRunOr(_ other: (inout State) -> [Effect]) -> [Effect] {
    guard let run, !run.isCancelling else { return other(&self) }
    return toggleRun()
  }

  private mutating func scrollLists(toShow rows: Int) {
    tree.scroll(toShow: rows)
    switch page {
    case .tree: break
    case .hot: hot.list.scroll(count: hot.rows.count, toShow: rows)
    case .compare:
      comparisonList.list.scroll(count: comparisonList.rows.count, toShow: rows)
    case .history: historyList.scroll(count: history.versions.count, toShow: rows)
    case .log: logList.scroll(count: log.count, toShow: rows)
    }
  }

  /// Keeps cursor and scrolling within what the screen shows.
  fileprivate mutating func keepInView() {
    let layout = ScreenLayout(self)
    // What is behind the details comes back as it was.
    if layout.tree.height > 0 { scrollLists(toShow: layout.tree.height) }
    rememberFacts(rows: layout.tree.height)
    dialIndex = max(0, min(dialIndex, dials.count - 1))
    if layout.detail == nil { isDetailFocused = false }
    if layout.detail != nil { model.findCoupling() }
    detailTop =
      layout.outputs.map { OutputsView.clampedTop(self, in: $0) }
      ?? DetailView.clampedTop(self, layout)
    if let top = help?.top {
      let last = HelpView.lines(self).count - layout.helpRows
      help?.top = max(0, min(top, last))
    }
  }
}
