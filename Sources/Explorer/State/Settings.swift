/// What the user's settings file says; everything has a default.
///
///     # a line of comment
///     theme = dark
///     columns = output macs params
///     key.undo = u ^Z     # a comment behind a value
struct Settings: Hashable, Sendable {
  /// Which theme is used.
  enum ThemeChoice: String, Hashable, Sendable, CaseIterable {
    /// By what the terminal says of its ground, else the dark one.
    case auto
    /// For dark grounds.
    case dark
    /// For light grounds.
    case light
  }

  /// Yes, no, or what the terminal can.
  enum Choice: String, Hashable, Sendable, CaseIterable {
    case auto
    case on
    case off
  }

  /// Which theme is used.
  var theme = ThemeChoice.auto
  /// Whether colour is used; `on` even where NO_COLOR is set.
  var color = Choice.auto
  /// Whether only ASCII is drawn.
  var ascii = Choice.auto
  /// Whether the mouse is listened to.
  var mouse = true
  /// Whether the details are shown.
  var showsDetail = true
  /// The columns of the tree.
  var columns = ColumnChoice()
  /// Which key does what.
  var keymap = Keymap.standard

  /// Why a settings file is not used.
  struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    var line: Int
    /// The column, from 1.
    var column: Int
    /// What is wrong there.
    var text: String

    /// One line.
    var description: String { "line \(line), column \(column): \(text)" }
  }
}

extension Settings {
  /// Reads a settings file.
  ///
  /// - Throws: the first thing that is wrong, with its place.
  init(_ text: String) throws(Fault) {
    var bound: [Command: [Key]] = [:]
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      let words = Self.words(line)
      guard let first = words.first, !first.text.hasPrefix("#") else { continue }
      func fault(_ word: Word?, _ text: String) -> Fault {
        Fault(line: number, column: word?.column ?? line.count + 1, text: text)
      }
      guard words.count >= 2, words[1].text == "=" else {
        throw fault(words.count > 1 ? words[1] : nil, "'\(first.text)' is followed by ' = value'")
      }
      let values = words.dropFirst(2)
      if first.text.hasPrefix("key.") {
        let name = String(first.text.dropFirst(4))
        guard let command = Command(rawValue: name) else {
          throw fault(first, "there is no command '\(name)'; 'explorer keys' lists all")
        }
        var keys: [Key] = []
        for value in values {
          guard let key = Key(parsing: value.text) else {
            throw fault(
              value, "'\(value.text)' is no key; keys are written as u, ^R, F5, PgUp, Space")
          }
          if let other = bound.first(where: { other, keys in
            other != command && keys.contains(key) && Self.meet(other, command)
          }) {
            throw fault(
              value, "'\(value.text)' is a key of \(other.key.rawValue) already, some lines above")
          }
          keys.append(key)
        }
        bound[command] = keys
        continue
      }
      if first.text == "columns" {
        try setColumns(values, fault)
        continue
      }
      guard let value = values.first, values.count == 1 else {
        throw fault(values.dropFirst().first, "'\(first.text)' takes one word")
      }
      switch first.text {
      case "theme": theme = try Self.choice(value, fault)
      case "color": color = try Self.choice(value, fault)
      case "ascii": ascii = try Self.choice(value, fault)
      case "mouse": mouse = try Self.choice(value, fault, but: .auto) == Choice.on
      case "details": showsDetail = try Self.choice(value, fault, but: .auto) == Choice.on
      default:
        throw fault(
          first, "there is no setting '\(first.text)'; 'explorer --print-config' lists all")
      }
    }
    for (command, keys) in bound.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      _ = keymap.bind(command, to: keys)
    }
  }

  /// The file that gives these settings, every one of them with what it means.
  var text: String {
    var text = """
      # Settings of the explorer. What is left out keeps its default.
      # explorer --print-config writes this file with the values that are in force.

      # colours for a dark or a light ground: auto, dark, light
      theme = \(theme.rawValue)
      # colour: auto (not where NO_COLOR is set), on, off
      color = \(color.rawValue)
      # draw with ASCII only: auto (where the locale or the terminal needs it), on, off
      ascii = \(ascii.rawValue)
      # listen to the mouse: on, off
      mouse = \(mouse ? "on" : "off")
      # show the details: on, off
      details = \(showsDetail ? "on" : "off")
      # columns of the tree, those that stay longest on a narrow screen first
      # there are: \(Column.allCases.map(\.rawValue).joined(separator: " "))
      columns = \(columns.wanted.map(\.rawValue).joined(separator: " "))

      # keys, by the names of the commands; a key that is given to a command is taken from any other

      """
    for row in CommandTable.rows {
      // Before another word, a # would begin a comment.
      let all = keymap.keys(of: row.command)
      let keys = (all.filter { $0 != "#" } + all.filter { $0 == "#" }).map { " \($0.name)" }
        .joined()
      text += "key.\(row.command.rawValue) =\(keys)\n"
    }
    return text
  }

  private typealias FaultMaker = (Word?, String) -> Fault

  private struct Word {
    var text: String
    var column: Int
  }

  private mutating func setColumns(_ values: ArraySlice<Word>, _ fault: FaultMaker) throws(Fault) {
    var wanted: [Column] = []
    for value in values {
      guard let column = Column(rawValue: value.text) else {
        let known = Column.allCases.map(\.rawValue).joined(separator: ", ")
        throw fault(value, "there is no column '\(value.text)'; there are \(known)")
      }
      if wanted.contains(column) { throw fault(value, "'\(value.text)' is there twice") }
      wanted.append(column)
    }
    columns.show(wanted)
  }

  private static func choice<Value: RawRepresentable & CaseIterable & Equatable>(
    _ word: Word, _ fault: FaultMaker, but left: Value? = nil
  ) throws(Fault) -> Value where Value.RawValue == String {
    if let value = Value(rawValue: word.text), value != left { return value }
    let known = Value.allCases.filter { $0 != left }.map(\.rawValue).joined(separator: ", ")
    throw fault(word, "'\(word.text)' is none of \(known)")
  }

  /// Whether two commands have keys in the same place.
  private static func meet(_ first: Command, _ second: Command) -> Bool {
    guard let one = CommandTable.row(of: first), let other = CommandTable.row(of: second) else {
      return false
    }
    return !one.scopes.isDisjoint(with: other.scopes)
  }

  /// The words of a line; the first `=` is one of its own, with blanks around it or without.
  ///
  /// What follows a `#` at the beginning of a word is a comment, unless it is the last word: then it is the key.
  private static func words(_ line: Substring) -> [Word] {
    let all = allWords(line)
    let end = all.indices.dropFirst().first { index in
      all[index].text.hasPrefix("#") && (all[index].text.count > 1 || index + 1 < all.count)
    }
    return Array(all.prefix(end ?? all.count))
  }

  private static func allWords(_ line: Substring) -> [Word] {
    var words: [Word] = []
    var isInside = false
    var hasSign = false
    for (index, character) in line.enumerated() {
      if character == " " || character == "\t" || character == "\r" {
        isInside = false
      } else if character == "=", !hasSign, !words.isEmpty {
        words.append(Word(text: "=", column: index + 1))
        hasSign = true
        isInside = false
      } else if isInside {
        words[words.count - 1].text.append(character)
      } else {
        words.append(Word(text: String(character), column: index + 1))
        isInside = true
      }
    }
    return words
  }
}
