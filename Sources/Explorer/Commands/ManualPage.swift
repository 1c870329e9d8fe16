import ArgumentParser

/// The manual page explorer(1), made from the command line and the table of commands.
enum ManualPage {
  /// The columns of help that man(1) shows in 80: it indents by 7, and leaves 2 at the right.
  private static let lineLength = 71

  /// The page in man(7).
  static var text: String {
    let configuration = Explorer.configuration
    var page = """
      .\\" Made by 'explorer manual'.
      .TH EXPLORER 1 "" "explorer \(Explorer.version)"
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
      page += lines(Explorer.helpMessage(for: command, columns: lineLength))
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
    page += ".SS \(escaped(BoxTable.title))\n"
    for row in BoxTable.rows {
      page += ".TP\n.B \"\(escaped(row.names, inQuotes: true))\"\n"
      page += escaped("\(row.help) (\(row.places))") + "\n"
    }
    return page + """
      .SH SEARCH
      What \\fB/\\fR, \\fBf\\fR, \\fB:mark\\fR and \\fB:break\\fR look for is words, all of which must fit a row:
      .TP
      .I conv
      A part of name, path, class, role or shape; \\fIname:\\fR, \\fIclass:\\fR or \\fIshape:\\fR before it: of that alone.
      .TP
      .I params>1e6
      A number: \\fIparams\\fR, \\fImacs\\fR, \\fIoutputs\\fR (bytes), \\fItime\\fR (ms) or \\fIfilters\\fR, then
      \\fI>\\fR, \\fI>=\\fR, \\fI<\\fR, \\fI<=\\fR, \\fI=\\fR or \\fI!=\\fR, then a number such as 300k or 2.5G.
      .TP
      .I \\(haconv2d_\\ed+$
      A word with one of \\(ha $ * + ? [ ] ( ) { } | \\e is a regular expression over name and path.
      It knows groups, classes, counts, \\ed \\ew \\es \\eb, but no back-references and no look-around.
      .TP
      .I !pool
      Not that.
      .SH "EDIT SCRIPTS"
      An edit a line, as \\fBexplorer edit\\fR above lists them; \\fB\\-\\-play\\fR takes the commands of KEYS too, as after
      \\fB:\\fR. \\fB:export\\fR \\fIFILE\\fR.edits writes the edits of a session.
      .SH "EXIT STATUS"
      .TP
      .B 0
      Done.
      .TP
      .B 1
      \\fBdiff\\fR: the models differ.
      .TP
      .B 64
      The command line is wrong, or the terminal cannot be used.
      .TP
      .B 65
      The file or the edit is no good.
      .TP
      .B 66
      There is no such file or built\\-in model.
      .TP
      .B 70
      A fault of the program; one line says where the journal is.
      .TP
      .B 73
      The result cannot be written.
      .TP
      .B 130
      Interrupted: Ctrl\\-C, or SIGINT, ended it.
      .TP
      .B 128+\\fIn\\fR
      Signal \\fIn\\fR ended it; in the terminal one line says where the journal is.
      .SH FILES
      .TP
      .I $XDG_CONFIG_HOME/explorer/config
      The settings (\\fI~/.config/explorer/config\\fR); \\fBexplorer \\-\\-print\\-config\\fR writes them.
      .TP
      .I $XDG_STATE_HOME/explorer/journals
      What was done and not saved (\\fI~/.local/state/explorer/journals\\fR); the next start offers it.
      .TP
      .I $XDG_STATE_HOME/explorer/journals/*.journal.crash
      What was said when the program crashed, for a report.
      .SH ENVIRONMENT
      .TP
      .B NO_COLOR
      Set to anything but nothing: no colour.
      .TP
      .B CLICOLOR_FORCE
      Set to anything but 0: colour even where NO_COLOR is set.
      .TP
      .B COLORTERM
      \\fItruecolor\\fR or \\fI24bit\\fR: the terminal shows direct colour.
      .TP
      .B COLORFGBG
      Tells a light ground from a dark one, where the terminal doesn't answer the question for it.
      .TP
      .B TERM
      The terminal, as terminfo knows it; \\fIlinux\\fR: ASCII only.
      .TP
      .B LC_ALL, LC_CTYPE, LANG
      A locale that is not UTF\\-8: ASCII only.
      .TP
      .B EXPLORER_ISA
      The vector instructions where \\fB\\-\\-isa\\fR says nothing: \\fIbaseline\\fR, \\fIavx2\\fR or \\fIavx512\\fR.
      .TP
      .B XDG_CONFIG_HOME, XDG_STATE_HOME, HOME
      Where the files above are.
      .SH "SEE ALSO"
      .BR tmux (1),
      .BR terminfo (5),
      .BR signal (7);
      \\fBexplorer keys\\fR lists the keys, \\fBexplorer help\\fR \\fISUBCOMMAND\\fR the options.

      """
  }

  /// Lines as they are; only the one of the usage, which the parser leaves long, is broken.
  private static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      line.hasPrefix("USAGE: ") ? broken(line) : [String(line)]
    }.map { escaped($0) + "\n" }.joined()
  }

  /// A line in several, none of them broken within brackets.
  private static func broken(_ line: Substring) -> [String] {
    var parts: [String] = []
    for word in line.split(separator: " ") {
      if let last = parts.last, last.hasPrefix("["), !last.hasSuffix("]") {
        parts[parts.count - 1] = last + " " + word
      } else {
        parts.append(String(word))
      }
    }
    var lines: [String] = []
    for part in parts {
      if let last = lines.last, last.count + 1 + part.count <= lineLength {
        lines[lines.count - 1] = last + " " + part
      } else {
        lines.append(lines.isEmpty ? part : "    " + part)
      }
    }
    return lines
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
