import Compute
import GraphCore

extension State {
  /// Finds what may come of the line.
  mutating func refreshCompletions() {
    guard let text = commandLine?.text else { return }
    let isOfRows = text.contains { $0 == " " || $0 == "." }
    guard isOfRows else {
      stopLook(.completion)
      let candidates = completions(of: text)
      commandLine?.candidates = candidates
      return
    }
    commandLine?.candidates = []
    look(.completion) { state in
      let candidates = state.completions(of: text)
      return { state in
        if state.commandLine?.text == text, state.commandLine?.choice == nil {
          state.commandLine?.candidates = candidates
        }
        return []
      }
    }
  }

  /// What may come of a line: commands by name first, then what the command takes.
  func completions(of text: String) -> [CommandLineState.Candidate] {
    // No command begins with a quote, but a name with blanks does.
    if text.hasPrefix("\"") { return editCompletions(of: text, prefix: "") }
    guard let blank = text.firstIndex(of: " ") else {
      let commands = commandCompletions(of: text)
      return text.contains(".") ? editCompletions(of: text, prefix: "") : commands
    }
    let name = String(text[..<blank])
    let rest = String(text[text.index(after: blank)...])
    guard let row = CommandTable.row(named: name), let argument = row.argument else { return [] }
    if row.command == .export, !rest.contains("/") {
      return exportCompletions(of: rest, prefix: name + " ")
    }
    return argumentCompletions(of: rest, argument.kind, prefix: name + " ")
  }

  /// Commands with the text in their name, then with all its letters in order in the name, then
  /// with the text in their help.
  private func commandCompletions(of text: String) -> [CommandLineState.Candidate] {
    let needle = text.lowercased()
    let scope = viewScope
    func rank(_ row: CommandRow) -> Int? {
      let name = row.command.rawValue
      if needle.isEmpty { return 0 }
      if row.isNamed(needle) { return 0 }
      if name.hasPrefix(needle) { return 1 }
      if name.contains(needle) { return 2 }
      if row.help.lowercased().contains(needle) { return 3 }
      return Self.isSubsequence(needle, of: name) ? 4 : nil
    }
    let ranked = CommandTable.rows.enumerated().compactMap { index, row in
      rank(row).map { (rank: $0, index: index, row: row) }
    }
    return ranked.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }.map { _, _, row in
      let name = row.command.rawValue
      let wantsMore = row.argument?.isRequired == true
      return CommandLineState.Candidate(
        line: wantsMore ? name + " " : name, label: row.usage, help: row.help,
        keys: keymap.keys(of: row.command), obstacle: obstacle(to: row, in: scope),
        wantsMore: wantsMore)
    }
  }

  /// Why a row would do nothing now.
  func obstacle(to row: CommandRow, in scope: Scope) -> String? {
    guard row.works(in: scope) else {
      if row.scopes.contains(.history), row.scopes.contains(.log) {
        return "works on lists, to which \(key(.back)) goes back"
      }
      if row.scopes.contains(.tree) {
        return "works on rows of the tree, to which \(key(.back)) goes back"
      }
      if row.scopes.contains(.outputs) {
        return "works on outputs, which \(key(.showOutput)) shows"
      }
      if row.scopes == [.hot] { return "works on the hot list, which \(key(.hotList)) opens" }
      return "works on: \(row.scopes.map(\.rawValue).sorted().joined(separator: ", "))"
    }
    return row.obstacle(self)
  }

  private func argumentCompletions(
    of text: String, _ kind: CommandRow.Argument.Kind, prefix: String
  ) -> [CommandLineState.Candidate] {
    switch kind {
    case .row:
      return rowNames(matching: text).map {
        CommandLineState.Candidate(line: prefix + $0.name, label: $0.name, help: $0.help)
      }
    case .word(let words):
      return words.filter { $0.hasPrefix(text) }.map { word in
        CommandLineState.Candidate(line: prefix + word, label: word, help: help(forWord: word))
      }
    case .command:
      return CommandTable.rows.filter { $0.command.rawValue.hasPrefix(text) }.map {
        CommandLineState.Candidate(
          line: prefix + $0.command.rawValue, label: $0.command.rawValue, help: $0.help)
      }
    case .edit: return editCompletions(of: text, prefix: prefix)
    case .model: return modelCompletions(of: text, prefix: prefix)
    case .file, .text: return []
    }
  }

  /// What the model may be compared with, but for files: those are looked for outside.
  private func modelCompletions(
    of text: String, prefix: String
  ) -> [CommandLineState.Candidate] {
    let states = history.versions.dropFirst().reversed().map {
      ("\($0.id)", "state \($0.id): \($0.edit.map { "\($0)" } ?? "")")
    }
    let models = BuiltInModel.allCases.map { ($0.rawValue, $0.summary) }
    let all = [("original", "the model as it was opened")] + states + models
    return all.filter { $0.0.hasPrefix(text) }.prefix(Self.mostCandidates).map {
      CommandLineState.Candidate(line: prefix + $0.0, label: $0.0, help: $0.1)
    }
  }

  /// What is said about a word that a command takes.
  private func help(forWord word: String) -> String {
    guard let selection = FilterSelection(rawValue: word) else { return "" }
    return selection.rule + (selection == keep ? ", as now" : "")
  }

  /// The model's name, or what was typed, with the extension of each format.
  private func exportCompletions(of text: String, prefix: String) -> [CommandLineState.Candidate] {
    let formats =
      ExportFormat.allCases.map { (".\($0.rawValue)", $0.summary) }
      + [
        (Self.scriptExtension, "the edits, for explorer edit --script"),
        (Self.logExtension, "everything that was done, for explorer --play"),
      ]
    let dot = text.firstIndex(of: ".") ?? text.endIndex
    let name = text.isEmpty ? Self.stem(of: savePath ?? proposedPath) : String(text[..<dot])
    return formats.filter { $0.0.hasPrefix(text[dot...]) }.map {
      CommandLineState.Candidate(line: prefix + name + $0.0, label: name + $0.0, help: $0.1)
    }
  }

  /// The search for files when the line ends with the beginning of a file's path.
  func fileSearch(_ text: String) -> [Effect] {
    guard let blank = text.firstIndex(of: " "),
      case let name = String(text[..<blank]), takesFile(name)
    else { return [] }
    let path = String(text[text.index(after: blank)...])
    // Formats are offered for a name; files that are there, for a folder.
    guard CommandTable.row(named: name)?.command != .export || path.contains("/") else { return [] }
    return [.findFiles(text: text, prefix: "\(name) ", path: path)]
  }

  private func takesFile(_ name: String) -> Bool {
    switch CommandTable.row(named: name)?.argument?.kind {
    case .file, .model: true
    default: false
    }
  }

  /// The ends of files that a model is read from, and of folders.
  private static let modelEnds = ["/", ".json", ".keras", ".h5", ".hdf5"]

  /// Takes the lines that a line may be completed to; those for another text are passed over.
  mutating func takeFiles(_ text: String, _ lines: [String]) {
    guard commandLine?.text == text, commandLine?.choice == nil else { return }
    let name = String(text.prefix { $0 != " " })
    var lines = lines
    var others: [CommandLineState.Candidate] = []
    if CommandTable.row(named: name)?.argument?.kind == .model {
      lines.removeAll { line in !Self.modelEnds.contains { line.hasSuffix($0) } }
      others = completions(of: text)
    }
    commandLine?.candidates =
      others
      + lines.map { line in
        let name = line.dropFirst(line.prefix { $0 != " " }.count + 1)
        return CommandLineState.Candidate(
          line: line, label: String(name), help: "", wantsMore: line.hasSuffix("/"))
      }
  }

  /// The most that a list holds; more can't be looked through.
  private static let mostCandidates = 200

  private func rowNames(matching text: String) -> [(name: String, help: String)] {
    let needle = text.lowercased()
    var first: [(name: String, help: String)] = []
    var second: [(name: String, help: String)] = []
    for item in outline.allItems {
      if model.isStopped { break }
      guard item.path.hasPart(needle) else { continue }
      let help: String
      if case .layer = item.kind {
        help = analysis.graph.operation(of: item.node).className
      } else {
        help = "\(item.nodes.count) layers"
      }
      if item.title.lowercased().hasPrefix(needle) || item.path.lowercased().hasPrefix(needle) {
        first.append((item.path, help))
      } else {
        second.append((item.path, help))
      }
      if first.count == Self.mostCandidates { break }
    }
    return Array((first + second).prefix(Self.mostCandidates))
  }

  /// `LAYER.FIELD=`, one part after the other.
  private func editCompletions(of text: String, prefix: String) -> [CommandLineState.Candidate] {
    guard let dot = text.lastIndex(of: ".") else {
      let text = text.hasPrefix("\"") ? String(text.dropFirst()) : text
      // A unit's number is that of its convolution, and those of a branch are its layers'.
      var targets: [String] = []
      var seen: Set<String> = []
      for item in outline.allItems where item.title.hasPrefix(text) || item.path.hasPrefix(text) {
        if targets.count >= Self.mostCandidates { break }
        for choice in DialChoice.choices(for: item, in: analysis.graph)
        where choice.target.hasPrefix(text) && seen.insert(choice.target).inserted {
          targets.append(choice.target)
        }
      }
      return targets.map { target in
        let words = EditScript.quoted(target) + "."
        return CommandLineState.Candidate(
          line: prefix + words, label: words, help: "", wantsMore: true)
      }
    }
    let target = EditScript.unquoted(text[..<dot]) ?? String(text[..<dot])
    let field = text[text.index(after: dot)...]
    guard !field.contains("="),
      let item = outline.allItems.first(where: { $0.title == target || $0.path == target })
    else { return [] }
    return DialChoice.choices(for: item, in: analysis.graph).filter { $0.field.hasPrefix(field) }
      .map {
        let words = "\(EditScript.quoted($0.target)).\($0.field)="
        return CommandLineState.Candidate(
          line: prefix + words, label: words, help: "\($0.label), now \($0.valueText)",
          wantsMore: true)
      }
  }

  private static func isSubsequence(_ needle: String, of text: String) -> Bool {
    var rest = text[...]
    for character in needle {
      guard let place = rest.firstIndex(of: character) else { return false }
      rest = rest[rest.index(after: place)...]
    }
    return true
  }
}
