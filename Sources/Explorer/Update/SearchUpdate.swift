import GraphCore

extension State {
  /// Opens the search line, or jumps to the next row that fits.
  mutating func openSearch(_ text: String) {
    var opened = SearchState(LineEditor(text), origin: selected?.path ?? "")
    opened.originLine = line
    search = opened
    if !text.isEmpty { refreshSearch(from: 1) { $0.keepSearch() } }
  }

  /// Opens the line of the filter, or filters at once.
  mutating func openFilter(_ text: String?) {
    if text == Whereabouts.noFilter {
      setFilter(nil)
      return
    }
    let line = text.map { LineEditor($0) } ?? LineEditor(filter?.text ?? "", isOffered: true)
    search = SearchState(line, origin: selected?.path ?? "", isFilter: true)
    search?.before = filter
    if text != nil {
      refreshSearch(from: 0) { $0.keepSearch() }
    } else {
      search?.query = filter
      search?.matches = page == .hot ? hot.rows.count : tree.matches ?? 0
    }
  }

  /// Sends a key to the line: text narrows, Enter keeps it, Escape goes back to where it began.
  mutating func typeInSearch(_ key: Key) {
    guard var search else { return }
    switch key {
    case .escape:
      let origin = search.origin
      self.search = nil
      stopLook(.search)
      if search.isFilter { setFilter(nil) }
      if lines != nil { line = search.originLine } else { reveal(found: origin) }
      return
    case .enter:
      keepSearch()
      return
    case .down, .tab, .control("n"):
      findNext(1)
      return
    case .up, .backTab, .control("p"):
      findNext(-1)
      return
    case .backspace where search.text.isEmpty: return typeInSearch(.escape)
    default:
      guard search.line.take(key) else { return }
    }
    let isChanged = search.text != self.search?.text
    self.search = search
    if isChanged { refreshSearch(from: 0) }
  }

  /// Goes to the next row that fits the last search, or to the one before.
  mutating func findNext(_ direction: Int) {
    if let lines {
      findLine(search?.text ?? lastLine, in: lines, from: line + direction, direction)
      return
    }
    guard let query = search?.query ?? lastQuery else { return }
    look(.search) { state in
      let items = state.searchedRows
      let count = items.count
      let here = state.placeInSearchedRows(of: state.searchedRow?.path)
      for step in 1..<(count + 1) {
        let place = ((here + direction * step) % count + count) % count
        if state.model.isStopped { break }
        guard query.fits(items[place], state) else { continue }
        let hasTurned = direction > 0 ? place <= here : place >= here
        return { state in
          state.reveal(found: items[place].path)
          if hasTurned, state.search == nil {
            state.message = Message(
              kind: .info,
              text: place == here
                ? "'\(query.text)' fits this row alone"
                : direction > 0 ? "from the top again" : "from the bottom again")
          }
          return []
        }
      }
      return { state in
        state.message = Message(kind: .info, text: "nothing fits '\(query.text)'")
        return []
      }
    }
  }

  /// Shows only rows that fit, with those around them; nil shows all.
  mutating func setFilter(
    _ query: Query?, then: @escaping @Sendable (inout State) -> Void = { _ in }
  ) {
    filter = query
    filterKeeps = []
    guard let query, !query.isEmpty else {
      filter = nil
      stopLook(.filter)
      tree.setFilter(nil)
      refreshPage()
      then(&self)
      return
    }
    filterRows(query, then: then)
  }

  /// Shows only rows that fit or are kept, with those around them.
  mutating func filterRows(
    _ query: Query, then: @escaping @Sendable (inout State) -> Void = { _ in }
  ) {
    let kept = filterKeeps
    look(.filter) { state in
      let places = state.outline.allItems.indices.filter {
        let item = state.outline.allItems[$0]
        return !state.model.isStopped && (query.fits(item, state) || kept.contains(item.path))
      }
      return { state in
        state.tree.setFilter(places)
        if state.page != .hot, state.page != .compare { state.search?.matches = places.count }
        then(&state)
        return []
      }
    }
    refreshPage()
  }

  /// Puts the cursor of the tree on a row; a filter that hides it ends.
  mutating func reveal(path: String) {
    let isFiltered = tree.matches != nil
    tree.reveal(path: path)
    if isFiltered, tree.matches == nil { setFilter(nil) }
  }

  /// The rows that are searched, in their order: all of the model, or those of the list in front.
  private var searchedRows: [OutlineItem] {
    switch page {
    case .hot: hot.rows
    case .compare: comparisonList.rows.filter { $0.mark != .removed }.map(\.item)
    case .tree, .history, .log: outline.allItems
    }
  }

  /// The row from which a search goes on.
  private var searchedRow: OutlineItem? {
    page == .hot || page == .compare ? selected : tree.selectedItem
  }

  private func placeInSearchedRows(of path: String?) -> Int {
    guard let path else { return 0 }
    return page == .hot || page == .compare
      ? searchedRows.firstIndex { $0.path == path } ?? 0 : outline.row(at: path) ?? 0
  }

  private mutating func reveal(found path: String) {
    switch page {
    case .hot: outline.item(at: path).map { hot.select($0) }
    case .compare: if let item = outline.item(at: path) { comparisonList.move(to: item) }
    case .tree, .history, .log: reveal(path: path)
    }
    dialIndex = 0
    detailTop = 0
  }

  /// Reads the text and goes to the first row that fits, from where the search began.
  private mutating func refreshSearch(
    from step: Int, then: @escaping @Sendable (inout State) -> Void = { _ in }
  ) {
    guard let search else { return }
    if let lines, !search.isFilter {
      let fitting = lines.count(where: { Self.fits(search.text, $0) })
      self.search?.matches = fitting
      line = search.originLine
      if fitting > 0 { findLine(search.text, in: lines, from: line + step, 1) }
      then(&self)
      return
    }
    do throws(Query.Fault) {
      let query = try Query(search.text)
      if let obstacle = query.obstacle(self) { throw Query.Fault(text: obstacle) }
      self.search?.query = query
      self.search?.fault = nil
      if search.isFilter {
        setFilter(query, then: then)
        return
      }
      look(.search) { state in
        let items = state.searchedRows
        let matches =
          query.isEmpty
          ? [] : items.indices.filter { !state.model.isStopped && query.fits(items[$0], state) }
        let here = state.placeInSearchedRows(of: search.origin)
        let found = matches.first { $0 >= here + step } ?? matches.first ?? here
        let count = matches.count
        let path = items.indices.contains(found) ? items[found].path : search.origin
        return { state in
          state.search?.matches = count
          state.reveal(found: path)
          then(&state)
          return []
        }
      }
    } catch {
      self.search?.query = nil
      self.search?.fault = error.text
      self.search?.matches = 0
      then(&self)
    }
  }

  /// Closes the line and keeps what was looked for.
  private mutating func keepSearch() {
    guard let search else { return }
    self.search = nil
    if lines != nil, !search.isFilter {
      lastLine = search.text
      if search.matches == 0, !search.text.isEmpty {
        message = Message(kind: .info, text: "nothing fits '\(search.text)'")
      }
      return
    }
    if let fault = search.fault {
      message = Message(kind: .error, text: fault)
      if search.isFilter { setFilter(search.before) }
      return
    }
    if let query = search.query, !query.isEmpty {
      lastQuery = query
      // In a large model the last letter may still be looked for.
      let isKnown =
        work.looks[search.isFilter ? .filter : .search] == nil
        && !(search.isFilter && work.looks[.page] != nil)
      if search.matches == 0, isKnown {
        message = Message(kind: .info, text: "nothing fits '\(query.text)'")
        if search.isFilter { setFilter(search.before) }
      } else if !search.isFilter {
        note(search: query)
      }
    }
  }
}

// MARK: - States and log

extension State {
  /// The lines of states or log, which are searched as text; nil where rows of the model are shown.
  var lines: [String]? {
    guard outputs == nil else { return nil }
    switch page {
    case .history:
      return historyRows.map { row in
        "\(row.id)  \(history.versions[row.id].edit.map { "\($0)" } ?? "the original")"
      }
    case .log: return log.map(\.description)
    case .tree, .hot, .compare: return nil
    }
  }

  /// The line under the cursor.
  private var line: Int {
    get { page == .log ? logList.cursor : historyList.cursor }
    set {
      if page == .log { logList.cursor = newValue } else { historyList.cursor = newValue }
    }
  }

  /// Puts the cursor on the next line with a text, beginning with a line and going around.
  private mutating func findLine(
    _ text: String, in lines: [String], from start: Int, _ direction: Int
  ) {
    let count = lines.count
    let places = (0..<count).lazy.map { ((start + direction * $0) % count + count) % count }
    guard let found = places.first(where: { Self.fits(text, lines[$0]) }) else {
      message = Message(kind: .info, text: "nothing fits '\(text)'")
      return
    }
    line = found
  }

  /// Whether a line has every word of a text.
  private static func fits(_ text: String, _ line: String) -> Bool {
    let line = line.lowercased()
    return text.lowercased().split(separator: " ").allSatisfy { line.contains($0) }
  }
}
