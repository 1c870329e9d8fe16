import Glibc
import GraphCore
import Testing

@testable import Explorer

/// Random keys, mouse reports and resizes, on update and view alone: nothing may trap, and what must
/// always hold holds after each.
///
/// `EXPLORER_MONKEY_KEYS` and `EXPLORER_MONKEY_SEED` ask for more keys and other ones; `make monkey`
/// does the same to the whole program in a pseudo-terminal.
@Suite struct MonkeyTests {
  @Test(arguments: [BuiltInModel.residualInception, .googLeNet])
  func randomKeysAndResizes(model: BuiltInModel) throws {
    let keys = number("EXPLORER_MONKEY_KEYS") ?? 1500
    let seed = UInt64(number("EXPLORER_MONKEY_SEED") ?? Int.random(in: 1...1_000_000))
    print("monkey on \(model.rawValue): seed \(seed), \(keys) keys")
    var state = State(
      modelName: model.rawValue, analysis: try ModelAnalysis(model.graph()), size: Size(80, 24),
      inputNames: [.random: "random, seed 1", .photograph: "the photograph"])
    _ = update(&state, .resize(Size(80, 24)))
    var random = Random(state: seed)
    var painted: Screen?
    var recent: [String] = []
    for _ in 0..<keys {
      let event = random.event()
      recent.append("\(event)")
      if recent.count > 30 { recent.removeFirst() }
      for effect in update(&state, event) { Self.answer(effect, &state) }
      let screen = view(state)
      let problem = problem(in: state, screen, painted)
      guard problem == nil else {
        Issue.record("seed \(seed): \(problem ?? ""); the last events: \(recent)")
        return
      }
      painted = screen
    }
    // Back to the beginning, by undo alone; a screen that shows nothing takes no key.
    _ = update(&state, .resize(Size(80, 24)))
    for _ in 0..<8 { _ = update(&state, .key(.escape)) }
    for _ in state.history.versions where state.history.current.parent != nil {
      _ = update(&state, .invoke(Invocation(.undo)))
    }
    #expect(state.history.index == 0)
  }

  private func problem(in state: State, _ screen: Screen, _ before: Screen?) -> String? {
    if screen.size != state.size { return "the screen has another size" }
    if screen.cells.count != max(0, state.size.width) * max(0, state.size.height) {
      return "cells are missing"
    }
    if state.tree.rows.isEmpty, state.filter == nil { return "the tree is empty" }
    if !state.tree.rows.isEmpty, !state.tree.rows.indices.contains(state.tree.cursor) {
      return "the cursor is on no row"
    }
    if let cursor = screen.cursor,
      !Rect(screen.size).contains(x: cursor.x, y: cursor.y)
    {
      return "the terminal's cursor is outside: \(cursor)"
    }
    for y in 0..<screen.size.height where screen[0, y].isContinuation { return "half a character" }
    // What is painted over the frame before gives this frame.
    guard let before, before.size == screen.size else { return nil }
    var patched = before.cells
    for run in screen.changes(since: before) {
      for x in run.columns {
        patched[run.y * screen.size.width + x] = screen.cells[run.y * screen.size.width + x]
      }
    }
    return patched == screen.cells ? nil : "the changes do not lead to the frame"
  }

  /// Answers effects as the program would, at once.
  static func answer(_ effect: Effect, _ state: inout State) {
    switch effect {
    case .measure(let id, let model, _, _, _):
      let layers = Dictionary(uniqueKeysWithValues: model.order.map { ($0, 0.5) })
      let timing = PassTiming(
        median: 3, minimum: 2, percentile95: 4, spread: 1, passes: 5, layers: layers)
      _ = update(&state, .run(id: id, .finished(timing)))
    case .inspect(let id, _, _, _, _, _):
      _ = update(&state, .inspection(id: id, .failed("no pass in this test")))
    case .write(let request, _):
      _ = update(
        &state, .written(request, request.replaces ? .done(bytes: 1) : .exists("is there")))
    case .findFiles(let text, let prefix, let path):
      _ = update(&state, .files(text: text, [prefix + path + "x.json"]))
    default: break
    }
  }

  private func number(_ variable: String) -> Int? {
    getenv(variable).flatMap { Int(String(cString: $0)) }
  }

  /// SplitMix64, and events from it.
  struct Random {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      mixed ^= mixed >> 31
      return Int(mixed % UInt64(bound))
    }

    mutating func event() -> Event {
      switch next(below: 100) {
      case 0, 1: return .resize(Size(1 + next(below: 220), 1 + next(below: 70)))
      case 2: return .tick(next(below: 100_000))
      case 3, 4, 5:
        let actions: [MouseReport.Action] = [.press, .wheelUp, .wheelDown]
        return .mouse(
          MouseReport(
            action: actions[next(below: 3)], x: next(below: 220), y: next(below: 70)))
      default: return .key(key())
      }
    }

    private mutating func key() -> Key {
      let special: [Key] = [
        .enter, .escape, .tab, .backTab, .backspace, .delete, .up, .down, .left, .right, .home,
        .end, .pageUp, .pageDown, .function(1), .control("r"), .control("u"), .control("d"),
        .control("s"), .control("p"), .control("n"), .control("w"), .control("c"), "é", "漢",
        "\u{301}", "🙂",
      ]
      if next(below: 3) == 0 { return special[next(below: special.count)] }
      return .character(Character(UnicodeScalar(UInt8(32 + next(below: 95)))))
    }
  }
}
