import Foundation
import GraphCore
import ModelFiles
import Synchronization
import Testing

@testable import Explorer

/// Files that are written behind the terminal's back.
final class FileRunnerTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "explorer-write-\(UUID().uuidString)").path

  init() throws { #expect(StateFolder.make(folder) == nil) }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Saves a model that came from a file, and says what came of it.
  private func save(
    to path: String, openedFrom file: String, base: String?, isWhole: Bool = false,
    own: String? = nil,
    replaces: Bool = false
  ) throws -> WriteOutcome {
    let model = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let outcome = Outcome()
    let runner = FileRunner(
      own: OwnFile(path: file, model: model, base: base, isWhole: isWhole),
      write: { _, _, path, _ in
        try File.write(Array("new".utf8), to: path)
        return []
      },
      post: { if case .written(_, let what) = $0 { outcome.set(what) } })
    runner.write(
      WriteRequest(path: path, version: 1, replaces: replaces, isSave: true, own: own), model)
    for _ in 0..<1000 where outcome.value == nil { usleep(5000) }
    return try #require(outcome.value)
  }

  /// However its path is written, the file is the user's own: nothing is asked, and what it held is kept.
  @Test(arguments: ["/m.json", "/./m.json", "/inner/../m.json", "/link.json"])
  func theModelsOwnFile_isKnownByAnyPath(spelling: String) throws {
    let file = File.realPath(folder) + "/m.json"
    try File.write(Array("old".utf8), to: file)
    try File.makeFolder(folder + "/inner")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/link.json", withDestinationPath: "m.json")
    let base = folder + "/a.journal.base.json"
    let outcome = try save(to: folder + spelling, openedFrom: file, base: base)
    #expect(outcome == .done(bytes: 3))
    #expect(FileManager.default.fileExists(atPath: base))
    #expect(try File.read(file) == Array("new".utf8))
  }

  /// The save puts a new file in its place, so that a second name keeps the old one without a copy.
  @Test func theModelsOwnFile_isKeptByASecondName() throws {
    let file = File.realPath(folder) + "/m.json"
    try File.write(Array("old".utf8), to: file)
    let base = folder + "/a.journal.base.json"
    #expect(try save(to: file, openedFrom: file, base: base, isWhole: true) == .done(bytes: 3))
    #expect(try File.read(base) == Array("old".utf8))
    #expect(try File.read(file) == Array("new".utf8))
  }

  @Test func whatCannotBeKept_stopsNoSave() throws {
    let file = File.realPath(folder) + "/m.json"
    try File.write(Array("old".utf8), to: file)
    let base = folder + "/not there/a.journal.base.json"
    guard case .done(_, _, _, let warning?) = try save(to: file, openedFrom: file, base: base)
    else {
      Issue.record("not saved, or without a word")
      return
    }
    #expect(warning.hasPrefix("what it held is not kept for the journal: cannot write"))
    #expect(try File.read(file) == Array("new".utf8))
  }

  @Test func aProtectedFile_isAskedAbout() throws {
    let file = File.realPath(folder) + "/m.json"
    try File.write(Array("old".utf8), to: file)
    #expect(chmod(file, 0o444) == 0)
    let base = folder + "/a.journal.base.json"
    #expect(try save(to: file, openedFrom: file, base: base) == .exists("may not be written to"))
    #expect(try save(to: file, openedFrom: file, base: base, replaces: true) == .done(bytes: 3))
    var status = stat()
    #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o444)
  }

  @Test func withoutAJournal_theModelsOwnFileIsSavedAllTheSame() throws {
    let file = File.realPath(folder) + "/m.json"
    try File.write(Array("old".utf8), to: file)
    #expect(try save(to: file, openedFrom: file, base: nil) == .done(bytes: 3))
    #expect(File.names(in: folder) == ["m.json"])
  }

  @Test func aCopy_isTold_byThePathThatItLeadsTo() throws {
    let file = File.realPath(folder) + "/m.json"
    try File.write(Array("old".utf8), to: file)
    let base = folder + "/a.journal.base.json"
    let other = folder + "/other.json"
    #expect(
      try save(to: other, openedFrom: file, base: base, own: file) == .done(bytes: 3, isCopy: true))
    try File.makeFolder(folder + "/inner")
    let spelling = folder + "/inner/../m.json"
    #expect(try save(to: spelling, openedFrom: file, base: base, own: file) == .done(bytes: 3))
  }

  /// Whoever replaces the file, a journal goes on from what it held.
  @Test func whenAnotherProgramReplacesTheFile_itsModelIsKept() throws {
    let file = File.realPath(folder) + "/m.json"
    try File.write(Array("old".utf8), to: file)
    let base = folder + "/a.journal.base.json"
    let model = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let runner = FileRunner(
      own: OwnFile(path: file, model: model, base: base, isWhole: true),
      write: { _, _, path, _ in
        try File.write(Array("from memory".utf8), to: path)
        return []
      }, post: { _ in })
    try File.write(Array("theirs".utf8), to: file)
    #expect(!runner.isKnown(file))
    runner.keepOriginal()
    for _ in 0..<1000 where !FileManager.default.fileExists(atPath: base) { usleep(5000) }
    #expect(try File.read(base) == Array("from memory".utf8))
  }

  @Test func anotherFile_isAskedAbout() throws {
    let file = File.realPath(folder) + "/m.json"
    try File.write(Array("old".utf8), to: file)
    try File.write(Array("mine".utf8), to: folder + "/other.json")
    let base = folder + "/a.journal.base.json"
    let outcome = try save(to: folder + "/other.json", openedFrom: file, base: base)
    #expect(outcome == .exists("is there already"))
    #expect(!FileManager.default.fileExists(atPath: base))
  }
}

private final class Outcome: Sendable {
  private let content = Mutex<WriteOutcome?>(nil)
  var value: WriteOutcome? { content.withLock { $0 } }
  func set(_ outcome: WriteOutcome) { content.withLock { $0 = outcome } }
}
