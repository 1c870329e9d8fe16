import GraphCore
import ModelFiles

/// A script or a saved log.
enum ScriptFile {
  /// The text of one; `-` is standard input.
  static func text(of path: String) throws -> String {
    guard
      let text = String(
        validating: try File.read(path == "-" ? "/dev/stdin" : path), as: UTF8.self)
    else {
      throw CommandError(.data, "'\(path)' is no text in UTF-8")
    }
    // Some editors put the mark of a byte order in front.
    return text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text
  }

  /// The text with an empty line for each that a log has and that changes no model: what was looked at,
  /// measured and written.
  static func edits(of text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { isEdit($0) ? $0 : "" }.joined(separator: "\n")
  }

  private static func isEdit(_ line: Substring) -> Bool {
    let said = EditScript.withoutComment(String(line))[...].trimmingBlanks
    let name = said.prefix { $0 != " " }
    // A line that begins with a command's name may be an edit all the same.
    guard let row = CommandTable.rows.first(where: { $0.command.rawValue == name }),
      !row.command.changesModel,
      !CommandTable.edit.rows.contains(where: { $0.command == row.command }),
      (try? Edit(parsing: said)) == nil
    else { return true }
    return (try? Invocation(parsing: said)) == nil
  }
}
