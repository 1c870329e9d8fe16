import ArgumentParser

/// The manual page explorer(1), made from the command line and the table of commands.
enum ManualPage {
  /// The page in man(7).
  static var text: String {
    let configuration = Explorer.configuration
    var page = """
      .\\" Made by 'explorer manual'.
      .TH EXPLORER 1
      .SH NAME
      explorer \\- explore convolutional networks in a terminal
      .SH SYNOPSIS
      .B explorer
      [\\fIMODEL\\fR] [\\fIOPTIONS\\fR]
      .br
      .B explorer
      \\fISUBCOMMAND\\fR [\\fIOPTIONS\\fR]
      .SH DESCRIPTION
      \(escaped(configuration.abstract))
      .PP
      \(escaped(configuration.discussion))
      .SH COMMANDS

      """
    for command in configuration.subcommands where command.configuration.shouldDisplay {
      let name = command.configuration.commandName ?? ""
      page += ".SS explorer \(escaped(name))\n.nf\n"
      page += lines(Explorer.helpMessage(for: command, columns: 78))
      page += ".fi\n"
    }
    page += ".SH KEYS\nIn the explorer; the settings file gives other keys.\n"
    for section in CommandTable.sections {
      page += ".SS \(escaped(section.title))\n"
      for row in section.rows {
        let keys = row.keys.map(\.name).joined(separator: " ")
        let head = keys.isEmpty ? ":" + row.usage : "\(keys)   :\(row.usage)"
        page += ".TP\n.B \"\(escaped(head, inQuotes: true))\"\n\(escaped(row.help))\n"
      }
    }
    return page + """
      .SH FILES
      .TP
      .I $XDG_CONFIG_HOME/explorer/config
      The settings (\\fI~/.config/explorer/config\\fR); \\fBexplorer \\-\\-print\\-config\\fR writes them.
      .TP
      .I $XDG_STATE_HOME/explorer/journals
      What was done and not saved (\\fI~/.local/state/explorer/journals\\fR); the next start offers it.
      .SH ENVIRONMENT
      .TP
      .B NO_COLOR
      Set to anything but nothing: no colour.
      .TP
      .B COLORTERM
      \\fItruecolor\\fR or \\fI24bit\\fR: the terminal shows direct colour.
      .TP
      .B COLORFGBG
      Tells a light ground from a dark one.

      """
  }

  /// Lines as they are.
  private static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      escaped(String(line)) + "\n"
    }.joined()
  }

  /// Text in which nothing means anything to the formatter.
  private static func escaped(_ text: String, inQuotes: Bool = false) -> String {
    let glyphs: [Character: String] = [
      "\\": "\\e", "-": "\\-", "'": "\\(aq", "^": "\\(ha", "`": "\\(ga", "~": "\\(ti",
    ]
    var result = text.map { glyphs[$0] ?? String($0) }.joined()
    if inQuotes {
      result = result.split(separator: "\"", omittingEmptySubsequences: false).joined(
        separator: "\\(dq")
    }
    return result.first == "." ? "\\&" + result : result
  }
}
