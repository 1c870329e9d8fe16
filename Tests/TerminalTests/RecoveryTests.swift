import Foundation
import TestSupport
import Testing

/// However the explorer dies, the next start offers the state of the last key press.
struct RecoveryTests {
  /// A model in a file of its own.
  private func modelFile() throws -> TemporaryFile {
    let file = TemporaryFile(extension: "json")
    let result = try BuiltProgram.run(["export", "residual-inception", file.path])
    #expect(result.code == 0, "\(result.errors)")
    return file
  }

  /// Opens a model, makes two edits, and ends the explorer by a signal.
  private func die(by signal: Int32, _ session: TerminalSession, _ model: String) throws {
    try session.enter(
      "clear; sh -c 'echo $$ > \(session.home.path).pid; exec $EXPLORER \(model)'")
    try session.wait(for: "559,416 params")
    try session.press("j", "+", "Enter", "+")
    try session.wait(for: "1x1 65 → 66")
    let text = try String(contentsOfFile: session.home.path + ".pid", encoding: .utf8)
    let process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(process, signal) == 0)
  }

  private func recover(_ session: TerminalSession, _ model: String) throws {
    try session.enter("clear; $EXPLORER \(model)")
    try session.wait(for: "with 2 edits")
    try session.press("y")
    let screen = try session.wait(for: "2 edits are taken up again")
    #expect(screen.contains("626,152 params"))
    #expect(TerminalSession.selectedRow(screen)?.contains("residual_inception_1") == true)
    try session.press("u", "u")
    try session.wait(for: "559,416 params")
    try session.press("q")
    try session.wait("the shell") { TerminalSession.isShell($0) }
    // Nothing is left to be offered.
    let folder = session.home.path + "/state/explorer/journals"
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test(arguments: [SIGKILL, SIGHUP, SIGTERM, SIGQUIT, SIGUSR1])
  func afterASignal_theEditsAreOffered(signal: Int32) throws {
    let session = try TerminalSession(columns: 120)
    let model = try modelFile()
    let mode = try session.mode()
    try die(by: signal, session, model.path)
    if signal == SIGKILL {
      // Nothing can restore the terminal after that; the shell's own command does.
      usleep(300_000)
      try session.enter("")
      try session.enter("stty sane; tput rmcup; tput cnorm")
    } else {
      try session.wait("the shell") { TerminalSession.isShell($0) }
      #expect(try session.exitCode() == 128 + signal)
      #expect(try session.mode() == mode)
    }
    try recover(session, model.path)
  }

  @Test func afterALostConnection_theEditsAreOffered() throws {
    let home = TemporaryFile(extension: "home")
    let model = try modelFile()
    let process: pid_t
    do {
      let session = try TerminalSession(columns: 120, home: home)
      try session.enter("sh -c 'echo $$ > \(home.path).pid; exec $EXPLORER \(model.path)'")
      try session.wait(for: "559,416 params")
      try session.press("j", "+", "Enter", "+")
      try session.wait(for: "1x1 65 → 66")
      let text = try String(contentsOfFile: home.path + ".pid", encoding: .utf8)
      process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      // The terminal goes with the session, as with a lost connection.
    }
    for _ in 0..<500 where kill(process, 0) == 0 { usleep(20_000) }
    #expect(kill(process, 0) != 0, "the explorer outlives its terminal")
    try recover(try TerminalSession(columns: 120, home: home), model.path)
  }

  @Test(arguments: [SIGSEGV, SIGILL, SIGABRT, SIGTRAP, SIGBUS, SIGFPE, SIGSYS])
  func aCrash_restores_saysWhereTheJournalIs_andEndsWith70(signal: Int32) throws {
    let session = try TerminalSession(columns: 300)
    let model = try modelFile()
    let mode = try session.mode()
    try die(by: signal, session, model.path)
    let screen = try session.wait(for: "explorer: a fault of ours; what you did is in")
    let lines = screen.split(separator: "\n").filter { $0.contains("explorer: ") }
    #expect(lines.count == 1)
    #expect(try session.exitCode() == 70)
    #expect(try session.mode() == mode)
    let path = try #require(lines.first?.split(separator: "'").dropFirst().first)
    #expect(FileManager.default.fileExists(atPath: String(path)))
    try recover(session, model.path)
  }

  /// A save replaces the file that the weights came from; what is taken up again begins with the old ones.
  @Test func afterASaveOverATrainedModel_theWeightsAreTakenUp() throws {
    let session = try TerminalSession(columns: 120)
    let model = TemporaryFile(extension: "keras")
    let saved = TemporaryFile(extension: "keras")
    let example = BuiltProgram.package.appending(path: "Examples/digits.keras").path
    try FileManager.default.copyItem(atPath: example, toPath: model.path)
    try session.enter(
      "clear; sh -c 'echo $$ > \(session.home.path).pid; exec $EXPLORER \(model.path)'")
    try session.wait(for: "13,722 params")
    func command(_ line: String, until text: String) throws {
      try session.press(":")
      try session.wait(for: "one row up")
      try session.enter(line)
      try session.wait(for: text)
    }
    // A layer in front: all others have other numbers in the file that is saved.
    try command("edit insert conv2d Conv2D filters=16 kernel_size=3", until: "16,042 params")
    try session.press("C-s")
    try session.wait(for: "saved")
    try command("conv2d_3.filters=10", until: "14,812 params")
    let text = try String(contentsOfFile: session.home.path + ".pid", encoding: .utf8)
    let process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(process, SIGTERM) == 0)
    try session.wait("the shell") { TerminalSession.isShell($0) }

    try session.enter("clear; $EXPLORER \(model.path)")
    try session.wait(for: "with 1 edit")
    try session.press("y")
    try session.wait(for: "1 edit is taken up again")
    try command("save \(saved.path)", until: "saved a copy, \(saved.path)")
    try session.quitExplorer()
    func output(_ arguments: String...) throws -> Data {
      let file = TemporaryFile(extension: "npy")
      let result = try BuiltProgram.run(
        ["outputs"] + arguments + ["--input", "random", "--layer", "dense", "--save", file.path])
      #expect(result.code == 0, "\(result.errors)")
      return try Data(contentsOf: URL(filePath: file.path))
    }
    #expect(try output(saved.path) == output(model.path, "--set", "conv2d_3.filters=10"))
  }

  /// What is saved is known after a second death as after the first.
  @Test func afterASecondDeath_theFileStillDiffers() throws {
    let session = try TerminalSession(columns: 120)
    let model = try modelFile()
    func open() throws {
      try session.enter(
        "clear; sh -c 'echo $$ > \(session.home.path).pid; exec $EXPLORER \(model.path)'")
    }
    func end() throws {
      let text = try String(contentsOfFile: session.home.path + ".pid", encoding: .utf8)
      let process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(kill(process, SIGTERM) == 0)
      try session.wait("the shell") { TerminalSession.isShell($0) }
    }
    try open()
    try session.wait(for: "559,416 params")
    try session.press("j", "+", "Enter", "C-s")
    try session.wait(for: "saved ")
    try session.press("u")
    try session.wait(for: "● not saved")
    for _ in 1...2 {
      try end()
      try open()
      try session.wait(for: "with 1 edit")
      try session.press("y")
      try session.wait(for: "1 edit is taken up again")
    }
    try session.wait(for: "● not saved")
    try session.press("q")
    try session.wait(for: "leave without saving")
    try session.press("d")
    try session.wait("the shell") { TerminalSession.isShell($0) }
  }

  /// The edits go on from what the file held, wherever that is now.
  @Test func whenTheFileIsGone_whatItHeldIsOffered() throws {
    let session = try TerminalSession(columns: 120)
    let model = try modelFile()
    try session.enter(
      "clear; sh -c 'echo $$ > \(session.home.path).pid; exec $EXPLORER \(model.path)'")
    try session.wait(for: "559,416 params")
    try session.press("j", "+", "Enter", "C-s")
    try session.wait(for: "saved ")
    try session.press("+")
    try session.wait(for: "1x1 65 → 66")
    let text = try String(contentsOfFile: session.home.path + ".pid", encoding: .utf8)
    let process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(process, SIGKILL) == 0)
    usleep(300_000)
    try session.enter("")
    try session.enter("stty sane; tput rmcup; tput cnorm")
    try FileManager.default.removeItem(atPath: model.path)
    try session.enter("clear; $EXPLORER \(model.path)")
    try session.wait(for: "The model's file is gone")
    try session.press("y")
    let screen = try session.wait(for: "1 edit is taken up again")
    #expect(screen.contains("626,152 params"))
    try session.press("C-s")
    try session.wait(for: "saved ")
    try session.quitExplorer()
    #expect(FileManager.default.fileExists(atPath: model.path))
  }

  @Test func theView_isThatOfTheLastKey() throws {
    let session = try TerminalSession(columns: 120)
    let model = try modelFile()
    func open() throws {
      try session.enter(
        "clear; sh -c 'echo $$ > \(session.home.path).pid; exec $EXPLORER \(model.path)'")
    }
    func end() throws {
      let text = try String(contentsOfFile: session.home.path + ".pid", encoding: .utf8)
      let process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(kill(process, SIGTERM) == 0)
      try session.wait("the shell") { TerminalSession.isShell($0) }
    }
    try open()
    try session.wait(for: "559,416 params")
    try session.press("j", "+", "Enter")
    try session.wait(for: "1x1 64 → 65")
    // A view that was left is not the one to come back to.
    try session.press("c")
    try session.wait("the comparison") { !$0.contains("input_layer ") }
    try session.press("Escape")
    try session.wait("the tree") { $0.contains("input_layer ") }
    try session.press("j", "j")
    try session.wait("the cursor") {
      TerminalSession.selectedRow($0)?.contains("3x3 ") == true
    }
    try end()
    try open()
    try session.wait(for: "with 1 edit")
    try session.press("y")
    let tree = try session.wait(for: "1 edit is taken up again")
    #expect(tree.contains("input_layer "))
    #expect(TerminalSession.selectedRow(tree)?.contains("3x3 ") == true)
    try session.press("H")
    try session.wait(for: "State and edit")
    try end()
    try open()
    try session.wait(for: "with 1 edit")
    try session.press("y")
    let states = try session.wait(for: "1 edit is taken up again")
    #expect(states.contains("State and edit"))
    try end()
  }

  @Test func afterATimedPass_itsTimeIsThere_andMarkedAsMeasuredBefore() throws {
    let session = try TerminalSession(columns: 120)
    let model = try modelFile()
    try session.enter(
      "clear; sh -c 'echo $$ > \(session.home.path).pid; exec $EXPLORER \(model.path)'")
    try session.wait(for: "not timed yet")
    try session.press("j", "+", "Enter", "+")
    try session.wait(for: "1x1 65 → 66")
    try session.press("u")
    try session.wait(for: "undone")
    try session.press("r")
    try session.wait("the time", patience: .seconds(60)) { !$0.contains("not timed yet") }
    let text = try String(contentsOfFile: session.home.path + ".pid", encoding: .utf8)
    let process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(process, SIGTERM) == 0)
    try session.wait("the shell") { TerminalSession.isShell($0) }
    try session.enter("clear; $EXPLORER \(model.path)")
    // An edit that was taken back is none of the model's, but its state is there.
    try session.wait(for: "has, of 2 states that were tried")
    try session.press("y")
    try session.wait(for: "1 edit is taken up again")
    let screen = try session.screen()
    #expect(!screen.contains("not timed yet"))
    try session.press("H")
    let states = try session.wait(for: "measured before the explorer")
    #expect(states.contains("○ 2  residual_inception"))
    try session.press("q", "q")
    try session.wait(for: "leave without saving")
    try session.press("d")
    try session.wait("the shell") { TerminalSession.isShell($0) }
  }

  /// The same file is opened and saved under its name alone.
  @Test func afterASaveUnderAnotherSpelling_theEditsAreMadeOnce() throws {
    let session = try TerminalSession(columns: 120)
    let model = try modelFile()
    let name = try #require(model.path.split(separator: "/").last)
    try session.enter("cd \(model.path.dropLast(name.count))")
    try session.enter(
      "clear; sh -c 'echo $$ > \(session.home.path).pid; exec $EXPLORER \(name)'")
    try session.wait(for: "559,416 params")
    func command(_ line: String, until text: String) throws {
      try session.press(":")
      try session.wait(for: "one row up")
      try session.enter(line)
      try session.wait(for: text)
    }
    try command("insert conv2d_2 Conv2D filters=64 kernel_size=3", until: "669,048 params")
    // Its own file: nothing is asked.
    try command("save \(name)", until: "saved \(name)")
    try command("conv2d.filters=72", until: "224×224×72")
    let edited = try session.screen()
    let totals = try #require(edited.firstMatch(of: /[\d,]+ params/)?.output)
    #expect(totals != "669,048 params")
    let text = try String(contentsOfFile: session.home.path + ".pid", encoding: .utf8)
    let process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(process, SIGTERM) == 0)
    try session.wait("the shell") { TerminalSession.isShell($0) }
    try session.enter("clear; $EXPLORER \(name)")
    try session.wait(for: "with 1 edit that no file")
    try session.press("y")
    let screen = try session.wait(for: "1 edit is taken up again")
    #expect(screen.contains(totals), "not \(totals)")
    try session.press("q")
    try session.wait(for: "leave without saving")
    try session.press("d")
    try session.wait("the shell") { TerminalSession.isShell($0) }
  }

  @Test func edits_thatAreDropped_areNotOfferedAgain() throws {
    let session = try TerminalSession(columns: 120)
    let model = try modelFile()
    try die(by: SIGTERM, session, model.path)
    try session.wait("the shell") { TerminalSession.isShell($0) }
    try session.enter("clear; $EXPLORER \(model.path)")
    try session.wait(for: "with 2 edits")
    // Escape puts it off.
    try session.press("Escape")
    try session.wait("the question to close") { !$0.contains("with 2 edits") }
    try session.quitExplorer()
    try session.enter("clear; $EXPLORER \(model.path)")
    try session.wait(for: "with 2 edits")
    try session.press("d")
    try session.wait(for: "the old edits are dropped")
    try session.quitExplorer()
    try session.openExplorer(model.path)
    #expect(try !session.screen().contains("with 2 edits"))
    try session.quitExplorer()
  }

  @Test func aSave_keepsTheMode_isWhole_andTheJournalBeginsBehindIt() throws {
    let session = try TerminalSession(columns: 120)
    let model = try modelFile()
    #expect(chmod(model.path, 0o640) == 0)
    try session.openExplorer(model.path)
    try session.press("j", "+", "Enter")
    try session.wait(for: "1x1 64 → 65")
    try session.press("C-s")
    try session.wait(for: "saved ")
    var status = stat()
    #expect(stat(model.path, &status) == 0 && status.st_mode & 0o777 == 0o640)
    let check = try BuiltProgram.run(["summary", model.path, "--format", "tsv"])
    #expect(check.code == 0 && check.output.contains("65"))
    try session.press("q")
    try session.wait("the shell, without a question") { TerminalSession.isShell($0) }
    // An edit after a save, then death: what was before the save is in the file, and undo still
    // leads behind it.
    try session.enter(
      "clear; sh -c 'echo $$ > \(session.home.path).pid; exec $EXPLORER \(model.path)'")
    try session.wait(for: "residual_inception_1")
    try session.press("j", "+")
    try session.wait(for: "1x1 65 → 66")
    try session.press("C-s")
    try session.wait(for: "saved ")
    try session.press("+")
    try session.wait(for: "1x1 66 → 67")
    let text = try String(contentsOfFile: session.home.path + ".pid", encoding: .utf8)
    let process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(process, SIGTERM) == 0)
    try session.wait("the shell") { TerminalSession.isShell($0) }
    try session.enter("clear; $EXPLORER \(model.path)")
    try session.wait(for: "with 1 edit")
    try session.press("y")
    try session.wait(for: "1 edit is taken up again")
    try session.press("u")
    try session.wait(for: "undone")
    try session.press("q")
    try session.wait("the shell, as this state is saved") { TerminalSession.isShell($0) }
  }

  @Test func twoExplorers_onOneFile_noticeEachOther() throws {
    let home = TemporaryFile(extension: "home")
    let model = try modelFile()
    let first = try TerminalSession(columns: 120, home: home)
    try first.openExplorer(model.path)
    let second = try TerminalSession(columns: 120, home: home)
    try second.enter("$EXPLORER \(model.path)")
    try second.wait(for: "open in another explorer, too")
    try first.wait(for: "open in another explorer, too")
    // The one that saves is told of by the other, which then asks before it writes over.
    try second.press("j", "+", "Enter", "C-s")
    try second.wait(for: "saved ")
    try first.wait(for: "was changed by another program")
    try first.press("j", "-", "Enter", "C-s")
    try first.wait(for: "replace it")
    try first.press("Escape")
    // Behind an Escape that was not read yet it would be Alt-q.
    try first.wait("the question to close") { !$0.contains("replace it") }
    try first.press("q")
    try first.wait(for: "leave without saving")
    try first.press("d")
    try first.wait("the shell") { TerminalSession.isShell($0) }
    try second.quitExplorer()
  }
}
