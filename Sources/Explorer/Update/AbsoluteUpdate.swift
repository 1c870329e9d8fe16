import GraphCore

/// Commands that say what is to be, whatever is now; so the log and scripts have them.
extension State {
  /// Does a command with what it takes; nil when it takes nothing of the kind.
  mutating func perform(_ command: Command, setting text: String) -> [Effect]? {
    switch command {
    case .view: return show(ViewName(rawValue: text), text)
    case .openRow, .closeRow: setOpen(text, command == .openRow)
    case .toggleDetail: return toggle(command, text, isOn: showsDetail)
    case .zoom: return toggle(command, text, isOn: isZoomed)
    case .toggleMouse: return toggle(command, text, isOn: hasMouse)
    case .liveTiming: return toggle(command, text, isOn: live.isOn)
    case .showAll: return toggle(command, text, isOn: comparisonList.showsAll)
    case .nextPane:
      return toggle(command, text, words: ["list", "details"], isOn: isDetailFocused)
    case .run: return toggle(command, text, words: ["stop", "start"], isOn: run != nil)
    case .switchInput:
      let choices: [InputChoice] = [.photograph, .random]
      guard let index = InputChoice.words.firstIndex(of: text), inputNames[choices[index]] != nil
      else { return refuse(command, InputChoice.words) }
      let choice = choices[index]
      return choice == input ? [] : take(choice)
    case .toggleGrid:
      return toggle(
        command, text, words: OutputsState.Arrangement.words, isOn: outputs?.arrangement == .single)
    case .switchScale:
      return toggle(
        command, text, words: OutputsState.Scale.words, isOn: outputs?.scale == .layer)
    case .switchColors:
      guard let map = ColorMap(rawValue: text) else {
        return refuse(command, ColorMap.allCases.map(\.rawValue))
      }
      colorMap = map
    case .columns: setColumns(text)
    case .dial:
      guard let number = Int(text), dials.indices.contains(number - 1) else {
        let count = dials.count
        return refuse(command, [count == 0 ? "no number at this row" : "1 to \(count)"])
      }
      dialIndex = number - 1
    case .channel:
      guard let channel = Int(text), channel >= 0 else { return refuse(command, ["a number"]) }
      choose(channel: channel)
      if let last = outputs?.channel, last < channel {
        message = Message(
          kind: .info, text: "there is no channel \(channel); the last one is \(last)")
      }
      return explainEffects()
    case .pixel:
      let numbers = text.split(separator: " ").map { Int($0) }
      guard numbers.count == 2, let row = numbers[0], let column = numbers[1], row >= 0, column >= 0
      else { return refuse(command, ["a row and a column"]) }
      outputs?.pixel = OutputsState.Pixel(x: column, y: row)
      if let size = shown?.values?.mapSize, row >= size.height || column >= size.width {
        message = Message(
          kind: .info,
          text: "the map has \(size.height)×\(size.width) pixels; this is the nearest one")
        outputs?.pixel = OutputsState.Pixel(
          x: min(column, size.width - 1), y: min(row, size.height - 1))
      }
      return explainEffects()
    default: return nil
    }
    return []
  }

  private mutating func refuse(_ command: Command, _ words: [String]) -> [Effect] {
    message = Message(
      kind: .error, text: "\(command.rawValue) takes \(words.joined(separator: " or "))")
    return []
  }

  /// Switches something on or off by the command that turns it around.
  private mutating func toggle(
    _ command: Command, _ word: String, words: [String] = ["off", "on"], isOn: Bool
  ) -> [Effect] {
    guard let wanted = words.firstIndex(of: word) else { return refuse(command, words.reversed()) }
    return (wanted == 1) == isOn ? [] : perform(command)
  }

  private mutating func setOpen(_ path: String, _ isOpen: Bool) {
    guard outline.row(at: path) != nil else {
      message = Message(kind: .error, text: "there is no row '\(path)'; \(key(.search)) searches")
      return
    }
    tree.set(path, open: isOpen)
  }

  private mutating func setColumns(_ text: String) {
    var wanted: [Column] = []
    for word in text.split(separator: " ") {
      guard let column = Column(rawValue: String(word)), !wanted.contains(column) else {
        let known = Column.allCases.map(\.rawValue).joined(separator: ", ")
        message = Message(kind: .error, text: "columns takes some of \(known), each once")
        return
      }
      wanted.append(column)
    }
    columns.show(wanted)
  }

  /// Puts a view in front.
  private mutating func show(_ view: ViewName?, _ word: String) -> [Effect] {
    guard let view else { return refuse(.view, ViewName.allCases.map(\.rawValue)) }
    help = nil
    guard let wanted = view.page else { return outputs == nil ? openOutputs() : [] }
    let effects = outputs == nil ? [] : closeOutputs()
    if wanted == .tree {
      leavePage()
    } else if wanted != page {
      open(wanted)
    }
    return effects
  }
}
