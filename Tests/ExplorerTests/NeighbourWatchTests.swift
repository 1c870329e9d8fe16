import Foundation
import Synchronization
import Testing

@testable import Explorer

/// What the system tells of the folders that are watched.
@Suite struct NeighbourWatchTests {
  /// An event as the system writes it.
  private func event(_ watch: Int32, _ mask: Int32, name: [UInt8]) -> [UInt8] {
    var event = inotify_event()
    (event.wd, event.mask, event.len) = (watch, UInt32(mask), UInt32(name.count))
    return withUnsafeBytes(of: event) { Array($0) } + name
  }

  private func changes(_ bytes: [UInt8]) -> [NeighbourWatch.Change] {
    bytes.withUnsafeBytes { NeighbourWatch.changes(in: $0) }
  }

  @Test func eventsWithoutAName_orCutShort_arePassedOver() {
    let none = event(1, Int32(IN_IGNORED), name: [])
    let written = event(2, Int32(IN_CLOSE_WRITE), name: Array("a.json".utf8) + [0, 0])
    let moved = event(1, Int32(IN_MOVED_TO), name: Array("b.journal".utf8))
    let expected = [
      NeighbourWatch.Change(watch: 2, name: "a.json", isNew: false),
      NeighbourWatch.Change(watch: 1, name: "b.journal", isNew: true),
    ]
    // What lies behind the events, as in a buffer that was used before, is no name.
    let stale = Array("stale".utf8)
    #expect(changes(none + written + none + moved) == expected)
    #expect(changes(written + moved + stale) == expected)
    #expect(changes(none + stale).isEmpty)
    #expect(changes(Array(moved.dropLast(3))).isEmpty)
    #expect(changes([]).isEmpty)
  }

  @Test func aModelAmongTheJournals_isWatched() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "explorer-watch-\(UUID().uuidString)").path
    #expect(StateFolder.make(folder) == nil)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let seen = Seen()
    NeighbourWatch.start(
      journals: folder, file: folder + "/m.json", appeared: { seen.add($0) },
      changed: { seen.add("changed") })
    try "1".write(toFile: folder + "/m.json", atomically: true, encoding: .utf8)
    try "1".write(toFile: folder + "/x.journal", atomically: true, encoding: .utf8)
    for _ in 0..<500 where Set(seen.all).count < 2 { usleep(10_000) }
    #expect(Set(seen.all) == ["changed", folder + "/x.journal"])
  }
}

private final class Seen: Sendable {
  private let content = Mutex<[String]>([])
  var all: [String] { content.withLock { $0 } }
  func add(_ text: String) { content.withLock { $0.append(text) } }
}
