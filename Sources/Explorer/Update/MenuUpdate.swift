import GraphCore

extension State {
  /// Opens the list of what can be added, removed or copied at the row under the cursor.
  mutating func openEditMenu() {
    guard let item = selected else { return }
    let items = EditMenu.items(for: item, in: self)
    guard !items.isEmpty else {
      message = Message(
        kind: .info, text: "\(item.title) is inside a nested model, which is edited by itself")
      return
    }
    open(MenuState(kind: .edits, title: "Change the structure at \(item.title)", items: items))
  }

  /// Opens the list of other values for the fields of the row under the cursor.
  mutating func openFieldMenu() {
    let rows = editedItems
    guard let first = rows.first else { return }
    open(
      MenuState(
        kind: .edits,
        title: rows.count > 1
          ? "Fields of \(rows.count) marked rows"
          : "Fields of \(first.title); :\(first.title).FIELD=VALUE sets any value",
        items: EditMenu.fields(for: rows, in: self)))
  }

  /// Tells why an edit was refused, and lists the ways out.
  mutating func openWaysOut(of edit: Edit, _ error: EditError) {
    open(
      MenuState(
        kind: .waysOut, title: "Refused: \(edit)",
        // Where there is no room, the lines flow into one another.
        reason: size.height < 20 ? [error.description] : error.lines,
        items: error.fixes.map {
          MenuState.Item(label: $0.summary, note: $0.difference, action: .edit($0.edit))
        }))
  }

  /// Opens the list of columns.
  mutating func openColumnMenu() {
    open(
      MenuState(kind: .columns, title: "Columns, the first ones stay longest", items: columnItems))
  }

  private var columnItems: [MenuState.Item] {
    columns.ranked.map { column in
      MenuState.Item(
        label: (columns.hidden.contains(column) ? "☐ " : "☑ ") + column.label,
        action: .column(column))
    }
  }

  /// Opens a list.
  mutating func open(_ menu: MenuState) {
    self.menu = menu
    message = nil
    refreshMenuPreview()
  }

  /// Sends a key to the list.
  mutating func typeInMenu(_ key: Key) -> [Effect] {
    guard var menu else { return [] }
    let page = max(1, MenuView.rows(menu, self))
    let command: Command?
    switch key {
    case .escape:
      closeMenu()
      return []
    case .enter: return chooseInMenu()
    case .tab, .backTab:
      self.menu?.preview?.nextChoice(key == .tab ? 1 : -1)
      refreshChoice()
      return []
    case .up, .control("p"): command = .up
    case .down, .control("n"): command = .down
    case .pageUp: command = .pageUp
    case .pageDown: command = .pageDown
    case .home: command = .top
    case .end: command = .bottom
    case .character(let character) where menu.kind == .columns: return changeColumn(character)
    case .character("j") where !MenuView.hasFilter(menu, self): return typeInMenu(.down)
    case .character("k") where !MenuView.hasFilter(menu, self): return typeInMenu(.up)
    case .character, .backspace, .control("u"), .control("w"):
      var line = LineEditor(menu.filter)
      _ = line.take(key)
      menu.filter = line.text
      menu.list.cursor = 0
      command = nil
    default: return []
    }
    if let command { _ = menu.list.move(command, count: menu.shownItems.count, page: page) }
    menu.list.scroll(count: menu.shownItems.count, toShow: page)
    self.menu = menu
    refreshMenuPreview()
    return []
  }

  /// Works out what the edit under the cursor of the list would lead to.
  mutating func refreshMenuPreview() {
    guard let menu else { return }
    guard case .edit(let edit)? = menu.selected?.action else {
      self.menu?.preview = nil
      return
    }
    guard menu.preview?.edit != edit else { return }
    self.menu?.preview = nil
    look(.preview) { state in
      let preview = state.analysis.preview(of: edit)
      return { state in
        if case .edit(edit)? = state.menu?.selected?.action { state.menu?.preview = preview }
        return []
      }
    }
  }

  private mutating func closeMenu() {
    if menu?.kind == .columns, columns != ColumnChoice() {
      message = Message(
        kind: .info, text: "until you leave; 'columns =' in the settings file keeps them")
    }
    menu = nil
  }

  private mutating func chooseInMenu() -> [Effect] {
    guard let menu else { return [] }
    if menu.items.isEmpty { closeMenu() }
    guard let item = menu.selected else { return [] }
    switch item.action {
    case .edit(let edit):
      // Without a preview, which takes its time in a large model, the edit itself says what is wrong.
      guard let taken = menu.preview.map(\.taken) ?? edit else { return [] }
      self.menu = nil
      make(taken, saying: taken == edit && menu.kind == .edits ? item.label : "\(taken)")
    case .column: return changeColumn(" ")
    case .compare(let base):
      self.menu = nil
      if case .version(let id) = base { compare(withVersion: id) }
    case .askForModel:
      self.menu = nil
      openCommandLine("compare ")
    case .breakCondition(let condition):
      self.menu = nil
      setBreak(condition)
    case .askForBreak:
      self.menu = nil
      openCommandLine("break ")
    }
    return []
  }

  /// Shows or hides the column under the cursor, or moves it in rank.
  private mutating func changeColumn(_ key: Character) -> [Effect] {
    guard var menu, case .column(let column)? = menu.selected?.action else { return [] }
    switch key {
    case " ": columns.toggle(column)
    case "+", "=", "K":
      columns.move(column, by: -1)
    case "-", "J":
      columns.move(column, by: 1)
    case "k":
      return typeInMenu(.up)
    case "j":
      return typeInMenu(.down)
    case "q":
      closeMenu()
      return []
    default: return []
    }
    menu.items = columnItems
    menu.list.cursor = columns.ranked.firstIndex(of: column) ?? menu.list.cursor
    menu.list.scroll(count: menu.items.count, toShow: max(1, MenuView.rows(menu, self)))
    self.menu = menu
    return []
  }

  /// Takes out the row under the cursor.
  mutating func removeSelected() {
    let rows = editedItems
    guard let first = rows.first else { return }
    // What is in a row that goes, goes with it.
    let paths = Set(rows.map(\.path))
    let outermost = rows.filter { row in
      !outline.ancestors(of: row.path).contains { paths.contains($0.path) }
    }
    makeAtOnce(
      Edit(outermost.map { EditMenu.removal(of: $0, in: self) }),
      saying: rows.count > 1 ? "removed \(rows.count) rows" : "removed \(first.title)")
  }

  /// Puts a copy of the row under the cursor behind it.
  mutating func duplicateSelected() {
    guard let item = selected, let edit = EditMenu.copy(of: item, in: self) else { return }
    makeAtOnce(edit, saying: "copied \(EditMenu.block(of: item)?.title ?? item.title)")
  }

  /// Adds the input of the row under the cursor to its output: of a run, of each of its blocks.
  mutating func makeSelectedResidual() {
    guard let item = selected else { return }
    makeAtOnce(
      .makeResidual(block: EditMenu.target(of: item, self)), saying: "\(item.title) is residual")
  }
}

extension EditError {
  /// What is refused, line by line: a merge, its operands, and what to do.
  fileprivate var lines: [String] {
    switch self {
    case .coupled(let mismatch, _) where mismatch.operands.count <= 6:
      [mismatch.headline] + mismatch.operands.map { "  \($0)" } + [mismatch.hint]
    case .inside(let model, let error): ["inside '\(model)'"] + error.lines
    default: [description]
    }
  }
}
