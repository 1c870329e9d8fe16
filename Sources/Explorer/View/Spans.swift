/// A piece of text in one role.
struct Span: Hashable, Sendable {
  /// The text.
  var text: String
  /// What it means.
  var role: Role

  /// A piece of text in a role.
  init(_ text: String, _ role: Role = .text) {
    self.text = text
    self.role = role
  }
}

extension [Span] {
  /// The columns that all pieces take.
  var width: Int { reduce(0) { $0 + DisplayWidth.of($1.text) } }

  /// The pieces as far as they fit into a line, with `…` behind them where something is left out.
  func cut(columns: Int) -> [Span] {
    guard width > columns else { return self }
    var line: [Span] = []
    var room = columns - 1
    for span in self where room > 0 {
      let text = DisplayWidth.prefix(span.text, columns: room)
      line.append(Span(text, span.role))
      room -= DisplayWidth.of(text)
      if text != span.text { break }
    }
    return line + [Span("…", .faint)]
  }

  /// The pieces broken into lines at blanks; lines after the first begin with an indent.
  ///
  /// A word that is wider than a line is broken.
  func wrapped(columns: Int, indent: Int) -> [[Span]] {
    if width <= columns { return [self] }
    var lines: [[Span]] = []
    var line: [Span] = []
    var used = 0
    func finish() {
      lines.append(line)
      line = [Span(String(repeating: " ", count: indent))]
      used = indent
    }
    for span in self {
      for word in Self.words(of: span.text) {
        if used + DisplayWidth.of(word.trimmingEnd) > columns, used > (lines.isEmpty ? 0 : indent) {
          finish()
        }
        let isFirst = used == indent && !lines.isEmpty
        var text = isFirst ? String(word.drop { $0 == " " }) : word
        if text.isEmpty { continue }
        while used + DisplayWidth.of(text.trimmingEnd) > columns, columns > indent + 1 {
          let part = DisplayWidth.prefix(text, columns: columns - used)
          guard !part.isEmpty else { break }
          line.append(Span(part, span.role))
          text = String(text.unicodeScalars.dropFirst(part.unicodeScalars.count))
          finish()
        }
        if text.isEmpty { continue }
        line.append(Span(text, span.role))
        used += DisplayWidth.of(text)
      }
    }
    lines.append(line)
    return lines
  }

  /// The words of a text, each with the blanks after it.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isInBlank = false
    for character in text {
      if character == " " {
        isInBlank = true
      } else if isInBlank {
        words.append(word)
        word = ""
        isInBlank = false
      }
      word.append(character)
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}

extension String {
  /// The text without blanks at its end.
  fileprivate var trimmingEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

extension Screen {
  /// Writes pieces of text one after the other; returns the column after them.
  @discardableResult
  mutating func write(_ spans: [Span], x: Int, y: Int, in clip: Rect, selected: Bool = false) -> Int
  {
    var column = x
    for span in spans {
      column = write(span.text, x: column, y: y, Style(span.role, selected: selected), in: clip)
    }
    return column
  }

  /// Writes pieces of text and cuts them with `…` where they pass the end of the area.
  mutating func writeCut(_ spans: [Span], x: Int, y: Int, in clip: Rect, selected: Bool = false) {
    let room = clip.maxX - x
    if spans.width <= room {
      write(spans, x: x, y: y, in: clip, selected: selected)
    } else if room > 0 {
      let end = clip.maxX - 1
      let inner = Rect(x: clip.x, y: clip.y, width: end - clip.x, height: clip.height)
      write(spans, x: x, y: y, in: inner, selected: selected)
      write("…", x: end, y: y, Style(.faint, selected: selected), in: clip)
    }
  }
}
