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
  private func save(to path: String, openedFrom file: String, base: String) throws -> WriteOutcome {
    let model = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let outcome = Outcome()
    let runner = FileRunner(
      keep: (file: file, model: model, base: base),
      write: { _, _, path, _ in
        try File.write(Array("new".utf8), to: path)
        return []
      },
      post: { if case .written(_, let what) = $0 { outcome.set(what) } })
    runner.write(
      WriteRequest(path: path, version: 1, replaces: false, isSave: true), model)
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
