import GraphCore

extension State {
  /// Puts a page in front of what is there; the one that is in front already gives way to what is behind.
  mutating func open(_ wanted: Page) {
    guard wanted != page else {
      closePage()
      return
    }
    var behind = pagesBehind
    if let place = behind.firstIndex(of: wanted) {
      behind.removeSubrange(place...)
    } else if page != .tree {
      behind.append(page)
    }
    if page == .tree, let path = tree.selectedItem?.path {
      rowBehind = RowBehind(path: path, dial: dialIndex, detailTop: detailTop)
    }
    leavePage()
    pagesBehind = behind
    enter(wanted)
  }

  /// Goes back to what was there before the page.
  mutating func closePage() {
    var behind = pagesBehind
    let next = behind.popLast() ?? .tree
    leavePage()
    pagesBehind = behind
    enter(next)
  }

  private mutating func enter(_ next: Page) {
    page = next
    detailTop = 0
    dialIndex = 0
    switch next {
    case .tree: returnToRow()
    case .hot:
      let item = tree.selectedItem
      sortHot { state in
        guard let item else { return }
        // Of the input there is nothing to say, and it would show the list's end: what costs most does.
        let isInput = state.analysis.graph.operation(of: item.node).isInput
        state.hot.open(at: isInput ? state.hot.rows.first ?? item : item)
      }
    case .compare:
      let item = tree.selectedItem
      comparisonList.open()
      listDifferences { state in
        if let item, !state.comparisonList.hasMoved { state.comparisonList.select(item) }
      }
    case .history: historyList.cursor = historyRows.firstIndex { $0.id == history.index } ?? 0
    case .log: logList.cursor = max(0, log.count - 1)
    }
  }

  /// Looks at the row of the tree as it was looked at before a page came in front of it.
  private mutating func returnToRow() {
    if let row = rowBehind, row.path == tree.selectedItem?.path {
      dialIndex = row.dial
      detailTop = row.detailTop
    }
    rowBehind = nil
  }

  /// Goes back to the tree, with the cursor on the row that the page had it on.
  mutating func leavePage() {
    // A list in which nothing was chosen leaves the cursor of the tree alone.
    let hasMoved =
      switch page {
      case .hot: hot.hasMoved
      case .compare: comparisonList.hasMoved
      case .tree, .history, .log: false
      }
    let item = selected
    page = .tree
    pagesBehind = []
    if hasMoved, let item { reveal(path: item.path) }
  }

  /// Sorts and compares anew, after versions, timings or the model to compare with changed.
  mutating func refreshPage() {
    if page == .hot { sortHot() }
    if page == .compare { listDifferences() }
  }

  /// Sorts the hot list.
  private mutating func sortHot(then: @escaping @Sendable (inout State) -> Void = { _ in }) {
    look(.page) { state in
      let sorted = state.hot.sorted(state)
      return { state in
        state.hot.take(sorted)
        if state.search?.isFilter == true { state.search?.matches = state.hot.rows.count }
        then(&state)
        return []
      }
    }
  }

  /// Lists what differs from the model that is compared with.
  private mutating func listDifferences(
    then: @escaping @Sendable (inout State) -> Void = { _ in }
  ) {
    look(.page) { state in
      let rows = state.comparisonList.differences(state)
      let widths = ComparisonWidths(rows)
      return { state in
        let hasMoved = state.comparisonList.hasMoved
        state.comparisonList.take(rows, widths)
        // The cursor that nobody moved is that of the tree, whatever rows are shown.
        if !hasMoved, let item = state.tree.selectedItem { state.comparisonList.select(item) }
        if state.search?.isFilter == true { state.search?.matches = rows.count }
        then(&state)
        return []
      }
    }
  }

  /// Does what a command says while a page has the keys; nil when it is no command of a page.
  mutating func performInPage(_ command: Command) -> [Effect]? {
    if isDetailFocused, scrollDetail(command) { return [] }
    let rows = max(1, ScreenLayout(self).tree.height)
    switch page {
    case .tree: return nil
    case .hot:
      if hot.list.move(command, count: hot.rows.count, page: rows) {
        dialIndex = 0
        detailTop = 0
        return []
      }
      switch command {
      case .sortNext: sortHot(by: 1)
      case .sortPrevious: sortHot(by: -1)
      case .invertSort:
        hot.sort = hotSort
        hot.isAscending.toggle()
        sortHot()
      case .toggleFold, .left, .right, .expandAll, .collapseAll: break
      default: return nil
      }
    case .compare:
      if comparisonList.list.move(command, count: comparisonList.rows.count, page: rows) {
        detailTop = 0
        return []
      }
      switch command {
      case .showAll:
        comparisonList.showsAll.toggle()
        listDifferences()
      case .comparisonBase: openComparisonMenu()
      case .showOutput:
        let item = selected
        leavePage()
        if let item { reveal(path: item.path) }
      default: return nil
      }
    case .history:
      if historyList.move(command, count: history.versions.count, page: rows) { return [] }
      switch command {
      case .showOutput: goToState(historyRows[historyList.cursor].id)
      case .compare:
        let id = historyRows[historyList.cursor].id
        compare(withVersion: id)
        open(.compare)
      default: return nil
      }
    case .log:
      if logList.move(command, count: log.count, page: rows) { return [] }
      return nil
    }
    return []
  }

  private mutating func sortHot(by step: Int) {
    let keys = SortKey.all.filter { hasNumbers(for: $0) }
    let place = keys.firstIndex(of: hotSort) ?? 0
    hot.choose(keys[(place + step + keys.count) % keys.count], now: hotSort)
    sortHot()
  }

  private func hasNumbers(for key: SortKey) -> Bool {
    guard case .column(let column) = key else { return true }
    return TreeColumn.isMeaningful(column, self)
  }

  /// Sorts the hot list by a name or a column, and opens it; by the same again, the other way round,
  /// unless it is said which way.
  mutating func sortHot(by key: SortKey, ascending: Bool? = nil) {
    guard hasNumbers(for: key) else {
      message = Message(kind: .info, text: "there is nothing in the column '\(key.word)' yet")
      return
    }
    if page == .hot, ascending == nil {
      hot.choose(key, now: hotSort)
    } else {
      hot.sort = key
      hot.isAscending = ascending ?? key.isOfWords
    }
    if page == .hot { sortHot() } else { open(.hot) }
  }

  // MARK: - States

  /// Goes to a version of the model.
  mutating func goToState(_ id: Int) {
    guard id != history.index else {
      message = Message(kind: .info, text: "this is state \(id)")
      return
    }
    change("state \(id)", needing: id) { model in
      let isThere = model.go(to: id)
      return { state in
        guard isThere else {
          state.message = Message(kind: .error, text: "there is no state \(id)")
          return []
        }
        state.note(Invocation(.state, "\(id)"))
        let edit = state.history.current.edit.map { "\($0)" } ?? "the original"
        state.message = Message(kind: .info, text: "state \(id): \(edit)")
        return []
      }
    }
  }

  // MARK: - What to compare with

  /// Compares with a version of the model.
  mutating func compare(withVersion id: Int) {
    change("comparing with state \(id)", needing: id) { model in
      let isThere = model.compare(withVersion: id)
      return { state in
        if isThere {
          state.note(Invocation(.compare, id == 0 ? "original" : "\(id)"))
        } else {
          state.message = Message(kind: .error, text: "there is no state \(id)")
        }
        return []
      }
    }
  }

  /// Opens the list of models to compare with.
  private mutating func openComparisonMenu() {
    var items = [
      MenuState.Item(label: "the original", action: .compare(.version(0))),
      MenuState.Item(label: "a file or a built-in model …", action: .askForModel),
    ]
    for version in history.versions.dropFirst().reversed() where version.id != history.index {
      items.append(
        MenuState.Item(
          label: "state \(version.id)", note: version.edit.map { "\($0)" } ?? "",
          section: "States", action: .compare(.version(version.id))))
    }
    open(MenuState(kind: .comparison, title: "Compare with", items: items))
  }

  /// Compares with what was typed: a state's number, `original`, or a model's name or file.
  mutating func compare(withNamed name: String) -> [Effect] {
    if name == "original" {
      compare(withVersion: 0)
    } else if let id = Int(name) {
      guard history.versions.indices.contains(id) else {
        message = Message(kind: .error, text: "there is no state \(id)")
        return []
      }
      compare(withVersion: id)
    } else {
      message = Message(kind: .info, text: "reading \(name) …")
      return [.readModel(name)]
    }
    if page != .compare { open(.compare) }
    return []
  }

  /// Takes a model that was read, or says why there is none.
  mutating func modelNews(_ name: String, _ news: Event.ModelNews) {
    switch news {
    case .read(let model):
      change("comparing with \(name)") { changed in
        changed.compare(with: Comparison(.other(name), model))
        return { state in
          state.message = Message(
            kind: .info, text: "compared with \(name), which was not timed; r times both in turns")
          state.note(Invocation(.compare, name))
          if state.page != .compare { state.open(.compare) }
          return []
        }
      }
    case .failed(let reason): message = Message(kind: .error, text: reason)
    }
  }
}
