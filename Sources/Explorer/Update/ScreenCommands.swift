extension CommandTable {
  /// The screen itself.
  static let screen = Section(
    title: "Screen",
    rows: [
      row(
        .toggleDetail, ["d"], .lists, "show or hide the details", hint: "detail", rank: 18,
        takes: .onOrOff),
      row(
        .zoom, ["z"], .lists.union([.outputs]), "give the pane the whole screen, and back",
        takes: .onOrOff),
      row(.detailDown, ["J"], .lists.union([.outputs]), "scroll the details down"),
      row(.detailUp, ["K"], .lists.union([.outputs]), "scroll the details up"),
      row(
        .columns, ["o"], [.tree], "choose the columns",
        takes: .init(name: "COLUMNS", kind: .text, isRequired: false)),
      row(
        .copyName, ["y"], .lists.union([.outputs]), "copy the row's name to the clipboard",
        unless: noClipboard),
      row(
        .copyRow, ["Y"], .lists, "copy the row with all its columns to the clipboard",
        unless: noClipboard),
      row(
        .toggleMouse, [], .lists.union([.outputs]),
        "listen to the mouse, or leave it to the terminal, which then selects text",
        takes: .onOrOff),
      row(
        .commandLine, [":"], .lists.union([.outputs, .help]),
        "every command by name, with completion",
        hint: "menu", rank: 30, takes: .init(name: "NAME", kind: .command, isRequired: false)),
      row(
        .help, ["?", .function(1)], .lists.union([.outputs, .help]),
        "this help; typing searches it",
        hint: "help", rank: 31, takes: .init(name: "TEXT", kind: .text, isRequired: false)),
      row(.redraw, [.control("l")], .lists.union([.outputs, .help]), "paint the screen anew"),
      row(
        .suspend, [.control("z")], Set(Scope.allCases), "suspend; the shell's fg comes back"),
      row(.cancel, [.control("c")], Set(Scope.allCases), "stop a run; without one, leave"),
      row(
        .close, [.escape, .control("g")], .lists.union([.outputs, .help]),
        "close the view, or stop a run"),
    ])

  private static let noClipboard: @Sendable (State) -> String? = { state in
    guard state.display.hasClipboard else { return "this terminal has no clipboard" }
    return state.rowName == nil ? "there is no row here to copy" : nil
  }
}
