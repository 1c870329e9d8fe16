/// A key of everyday work.
struct WorkKey {
  /// What is written to the terminal.
  var key: String
  /// What it is counted as; nil for what only leads to where keys are counted.
  var kind: String?
  /// Whether the model may change by it.
  var isEdit = false
}

/// Keys of everyday work in all views, a scene at a time: each begins and ends in the tree with nothing
/// open in front of it.
struct WorkKeys {
  private var stream: KeyStream
  private let layers: WorkLayers
  private static let (leave, redo, enter, clear, erase) = (
    "\u{7}", "\u{12}", "\r", "\u{15}", "\u{7f}"
  )

  /// Keys from a seed.
  init(seed: UInt64, _ layers: WorkLayers) {
    stream = KeyStream(seed: seed)
    self.layers = layers
  }

  /// The keys of a scene.
  mutating func scene() -> [WorkKey] {
    switch stream.next(below: 20) {
    case 0, 1, 2: moves()
    case 3, 4, 5: edits()
    case 6: box()
    case 7: turnedBox()
    case 8, 9: hotList()
    case 10, 11: comparison()
    case 12: states()
    case 13: log()
    case 14, 15: search()
    case 16: filter()
    case 17: details() + help()
    case 18: menus()
    default: typedCommand()
    }
  }

  /// Many edits, most of them taken back one by one, and some of these made again.
  mutating func deepUndo(_ edits: Int) -> [WorkKey] {
    var keys = goTo(layers.plain[0])
    for edit in 0..<edits {
      keys.append(WorkKey(key: edit / 40 % 2 == 0 ? "+" : "-", kind: "tree: + -", isEdit: true))
    }
    let undo = WorkKey(key: "u", kind: "undo of many edits", isEdit: true)
    let redo = WorkKey(key: Self.redo, kind: "redo of many edits", isEdit: true)
    return keys + Array(repeating: undo, count: edits * 9 / 10)
      + Array(repeating: redo, count: edits / 3)
  }

  /// To the row whose output is looked at.
  mutating func rowWithOutputs() -> [WorkKey] {
    goTo(layers.convolutions[layers.convolutions.count / 8])
  }

  /// What is done with the outputs of a layer once a pass has made them.
  mutating func outputs(_ keys: Int) -> [WorkKey] {
    var result: [WorkKey] = []
    var isGrid = true
    while result.count < keys {
      switch stream.next(below: 6) {
      case 0: result += several("outputs: other layers", ["n", "n", "n", "p", "s", "o"], 6)
      case 1:
        isGrid.toggle()
        result.append(WorkKey(key: "\t", kind: "outputs: grid or one channel"))
      case 2: result += several("outputs: channels", [",", "."], 6)
      case 3: result.append(WorkKey(key: "m", kind: "outputs: colours"))
      default:
        result += several(
          isGrid ? "outputs: moves in the grid" : "outputs: pixels", ["h", "j", "k", "l"], 8)
      }
    }
    return result
  }

  // MARK: - Scenes

  private mutating func several(
    _ kind: String, _ keys: [String], _ count: Int, isEdit: Bool = false
  ) -> [WorkKey] {
    (0..<count).map { _ in WorkKey(key: stream.pick(keys), kind: kind, isEdit: isEdit) }
  }

  private func typed(_ text: String, _ kind: String) -> [WorkKey] {
    text.map { WorkKey(key: String($0), kind: kind) }
  }

  private mutating func moves() -> [WorkKey] {
    several("tree: moves", ["j", "j", "j", "k", "k", "\u{4}", "\u{15}", "g", "G", ")", "("], 24)
      + several("tree: folds", [" ", "l", "h"], 8)
      + (stream.next(below: 4) == 0 ? typed("EC", "tree: folds") : [])
  }

  /// Edits of a layer whose number is turned without a box.
  private mutating func edits(_ kind: String = "tree", _ count: Int = 8) -> [WorkKey] {
    var keys = goTo(stream.pick(layers.plain))
    for _ in 0..<count {
      let key = stream.pick(["+", "+", "+", "-", "-", "}", "{", "u", "u", Self.redo])
      let isTurn = "+-}{".contains(key)
      keys.append(
        WorkKey(key: key, kind: "\(kind): \(isTurn ? "+ -" : "undo, redo")", isEdit: true))
    }
    return keys
  }

  /// A number that is turned in a box, as a step would move a projection.
  private mutating func turnedBox() -> [WorkKey] {
    guard !layers.boxed.isEmpty else { return moves() }
    return goTo(stream.pick(layers.boxed)) + [
      WorkKey(key: "+", kind: "boxes: opened by +", isEdit: true)
    ]
      + several("boxes: turned", ["+", "+", "-", "}", "\t"], 8)
      + [WorkKey(key: Self.leave, kind: "boxes: left")]
  }

  private mutating func goTo(_ name: String) -> [WorkKey] {
    [WorkKey(key: ":go-to \(name)\r")]
  }

  private mutating func typedCommand() -> [WorkKey] {
    typed(":go-to \(stream.pick(layers.convolutions))", ": commands")
      + [WorkKey(key: Self.enter, kind: ": commands")]
  }

  private mutating func box() -> [WorkKey] {
    var keys = goTo(stream.pick(layers.convolutions))
    keys.append(WorkKey(key: "e", kind: "boxes: a number"))
    keys += typed("\(stream.next(below: 200) + 8)", "boxes: a number")
    keys += several("boxes: a number", ["+", "-", "+", "\t"], 6)
    let isTaken = stream.next(below: 2) == 0
    keys.append(
      WorkKey(
        key: isTaken ? Self.enter : Self.leave, kind: isTaken ? "boxes: taken" : "boxes: left",
        isEdit: isTaken))
    // What Enter was refused for stays open.
    if isTaken { keys.append(WorkKey(key: Self.leave, kind: "boxes: left")) }
    return keys
  }

  private mutating func hotList() -> [WorkKey] {
    [WorkKey(key: "t", kind: "hot list: opened")]
      + several("hot list: moves", ["j", "j", "j", "k", "\u{4}", "G", "g"], 10)
      + several("hot list: sorts", [">", "<", "I"], 5)
      + (stream.next(below: 3) == 0
        ? typed(":sort name", ": commands") + [WorkKey(key: Self.enter, kind: "hot list: sorts")]
        : [])
      + edits("hot list", 4) + [WorkKey(key: "q", kind: "hot list: left")]
  }

  private mutating func comparison() -> [WorkKey] {
    let isWhole = stream.next(below: 2) == 0
    let all = isWhole ? [WorkKey(key: "a", kind: "compare: all rows")] : []
    let moves = ["j", "j", "j", "k", "\u{4}", "G", "g"]
    return [WorkKey(key: "c", kind: "compare: opened")] + all
      + several("compare: moves", moves, 10)
      // Of what does not differ, a row is there only among all rows.
      + (isWhole ? edits("compare", 4) : []) + all
      + [WorkKey(key: "q", kind: "compare: left")]
  }

  private mutating func states() -> [WorkKey] {
    [WorkKey(key: "H", kind: "states: opened")]
      + several("states: moves", ["j", "k", "k", "\u{4}", "\u{15}", "G", "g"], 12)
      + [WorkKey(key: "q", kind: "states: left")]
  }

  private mutating func log() -> [WorkKey] {
    [WorkKey(key: "L", kind: "log: opened")]
      + several("log: moves", ["j", "k", "k", "\u{4}", "\u{15}", "G", "g"], 10)
      + [WorkKey(key: "q", kind: "log: left")]
  }

  private mutating func search() -> [WorkKey] {
    let text = stream.pick(["conv2d_1", "add", "relu", "macs>1e6", "^conv2d_(1|2).*$", "35x35"])
    return [WorkKey(key: "/", kind: "search: opened")] + typed(text, "search: typing")
      + [WorkKey(key: Self.enter, kind: "search: taken")]
      + several("search: n N", ["n", "n", "N"], 4)
  }

  private mutating func filter() -> [WorkKey] {
    let text = stream.pick(["conv", "macs>1e6", "params>2000", "conv|^add", "Conv2D"])
    return [WorkKey(key: "f", kind: "filter: opened")] + typed(text, "filter: typing")
      + [WorkKey(key: Self.enter, kind: "filter: taken")]
      + several("filter: moves", ["j", "j", "k", "G", "g"], 6) + edits("filter", 4)
      + [
        WorkKey(key: "f", kind: "filter: opened"), WorkKey(key: Self.clear, kind: "filter: left"),
        WorkKey(key: Self.erase, kind: "filter: left"),
      ]
  }

  private mutating func help() -> [WorkKey] {
    [WorkKey(key: "?", kind: "help")] + several("help", ["j", "j", "k", "\u{4}", "G", "g"], 8)
      + [WorkKey(key: "q", kind: "help")]
  }

  private mutating func details() -> [WorkKey] {
    [WorkKey(key: "\t", kind: "details")] + several("details", ["j", "j", "k", "G", "g"], 6)
      + [WorkKey(key: "\t", kind: "details")] + several("details", ["J", "K"], 3)
  }

  private mutating func menus() -> [WorkKey] {
    goTo(stream.pick(layers.convolutions))
      + [WorkKey(key: "a", kind: "menus: opened")]
      + several("menus: moves", ["\u{1b}OB", "\u{1b}OB", "\u{1b}OA"], 8)
      + typed("batch", "menus: typing") + [WorkKey(key: Self.leave, kind: "menus: left")]
      + [WorkKey(key: "F", kind: "menus: opened")]
      + several("menus: moves", ["\u{1b}OB", "\u{1b}OA"], 3)
      + [WorkKey(key: Self.leave, kind: "menus: left")]
  }
}
