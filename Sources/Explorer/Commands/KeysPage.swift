/// The table of commands as text.
enum KeysPage {
  /// A line a command, for the terminal.
  static var table: String {
    let width = CommandTable.rows.map { $0.usage.count }.max() ?? 0
    let keyWidth = CommandTable.rows.map { DisplayWidth.of(keys($0)) }.max() ?? 0
    return CommandTable.sections.map { section in
      section.title + "\n"
        + section.rows.map { row in
          let blanks = String(repeating: " ", count: keyWidth - DisplayWidth.of(keys(row)) + 2)
          let gap = String(repeating: " ", count: width - row.usage.count + 2)
          return "  \(keys(row))\(blanks)\(row.usage)\(gap)\(row.help)\n"
        }.joined()
    }.joined(separator: "\n") + "\n" + boxes
  }

  /// The keys of boxes, a line each.
  private static var boxes: String {
    let width = BoxTable.rows.map { $0.names.count }.max() ?? 0
    return BoxTable.title + "\n"
      + BoxTable.rows.map { row in
        let blanks = String(repeating: " ", count: width - row.names.count + 2)
        return "  \(row.names)\(blanks)\(row.help) (\(row.places))\n"
      }.joined()
  }

  /// The page of the documentation.
  static var markdown: String {
    var text = """
      # Keys and commands

      Made from the table of commands in `Sources/Explorer/Update` by `make docs`. In the explorer, `?` shows the same and
      `:` runs every command by name, with Tab to complete it. The settings file gives other keys (`explorer --print-config`).

      """
    for section in CommandTable.sections {
      text +=
        "\n## \(section.title)\n\n| key | command | what it does | where |\n|---|---|---|---|\n"
      for row in section.rows {
        let keys = row.keys.map { "`\(escaped($0.name))`" }.joined(separator: " ")
        text += "| \(keys) | `\(escaped(row.usage))` | \(escaped(row.help)) | \(places(row)) |\n"
      }
    }
    text +=
      "\n## \(BoxTable.title)\n\nWhat is in front of a view has keys of its own, the same for everybody.\n"
    text += "\n| key | what it does | where |\n|---|---|---|\n"
    for row in BoxTable.rows {
      let keys = row.kind ?? row.keys.map { "`\(escaped($0.name))`" }.joined(separator: " ")
      text += "| \(keys) | \(escaped(row.help)) | \(row.places) |\n"
    }
    return text
  }

  private static func keys(_ row: CommandRow) -> String {
    row.keys.map(\.name).joined(separator: " ")
  }

  private static func places(_ row: CommandRow) -> String {
    if row.scopes.count == Scope.allCases.count { return "everywhere" }
    return Scope.allCases.filter { row.scopes.contains($0) }.map(\.rawValue)
      .joined(separator: ", ")
  }

  /// Markdown's tables end a cell at a bar, even inside of code.
  private static func escaped(_ text: String) -> String {
    text.map { $0 == "|" ? "\\|" : String($0) }.joined()
  }
}
