/// Draws the screen of a state.
///
/// It has no effect and looks at nothing but the state.
func view(_ state: State) -> Screen {
  var screen = Screen(state.size)
  let layout = ScreenLayout(state)
  guard layout.isUsable else {
    let text = "needs \(ScreenLayout.minimum.width)x\(ScreenLayout.minimum.height)"
    screen.write(DisplayWidth.prefix(text, columns: state.size.width), x: 0, y: 0, Style(.text))
    return screen
  }
  HeaderView.draw(state, on: &screen, in: layout.header)
  let (headings, rows) = (layout.headings, layout.tree)
  switch state.page {
  case .tree: TreeView.draw(state, on: &screen, headings: headings, rows: rows)
  case .hot: HotListView.draw(state, on: &screen, headings: headings, rows: rows)
  case .compare: ComparisonView.draw(state, on: &screen, headings: headings, rows: rows)
  case .history: HistoryView.draw(state, on: &screen, headings: headings, rows: rows)
  case .log: LogView.draw(state, on: &screen, headings: headings, rows: rows)
  }
  if let area = layout.detail {
    DetailView.draw(state, on: &screen, in: area, beside: layout.detailIsBeside)
  }
  if let area = layout.outputs, let outputs = state.outputs {
    OutputsView.draw(state, outputs, on: &screen, in: area)
  }
  StatusView.draw(state, on: &screen, status: layout.status, hints: layout.hints)
  if let field = state.field { FieldView.draw(field, state, on: &screen) }
  if let menu = state.menu { MenuView.draw(menu, state, on: &screen) }
  if let line = state.commandLine { CommandLineView.draw(line, state, on: &screen) }
  if let help = state.help { HelpView.draw(state, help, on: &screen) }
  if let question = state.question { QuestionView.draw(question, state, on: &screen) }
  return screen
}
