import GraphCore
import Testing

@testable import Explorer

/// The line that takes commands, its list, its history, and the search in the help screen.
@Suite struct CommandLineUpdateTests {
  private func type(_ text: String, in session: inout Session80x24) {
    for character in text { session.go(.character(character)) }
  }

  @Test func colon_listsEveryCommand() throws {
    var session = try Session80x24()
    session.press(":") { $0.commandLine = "" }
    #expect(session.state.commandLine?.candidates.count == CommandTable.rows.count)
    session.press(.escape) { $0.commandLine = nil }
  }

  @Test func edits_areCompletedToTargetsThatTheyTake_eachOnce() throws {
    let analysis = try ModelAnalysis(BuiltInModel.inceptionResNetV2.graph())
    let state = State(modelName: "m", analysis: analysis, size: Size(80, 24))
    let blocks = state.completions(of: "edit bl")
    #expect(blocks.first?.line == "edit block35.")
    let fields = state.completions(of: "edit block35.")
    let field = try #require(fields.first)
    _ = try analysis.applying(Edit(parsing: field.line.dropFirst("edit ".count) + "40"))
    let all = state.completions(of: "edit ").map(\.line)
    #expect(all.count > 50 && Set(all).count == all.count)
  }

  @Test func compare_isCompletedToStates_models_andTheirFiles() throws {
    var session = try Session80x24()
    session.select("dense")
    session.go("+", ":")
    type("compare ", in: &session)
    let offered = session.state.commandLine?.candidates.map(\.label) ?? []
    #expect(offered.prefix(2) == ["original", "1"])
    #expect(offered.contains("inception-v3"))
    _ = update(
      &session.state,
      .files(
        text: "compare ",
        ["compare Examples/", "compare mine.keras", "compare photograph.png"]))
    let files = session.state.commandLine?.candidates.map(\.label) ?? []
    #expect(files == offered + ["Examples/", "mine.keras"])
    type("inception-res", in: &session)
    #expect(
      session.state.commandLine?.candidates.map(\.label) == [
        "inception-resnet-v1", "inception-resnet-v2",
      ])
  }

  @Test func tab_choosesAndEnterDoesIt() throws {
    var session = try Session80x24()
    session.go(":")
    type("collapse", in: &session)
    session.press(.tab)
    #expect(session.state.commandLine?.choice == 0)
    session.press(.enter) {
      $0.commandLine = nil
      $0.rows = 5
    }
    #expect(session.state.commandHistory == ["collapse-all"])
  }

  @Test func everyEditThatCanBeChosen_isReadBackAsTheLineThatTheLogHas() throws {
    let states = try [BuiltInModel.residualInception, .inceptionModule].map {
      State(modelName: "m", analysis: try ModelAnalysis($0.graph()), size: Size(80, 24))
    }
    var verbs: Set<Substring> = []
    for state in states {
      for choice in state.outline.allItems.flatMap({ EditMenu.items(for: $0, in: state) }) {
        guard case .edit(let edit) = choice.action else { continue }
        let line = Invocation(.edit, "\(edit)")
        #expect(try Invocation(parsing: "\(line)") == line)
        verbs.insert("\(edit)".prefix { $0 != " " && $0 != "." })
      }
    }
    #expect(verbs.isSuperset(of: ["duplicate", "remove", "residual", "insert", "branch", "widen"]))
    #expect(try Invocation(parsing: "remove") == Invocation(.remove))
    #expect(
      try Invocation(parsing: "rename conv2d stem") == Invocation(.edit, "rename conv2d stem"))
  }

  @Test func everyArgument_isReadBackFromItsLine() throws {
    let names = [
      "a", "a b", " a ", "a  b", "#a", "a #b", "\"a", "\"a\"", "a\nb", "\u{2028}", "\u{301}x",
      "a\\b",
      "^block\\d+$", "params>1e6 class:conv", "",
    ]
    for name in names {
      for command in [Command.goTo, .search, .compare, .save] where !name.isEmpty {
        let line = "\(Invocation(command, name))"
        #expect(!line.contains { $0.isNewline })
        #expect(try Invocation(parsing: line) == Invocation(command, name))
        // As a line of a script, which may have a comment.
        let said = EditScript.withoutComment(line + " # x")
        #expect(try Invocation(parsing: said) == Invocation(command, name), "\(line)")
      }
      let edit = Invocation(.edit, "\(Edit.rename(layer: name, name: "b"))")
      #expect(try Invocation(parsing: "\(edit)") == edit)
    }
    #expect("\(Invocation(.goTo, "a b"))" == "go-to a b")
    #expect("\(Invocation(.goTo, "a #b"))" == "go-to \"a #b\"")
  }

  @Test func edit_isTypedWithCompletion() throws {
    var session = try Session80x24()
    session.go(":")
    type("residual_inception_1.filters_3x3=9", in: &session)
    session.go("6", .enter)
    #expect(session.state.analysis.totals.parameters == 582_552)
    #expect(session.state.log == [.done(Invocation(.edit, "residual_inception_1.filters_3x3=96"))])
    session.go(":")
    type("conv2d_2.f", in: &session)
    #expect(session.state.commandLine?.candidates.first?.line == "conv2d_2.filters=")
    session.go(.tab, "6", "4")
    #expect(session.state.commandLine?.text == "conv2d_2.filters=64")
  }

  @Test func layerNames_areCompleted() throws {
    var session = try Session80x24()
    session.go(":")
    type("go-to add_1", in: &session)
    session.go(.tab)
    session.press(.enter) {
      $0.commandLine = nil
      $0.cursor = "residual_inception_2/add_1"
      $0.dial = nil
    }
    #expect(session.state.log == [.done(Invocation(.goTo, "residual_inception_2/add_1"))])
  }

  @Test func namesWithBlanks_areCompletedInQuotes() throws {
    var session = try Session80x24()
    let line = "insert conv2d_2 Conv2D filters=128 kernel_size=1 name=\"my conv\""
    _ = update(&session.state, .invoke(Invocation(.edit, line)))
    #expect(session.state.analysis.graph.node(named: "my conv") != nil)
    func first(_ text: String) -> String? { session.state.completions(of: text).first?.line }
    #expect(first("edit my") == "edit \"my conv\".")
    #expect(first("\"my c") == "\"my conv\".")
    #expect(first("\"my conv\".fi") == "\"my conv\".filters=")
    #expect(first("edit \"my conv\".") == "edit \"my conv\".filters=")
  }

  @Test func history_isAboveTheLine() throws {
    var session = try Session80x24()
    for line in ["top", "bottom"] {
      session.go(":")
      type(line, in: &session)
      session.go(.enter)
    }
    session.go(":", "x", .control("p"))
    #expect(session.state.commandLine?.text == "bottom")
    session.go(.up)
    #expect(session.state.commandLine?.text == "top")
    session.go(.control("n"), .control("n"))
    #expect(session.state.commandLine?.text == "x")
  }

  @Test func faults_areSaidAndTheLineStays() throws {
    var session = try Session80x24()
    for (line, words) in [
      ("nonesuch", "there is no command 'nonesuch'"), ("go-to", "go-to takes LAYER"),
      ("undo 3", "undo takes nothing, but '3' follows"), ("go-to ", "go-to takes LAYER"),
    ] {
      session.go(":")
      type(line, in: &session)
      session.go(.enter)
      #expect(session.state.commandLine?.fault?.hasPrefix(words) == true, "\(line)")
      session.go(.control("c"))
      #expect(session.state.commandLine == nil)
    }
  }

  @Test func whatCannotBeDone_saysWhy() throws {
    var session = try Session80x24()
    session.go(":")
    type("undo", in: &session)
    #expect(session.state.commandLine?.candidates.first?.obstacle == "nothing to undo")
    session.press(.enter) {
      $0.commandLine = nil
      $0.message = "nothing to undo"
      $0.messageKind = .info
    }
    session.go(":")
    type("next-channel", in: &session)
    session.press(.enter) {
      $0.commandLine = nil
      $0.message = "works on outputs, which Enter shows"
      $0.messageKind = .info
    }
  }

  @Test func help_isSearched() throws {
    var session = try Session80x24()
    session.go("?", "/")
    type("undo", in: &session)
    let lines = HelpView.lines(session.state).map { $0.map(\.text).joined() }
    #expect(lines.contains { $0.contains("undo") && $0.contains("nothing to undo") })
    #expect(!lines.contains { $0.contains("one row up") })
    session.press(.enter) { $0.help?.isTyping = false }
    session.press("/") { $0.help?.isTyping = true }
    session.press(.escape) { $0.help = HelpState() }
  }

  @Test(arguments: [Size(80, 24), Size(40, 12), Size(120, 40), Size(20, 5)])
  func screen(size: Size) throws {
    var session = try Session80x24(size: size)
    session.go(":", "e", .tab)
    expectScreen(view(session.state), "commands-\(size.width)x\(size.height)")
  }
}
