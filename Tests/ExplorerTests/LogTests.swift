import GraphCore
import Testing

@testable import Explorer

/// The log: everything that was done, as commands that set what was set, whatever it was before.
@Suite struct LogTests {
  /// What the log says after some keys.
  private func log(_ keys: [Key], from path: String? = nil) throws -> [String] {
    var session = try Session80x24()
    if let path { session.select(path) }
    let before = session.state.log.count
    for key in keys { press(key, &session.state) }
    return session.state.log.dropFirst(before).map(\.description)
  }

  private func press(_ key: Key, _ state: inout State) { send(.key(key), &state) }

  private func send(_ event: Event, _ state: inout State) {
    for effect in update(&state, event) { answer(effect, &state) }
  }

  private func answer(_ effect: Effect, _ state: inout State) {
    switch effect {
    case .inspect(let id, let version, let model, _, let input):
      let pass = InspectedPass(
        version: version, input: input, source: MadeUpOutputs(analysis: model))
      send(.inspection(id: id, .finished(pass)), &state)
    case .load(let pass, let node):
      let values = pass.source.values(of: node)
      let output = ShownOutput(
        node: node, values: values, description: values.map { LayerDescription($0) } ?? .init())
      send(.output(version: pass.version, input: pass.input, output), &state)
    default: MonkeyTests.answer(effect, &state)
    }
  }

  private static let costliest = "residual_inception_1/3x3/conv2d_2"

  @Test(
    arguments: [
      // Moves in a row are one line, as is a view that is left at once.
      (["j", "j", "k", "G", "g", "j"], ["go-to residual_inception_1"]),
      (["H", "L"], ["view log"]), (["c", "c"], ["view tree"]),
      (["c", "a", "q"], ["view compare", "all-rows on", "view tree"]),
      (
        ["C", "j", " ", " "],
        ["collapse-all", "go-to residual_inception_1", "close-row residual_inception_1"]
      ),
      (["j", ".", "."], ["go-to residual_inception_1", "dial 3"]),
      (["T", "d", "i"], ["live-timing on", "detail off", "switch-input random"]),
      (["T", "T"], ["live-timing off"]),
      (["t", "I", ">"], ["view hot-list", "go-to \(costliest)", "sort activation descending"]),
      (
        ["r"],
        ["run start", "# state 0: 3.00 ms ±0.50 ms, median of 5, p95 4.00 ms, 10083.0 GFLOP/s"]
      ),
      (
        ["f", "d", "e", .enter, .escape],
        ["filter de", "go-to dense", "filter *", "go-to input_layer"]
      ),
      (["/", "d", "e", "n", .enter, "n"], ["search den", "go-to dense"]),
      (
        ["o", " ", .escape],
        [
          "columns time macs params macs-change time-change share params-change activation field "
            + "gflops class bar"
        ]
      ),
      (
        [.enter, "n", ".", .tab, .left, "m", "S", "q"],
        [
          "view outputs", "go-to residual_inception_1/3x3/conv2d_1", "channel 1",
          "grid-or-single single",
          "pixel 4 3", "switch-colors magma", "switch-scale layer", "view tree",
        ]
      ),
    ] as [([Key], [String])])
  func whatKeysDo_isNotedAsAbsoluteCommands(keys: [Key], lines: [String]) throws {
    let noted = try log(keys)
    #expect(noted == lines)
  }

  /// A log that is played leads to the same state as the keys did.
  @Test(arguments: 1...12)
  func aLogThatIsPlayed_leadsToTheSame(seed: Int) throws {
    var random = MonkeyTests.Random(state: UInt64(seed))
    var state = try Session80x24(size: Size(140, 45)).state
    for _ in 0..<400 {
      switch random.event() {
      case .resize, .tick: break
      case let event: send(event, &state)
      }
    }
    for _ in 0..<3 { press(.escape, &state) }
    var played = try Session80x24(size: Size(140, 45)).state
    for case .done(let invocation) in state.log
    where ![.save, .export].contains(invocation.command) {
      send(.invoke(try Invocation(parsing: "\(invocation)")), &played)
      #expect(played.message?.kind != .error, "\(invocation): \(played.message?.text ?? "")")
    }
    let start = Whereabouts()
    #expect(
      played.whereabouts(after: start).commands(from: state.whereabouts(after: start)) == [],
      "\(state.log)")
    #expect(
      played.history.versions.map(\.edit) == state.history.versions.map(\.edit)
        && played.history.index == state.history.index)
    #expect(played.comparison.base == state.comparison.base)
    #expect(
      played.tree.rows.map(\.item.path) == state.tree.rows.map(\.item.path), "\(state.log)")
  }

  @Test func passesAndFiles_areInTheLog_notInTheJournal() throws {
    var session = try Session80x24()
    var journaled: [Invocation] = []
    let events: [Event] = [
      .key("r"), .invoke(Invocation(.export, "m.py")), .key("y"), .key("H"),
    ]
    for event in events {
      for effect in update(&session.state, event) {
        if case .journal(let lines) = effect {
          for case .done(let invocation) in lines { journaled.append(invocation) }
        }
        answer(effect, &session.state)
      }
    }
    #expect(journaled == [Invocation(.view, "states")])
    let log = session.state.log.map(\.description)
    #expect(log.first == "run start" && log.contains("export m.py") && log.last == "view states")
  }

  @Test func aLog_isWrittenAsAScript() throws {
    var session = try Session80x24()
    session.select("dense")
    session.go("+", "H")
    let effects = session.state.invoke(Invocation(.export, "mine.log"))
    guard case .write(let request, _)? = effects.first, let text = request.text else {
      Issue.record("\(effects)")
      return
    }
    #expect(
      text == """
        # residual-inception: everything that was done
        go-to dense
        dense.units=1001
        view states

        """)
  }

  @Test(arguments: [
    ("view nowhere", "view takes tree or hot-list or compare or states or log or outputs"),
    ("live-timing 1", "live-timing takes on or off"),
    ("dial 9", "dial takes 1 to 1"),
    ("open-row nothing", "there is no row 'nothing'; / searches"),
    ("columns output output", "columns takes some of"), ("sort macs up", "sort takes one of"),
  ])
  func whatCannotBeSet_isSaid(line: String, words: String) throws {
    var session = try Session80x24()
    let invocation = try Invocation(parsing: line)
    _ = update(&session.state, .invoke(invocation))
    #expect(session.state.message?.text.hasPrefix(words) == true, "\(session.state.message as Any)")
    #expect(session.state.log.isEmpty)
  }
}
