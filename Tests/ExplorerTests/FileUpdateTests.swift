import Compute
import Testing

@testable import Explorer

/// Saving, leaving with and without edits that no file has, and what is asked.
@Suite struct FileUpdateTests {
  /// A session with one edit.
  private func edited(savePath: String? = nil) throws -> Session80x24 {
    var session = try Session80x24()
    session.state.savePath = savePath
    session.select("residual_inception_1/conv2d")
    session.turn("+")
    return session
  }

  private func written(by effects: [Effect]) -> WriteRequest? {
    for effect in effects { if case .write(let request, _) = effect { return request } }
    return nil
  }

  private func quits(_ effects: [Effect]) -> Bool? {
    for effect in effects { if case .quit(let keeps, _) = effect { return keeps } }
    return nil
  }

  /// Who started the program is told by its exit code.
  @Test func leavingByCtrlC_isAnInterruption_untilItIsAnswered() throws {
    func isInterrupted(_ effects: [Effect]) -> Bool? {
      for effect in effects {
        if case .quit(_, let isInterrupted) = effect { return isInterrupted }
      }
      return nil
    }
    var plain = try Session80x24().state
    #expect(isInterrupted(update(&plain, .key(.control("c")))) == true)
    #expect(isInterrupted(update(&plain, .interrupt)) == true)
    #expect(isInterrupted(update(&plain, .key("q"))) == false)
    var state = try edited().state
    #expect(isInterrupted(update(&state, .key(.control("c")))) == nil)
    #expect(state.question == .leave)
    var answered = state
    #expect(isInterrupted(update(&answered, .key("d"))) == false)
    #expect(isInterrupted(update(&state, .key(.control("c")))) == true)
  }

  @Test func quit_withoutEdits_leaves_withEdits_asks() throws {
    var plain = try Session80x24()
    #expect(quits(plain.press("q")) == false)
    var session = try edited()
    #expect(
      quits(
        session.press("q") {
          $0.message = nil; $0.messageKind = nil; $0.question = .leave
        }) == nil)
    // The key that asked answers nothing, however often it comes.
    session.press("q")
    session.press(.enter)
    session.press(.escape) { $0.question = nil }
    session.go("q")
    #expect(quits(session.press("d") { $0.question = nil }) == false)
  }

  @Test func interrupt_twice_leaves_andTheJournalStays() throws {
    var session = try edited()
    session.go(.control("c"))
    #expect(session.state.question == .leave)
    #expect(quits(session.press(.control("c")) { $0.question = nil }) == true)
  }

  @Test func save_writesTheVersion_andThenQuitDoesNotAsk() throws {
    var session = try edited(savePath: "/m.json")
    let request = try #require(
      written(
        by:
          session.press(.control("s")) {
            $0.message = nil
            $0.messageKind = nil
          }))
    #expect(request == WriteRequest(path: "/m.json", version: 1, replaces: false, isSave: true))
    session.send(.written(request, .done(bytes: 2048))) {
      $0.message = "saved /m.json, 2.000 KiB"
      $0.messageKind = .info
    }
    #expect(!session.state.hasUnsaved)
    #expect(session.state.log.last == .done(Invocation(.save, "/m.json")))
    session.go("u")
    #expect(session.state.hasUnsaved)
    session.go("U")
    #expect(quits(update(&session.state, .key("q"))) == false)
  }

  @Test func save_saysWhatTheFileLacks() throws {
    var session = try edited(savePath: "/m.keras")
    let request = try #require(
      written(
        by:
          session.press(.control("s")) {
            $0.message = nil
            $0.messageKind = nil
          }))
    session.send(
      .written(request, .done(bytes: 2048, remarks: ["is without the optimizer's state"]))
    ) {
      $0.message = "saved /m.keras, 2.000 KiB; it is without the optimizer's state"
      $0.messageKind = .info
    }
  }

  @Test func save_ofABuiltInModel_asksForAName() throws {
    var session = try edited()
    session.go(.control("s"))
    #expect(session.state.commandLine?.text == "save residual-inception.json")
    let request = try #require(written(by: update(&session.state, .key(.enter))))
    #expect(request.path == "residual-inception.json")
    session.send(.written(request, .exists("is there already"))) {
      $0.question = .replace(path: "residual-inception.json", reason: "is there already")
    }
    let again = try #require(written(by: session.press("y") { $0.question = nil }))
    #expect(again.replaces)
  }

  @Test func save_fromTheQuestion_leavesWhenItIsWritten() throws {
    var session = try edited(savePath: "/m.json")
    session.go("q")
    let request = try #require(written(by: update(&session.state, .key("s"))))
    #expect(quits(update(&session.state, .written(request, .done(bytes: 1)))) == false)
    // When it can't be written, nobody leaves.
    session = try edited(savePath: "/m.json")
    session.go("q", "s")
    #expect(quits(update(&session.state, .written(request, .failed("cannot write")))) == nil)
    #expect(session.state.message?.text == "cannot write; :save OTHER saves elsewhere")
    #expect(quits(update(&session.state, .written(request, .done(bytes: 1)))) == nil)
  }

  private func type(_ line: String, _ session: inout Session80x24) -> [Effect] {
    session.go(":")
    for character in line { session.go(.character(character)) }
    return update(&session.state, .key(.enter))
  }

  @Test func commandsOfVim_saveAndLeave() throws {
    var session = try edited(savePath: "model.json")
    let request = try #require(written(by: type("w", &session)))
    #expect(request.path == "model.json" && request.isSave)
    _ = update(&session.state, .written(request, .done(bytes: 5)))
    #expect(quits(type("q", &session)) == false)

    for line in ["wq", "x"] {
      var session = try edited(savePath: "model.json")
      let request = try #require(written(by: type(line, &session)))
      #expect(quits(update(&session.state, .written(request, .done(bytes: 5)))) == false)
      // Nothing is left to be saved.
      #expect(quits(type(line, &session)) == false)
    }

    session = try edited(savePath: "model.json")
    #expect(written(by: type("w other.json", &session))?.path == "other.json")
    // Who leaves while it is being saved, leaves when it is.
    #expect(quits(type("q", &session)) == nil)
    #expect(session.state.question == nil && session.state.leavesAfterSaving)
    #expect(session.state.message?.text == "leaves when it is saved")
    let other = WriteRequest(path: "other.json", version: 1, replaces: false, isSave: true)
    #expect(quits(update(&session.state, .written(other, .done(bytes: 5)))) == false)

    session = try edited(savePath: "model.json")
    #expect(quits(type("q", &session)) == nil)
    #expect(session.state.question == .leave)
    session.go(.escape)
    #expect(quits(type("q!", &session)) == false)
  }

  /// As in vim: another name gets a copy, and the model stays with its file.
  @Test func anotherName_getsACopy() throws {
    var session = try edited(savePath: "model.json")
    let copy = try #require(written(by: type("w other.json", &session)))
    #expect(copy.own == "model.json")
    _ = update(&session.state, .written(copy, .done(bytes: 5, isCopy: true)))
    #expect(session.state.savePath == "model.json" && !session.state.isSaved)
    #expect(
      session.state.message?.text
        == "saved a copy, other.json, 5 B; the next save goes to model.json")
    // The edits are in a file, so that nothing is asked; the model's own is still written.
    #expect(!session.state.hasUnsaved)
    #expect(session.state.log.last == .done(Invocation(.export, "other.json")))
    session.state.size = Size(120, 24)
    #expect(view(session.state).lines[0].contains("residual-inception ● edited · copied"))
    #expect(written(by: update(&session.state, .key(.control("s"))))?.path == "model.json")
    session.turn("+")
    #expect(session.state.hasUnsaved)
  }

  @Test func aModelWithoutAFile_getsTheNameItIsSavedUnder() throws {
    var session = try edited()
    let request = try #require(written(by: type("w mine.json", &session)))
    _ = update(&session.state, .written(request, .done(bytes: 5)))
    #expect(session.state.savePath == "mine.json")
    session.state.size = Size(120, 24)
    #expect(view(session.state).lines[0].contains("mine.json ● edited · saved"))
    #expect(written(by: type("export mine.json", &session))?.isSave == true)
  }

  @Test func aFormatWithoutWeights_isNoSaveOfATrainedModel() throws {
    var session = try edited(savePath: "m.keras")
    session.state.keep = .first
    session.state.savedKeep = .first
    let request = try #require(written(by: type("wq x.json", &session)))
    #expect(quits(update(&session.state, .written(request, .done(bytes: 5, isCopy: true)))) == nil)
    #expect(session.state.message?.kind == .warning)
    #expect(
      session.state.message?.text
        == "saved a copy, x.json, 5 B; it is without its weights, which :save x.keras keeps; "
        + "the next save goes to m.keras")
    #expect(session.state.hasUnsaved && session.state.question == .leave)
  }

  @Test func anotherName_isAnAnswer() throws {
    var session = try edited(savePath: "model.json")
    let request = try #require(written(by: type("w other.json", &session)))
    _ = update(&session.state, .written(request, .exists("is there already")))
    session.press("w") {
      $0.question = nil
      $0.commandLine = "save "
    }
    session.go(.escape)
    let export = try #require(written(by: type("export m.py", &session)))
    _ = update(&session.state, .written(export, .exists("is there already")))
    session.go("w")
    #expect(session.state.commandLine?.text == "export ")
  }

  @Test func aTilde_isTheHomeFolder() throws {
    var session = try edited()
    session.state.setup.home = "/home/me"
    #expect(written(by: type("w ~/m.json", &session))?.path == "/home/me/m.json")
    #expect(written(by: type("export ~/a/m.py", &session))?.path == "/home/me/a/m.py")
    #expect(written(by: type("w ~m.json", &session))?.path == "~m.json")
    #expect(StateFolder.expandingHome("~", nil) == "~")
  }

  @Test func withoutEdits_nothingIsSaved_andItSaysSo() throws {
    var session = try Session80x24()
    session.state.savePath = "/m.json"
    session.press(.control("s")) {
      $0.message = "nothing to save: no edits since /m.json was opened"
      $0.messageKind = .info
    }
  }

  @Test func aNameThatIsNotGiven_leavesNobodyLater() throws {
    var session = try edited()
    #expect(type("wq", &session).isEmpty)
    #expect(session.state.commandLine?.text == "save residual-inception.json")
    session.go(.escape)
    let request = try #require(written(by: type("w a.json", &session)))
    #expect(quits(update(&session.state, .written(request, .done(bytes: 5)))) == nil)
  }

  @Test func theHeader_tellsSavedFromUnsaved() throws {
    var session = try edited(savePath: "model.json")
    session.state.size = Size(120, 24)
    func header() -> String { view(session.state).lines[0] }
    #expect(header().contains("● edited") && !header().contains("saved"))
    let request = try #require(written(by: type("w", &session)))
    _ = update(&session.state, .written(request, .done(bytes: 5)))
    #expect(header().contains("● edited · saved"))
    // The file holds what was undone.
    session.go("u")
    #expect(header().contains("residual-inception ● not saved"))
    session.go("q")
    #expect(
      view(session.state).lines.contains { $0.contains("The model's file holds other edits") })
    session.go(.escape)
    session.turn("+")
    #expect(!header().contains("saved"))
  }

  @Test func aLongSave_saysSo_andIsStopped() throws {
    var session = try edited(savePath: "model.keras")
    let request = try #require(written(by: type("w", &session)))
    #expect(Progress.line(session.state) == nil)
    _ = update(&session.state, .tick(session.state.now + 1200))
    let line = Progress.line(session.state)?.map(\.text).joined()
    #expect(line == "Saving model.keras · 1.2 s · Esc cancels")
    let effects = update(&session.state, .key(.escape))
    #expect(effects.contains { if case .cancelWrite = $0 { true } else { false } })
    _ = update(&session.state, .written(request, .cancelled))
    #expect(session.state.writing == nil && session.state.hasUnsaved)
    #expect(session.state.message?.text == "stopped; model.keras is as it was")
  }

  @Test func anotherModel_keepsTheSetup() throws {
    var session = try edited(savePath: "model.json")
    session.state.live.isOn = true
    session.state.hasMouse = false
    session.state.commandHistory = ["w"]
    let id = session.state.takeID()
    session.state.restart(session.state.model)
    #expect(session.state.live.isOn && !session.state.hasMouse)
    #expect(session.state.commandHistory == ["w"] && session.state.savePath == "model.json")
    let next = session.state.takeID()
    #expect(session.state.log.isEmpty && next > id)
  }

  @Test func export_isNoSave() throws {
    var session = try edited()
    session.go("W")
    #expect(session.state.commandLine?.text == "export ")
    for character in "m.json" { session.go(.character(character)) }
    let request = try #require(written(by: update(&session.state, .key(.enter))))
    _ = update(&session.state, .written(request, .done(bytes: 1)))
    #expect(session.state.hasUnsaved)
    #expect(session.state.savePath == nil)
  }

  @Test func aNameIsOffered_thatIsNotTheModelsOwn() throws {
    var session = try edited()
    session.go(.control("s"))
    #expect(session.state.commandLine?.text == "save residual-inception.json")
    for (name, keep, offered) in [
      ("Examples/digits.keras", FilterSelection.first as FilterSelection?, "digits-edited.keras"),
      ("a/old.h5", .first, "a/old.keras"), ("a.b/m.json", nil, "m-edited.json"),
    ] {
      session.state.setup.modelName = name
      session.state.keep = keep
      #expect(session.state.proposedPath == offered)
    }
  }

  @Test func whatSetMade_isInNoFile() throws {
    var session = try Session80x24()
    session.state.savePath = "/m.json"
    session.state.savedVersion = nil
    #expect(session.state.hasUnsaved)
    #expect(written(by: update(&session.state, .key(.control("s")))) != nil)
  }

  @Test func anotherFormat_isRefusedAsASave() throws {
    var session = try edited()
    #expect(written(by: update(&session.state, .invoke(Invocation(.save, "m.py")))) == nil)
    #expect(session.state.message?.kind == .error)
  }

  @Test func whatIsDone_goesToTheJournal() throws {
    var session = try Session80x24()
    var lines: [String] = []
    for key: Key in [.down, "+", .enter, "u", .control("r")] {
      for effect in update(&session.state, .key(key)) {
        if case .journal(let some) = effect { lines += some.map(\.text) }
      }
    }
    #expect(
      lines == [
        "go-to residual_inception_1", "residual_inception_1.filters_1x1=65", "undo", "redo",
      ])
  }

  @Test func whatIsTakenUp_isToldInFull() throws {
    var session = try Session80x24()
    func words(
      _ unsaved: UnsavedEdits, _ file: Question.Recovery.File = .same, others: Int = 0
    ) -> String {
      session.state.question = .recover(
        .init(unsaved: unsaved, time: "12:00", file: file, others: others))
      let lines = view(session.state).lines.filter { $0.contains("│ ") }
      return lines.compactMap { $0.split(separator: "│").max { $0.count < $1.count } }
        .map { $0[...].trimmingBlanks }.joined(separator: " ")
    }
    #expect(words(UnsavedEdits(edits: 0, versions: 1)).contains("1 state that was tried and left."))
    #expect(words(UnsavedEdits(edits: 0, versions: 2)).contains("2 states that were tried"))
    let edit = UnsavedEdits(edits: 1, versions: 1)
    #expect(words(edit, others: 1).contains("An older journal of this model is offered next time."))
    #expect(words(edit, others: 2).contains("2 older journals of this model are offered after it."))
    #expect(words(edit, .kept).contains("they go on from what it was."))
    #expect(words(edit, .gone).contains("The model's file is gone;"))
  }

  @Test(arguments: [Size(80, 24), Size(40, 12), Size(20, 5)])
  func screen(size: Size) throws {
    var session = try edited()
    _ = update(&session.state, .resize(size))
    session.go("q")
    expectScreen(view(session.state), "leave-\(size.width)x\(size.height)")
  }
}
