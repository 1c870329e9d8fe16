import Foundation
import ModelFiles
import Synchronization
import Testing

@testable import Explorer

/// What a journal says, and which journals are found.
@Suite struct JournalTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "explorer-journal-\(UUID().uuidString)").path

  @Test func aJournal_isReadAsItIsWritten() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = "/tmp/a \\ strange\nname.json"
    let journal = try Journal(in: folder, JournalContent(model: model, stamp: "1.2.3"))
    #expect(
      journal.append([.done(Invocation(.edit, "conv2d.filters=3")), .done(Invocation(.undo))])
        == nil)
    #expect(
      journal.append([.done(Invocation(.save, model)), .done(Invocation(.goTo, "add"))]) == nil)
    #expect(journal.append([.done(Invocation(.redo))]) == nil)
    let text = try String(contentsOfFile: journal.path, encoding: .utf8)
    let content = try #require(JournalContent(text))
    #expect(content.model == model)
    #expect(content.stamp == "1.2.3")
    #expect(content.lines == ["conv2d.filters=3", "undo", "go-to add", "redo"])
    #expect(content.savedLines == 2)
    #expect(content.unsaved.edits == 1)
  }

  /// As in two containers, where each program may have the same number.
  @Test func twoJournals_ofOneModelAtOnce_areTwo() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let content = JournalContent(model: "m", stamp: "")
    let (one, other) = (try Journal(in: folder, content), try Journal(in: folder, content))
    #expect(one.append([.done(Invocation(.edit, "conv2d.filters=3"))]) == nil)
    #expect(one.path != other.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
  }

  @Test func whatTheFileWasAfterTheLastSave_isKnown() throws {
    func content(_ lines: String) throws -> JournalContent {
      try #require(JournalContent("\(JournalContent.head)\n# model m\n# stamp 1.2\n" + lines))
    }
    #expect(try content("a.filters=1\n").lastStamp == "1.2")
    #expect(try content("a.filters=1\n# saved 3.4\nundo\n").lastStamp == "3.4")
    #expect(try content("# stamp 5.6\na.filters=1\n").lastStamp == "5.6")
    // Of a save without a stamp nothing is known.
    #expect(try content("a.filters=1\n# saved\nundo\n").lastStamp == nil)
    #expect(JournalLine.saved(stamp: "3.4").text == "# saved 3.4")
    #expect(JournalLine.saved(stamp: "").text == "# saved")
  }

  /// Where nothing kept the model as it was, the edits since the save go on from what was saved.
  @Test func whatWasDoneSinceASave_goesOnFromIt() throws {
    func since(_ lines: String) throws -> [String]? {
      let text = "\(JournalContent.head)\n# model m\n# stamp 1\n" + lines
      return try #require(JournalContent(text)).sinceSave?.lines
    }
    #expect(
      try since("a.filters=1\nkeep largest\n# saved 2\nb.filters=2\nundo\nb.filters=3\nstate 2\n")
        == ["keep largest", "b.filters=2", "undo", "b.filters=3", "state 1"])
    #expect(try since("a.filters=1\n# saved 2\nb.filters=2\nstate 1\n")?.last == "state 0")
    #expect(try since("a.filters=1\n# saved 2\nundo\n") == nil)
  }

  @Test func aFullDisk_tearsNoLine_andWhatDidNotFit_isWrittenLater() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let room = Room()
    let journal = try Journal(in: folder, JournalContent(model: "m", stamp: "")) {
      room.write($0, to: $1)
    }
    #expect(journal.append([.done(Invocation(.edit, "conv2d.filters=3"))]) == nil)
    room.left = 6
    for line in ["conv2d.filters=4", "conv2d.filters=5"] {
      #expect(journal.append([.done(Invocation(.edit, line))]) == "no space left on device")
      let text = try String(contentsOfFile: journal.path, encoding: .utf8)
      #expect(text.hasSuffix("\nconv2d.filters=3\n"))
    }
    room.left = .max
    #expect(journal.append([.done(Invocation(.undo))]) == nil)
    let text = try String(contentsOfFile: journal.path, encoding: .utf8)
    #expect(
      JournalContent(text)?.lines == [
        "conv2d.filters=3", "conv2d.filters=4", "conv2d.filters=5", "undo",
      ])
  }

  @Test func aJournalWithoutRoom_leavesNothingBehind() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let room = Room()
    room.left = 10
    #expect(throws: JournalError.self) {
      try Journal(in: folder, JournalContent(model: "m", stamp: "")) { room.write($0, to: $1) }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func whatCrashesLeft_goesWithTheJournal() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let journal = try Journal(in: folder, JournalContent(model: "m", stamp: ""))
    for end in [".crash", ".base.json", ".base.keras"] {
      try "x".write(toFile: journal.path + end, atomically: true, encoding: .utf8)
    }
    let (old, young) = (folder + "/m-1-2.journal.new", folder + "/m-3-4.journal.new")
    for path in [old, young] { try "x".write(toFile: path, atomically: true, encoding: .utf8) }
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -120)], ofItemAtPath: old)
    #expect(FoundJournal.all(in: folder, but: journal.path).isEmpty)
    journal.remove()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder) == ["m-3-4.journal.new"])
  }

  @Test func aJournal_thatCannotBeRead_isTold() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(StateFolder.make(folder + "/a.journal") == nil)
    try "# explorer journal 2\n".write(
      toFile: folder + "/b.journal", atomically: true, encoding: .utf8)
    // One that was removed a moment ago, as a link that leads nowhere stands for.
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/c.journal", withDestinationPath: folder + "/none")
    var told: [String] = []
    #expect(FoundJournal.all(in: folder, but: nil) { told.append($0) }.isEmpty)
    #expect(
      told == [
        "cannot read '\(folder)/a.journal': it is a directory",
        "'\(folder)/b.journal': it is no journal of this version of the explorer",
      ])
  }

  @Test func aHalfLine_isPassedOver() throws {
    let content = try #require(
      JournalContent("\(JournalContent.head)\n# model m\nundo\nconv2d.fil"))
    #expect(content.lines == ["undo"])
    #expect(JournalContent("something else\n") == nil)
    #expect(JournalContent("") == nil)
  }

  @Test func aLivingProgramsJournal_isNotOffered_aDeadOnesIs() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      let journal = try Journal(in: folder, JournalContent(model: "m", stamp: ""))
      _ = journal.append([.done(Invocation(.edit, "conv2d.filters=3"))])
      let found = FoundJournal.all(in: folder, but: nil)
      #expect(found.map(\.isAlive) == [true])
      #expect(FoundJournal.all(in: folder, but: journal.path).isEmpty)
    }
    // A file that is still being forced onto the disk holds its journal for a moment.
    var found = FoundJournal.all(in: folder, but: nil)
    for _ in 0..<500 where found.first?.isAlive != false {
      usleep(10_000)
      found = FoundJournal.all(in: folder, but: nil)
    }
    #expect(found.map(\.isAlive) == [false])
    #expect(found.first?.content.unsaved.edits == 1)
    found.first?.remove()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func aDeadJournalWithoutEdits_goes() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(StateFolder.make(folder) == nil)
    let text = "\(JournalContent.head)\n# model m\n# stamp \nconv2d.filters=3\n# saved\ngo-to add\n"
    try text.write(toFile: folder + "/m-1-2.journal", atomically: true, encoding: .utf8)
    #expect(FoundJournal.all(in: folder, but: nil).isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func folders_followTheSpecification() {
    #expect(StateFolder.state { ["HOME": "/h"][$0] } == "/h/.local/state/explorer")
    #expect(
      StateFolder.state { ["HOME": "/h", "XDG_STATE_HOME": "/s"][$0] } == "/s/explorer")
    #expect(
      StateFolder.config { ["HOME": "/h", "XDG_CONFIG_HOME": "c"][$0] } == "/h/.config/explorer")
    #expect(StateFolder.state { _ in nil } == nil)
  }
}

/// A disk with little room.
private final class Room: Sendable {
  private let content = Mutex(Int.max)
  var left: Int {
    get { content.withLock { $0 } }
    set { content.withLock { $0 = newValue } }
  }

  func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    let fits = min(left, bytes.count)
    left -= fits
    guard File.writeAll(UnsafeRawBufferPointer(rebasing: bytes[..<fits]), to: descriptor) else {
      return false
    }
    errno = ENOSPC
    return fits == bytes.count
  }
}
