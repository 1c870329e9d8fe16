import Glibc
import Testing

@testable import Explorer

/// Compares a screen with the text that was recorded for it.
///
/// With RECORD_SNAPSHOTS=1 the text is written, and the test fails all the same, so that a recording
/// never passes unseen.
func expectScreen(
  _ screen: Screen, _ name: String, file: String = #filePath,
  location: SourceLocation = #_sourceLocation
) {
  expectText(
    screen.lines.joined(separator: "\n") + "\n", name, file: file, location: location)
  for line in screen.lines where DisplayWidth.of(line) > screen.size.width {
    Issue.record("wider than the screen: \(line)", sourceLocation: location)
  }
}

private func expectText(
  _ text: String, _ name: String, file: String = #filePath, location: SourceLocation
) {
  let folder = file[..<(file.lastIndex(of: "/") ?? file.endIndex)]
  let path = "\(folder)/Snapshots/\(name).txt"
  if getenv("RECORD_SNAPSHOTS") != nil {
    if let stream = fopen(path, "w") {
      fputs(text, stream)
      fclose(stream)
    }
    Issue.record("recorded \(path); look at it and run again", sourceLocation: location)
    return
  }
  guard let recorded = read(path) else {
    Issue.record("there is no \(path); record it", sourceLocation: location)
    return
  }
  if recorded != text {
    Issue.record("\(name) differs from its recording; now:\n\(text)", sourceLocation: location)
  }
}

private func read(_ path: String) -> String? {
  guard let stream = fopen(path, "r") else { return nil }
  defer { fclose(stream) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = fread(&buffer, 1, buffer.count, stream)
    if count == 0 { break }
    bytes += buffer[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Compares how a screen looks with what was recorded for it: a letter for the role of each cell,
/// and a mark at the end of the rows that are selected.
func expectStyles(
  _ screen: Screen, _ name: String, location: SourceLocation = #_sourceLocation
) {
  var lines = ["\(Role.allCases.map { "\(letter(of: $0)) \($0)" }.joined(separator: ", "))"]
  for y in 0..<screen.size.height {
    var line = screen.row(y).map { cell in
      cell.style.picture != nil ? "#" : cell.scalar == 0x20 ? " " : letter(of: cell.style.role)
    }.joined()
    while line.last == " " { line.removeLast() }
    lines.append(line + (screen.row(y).contains { $0.style.isSelected } ? " <" : ""))
  }
  expectText(lines.joined(separator: "\n") + "\n", "\(name)-styles", location: location)
}

private func letter(of role: Role) -> String {
  let letters = Array("tflhHgTbrynskdDFc+-we=_ABCDEFGIJ")
  return String(letters[Int(role.rawValue)])
}
