import Foundation
import Testing

/// Compares a text with the file that was recorded for it in Snapshots.
///
/// With RECORD_SNAPSHOTS=1 the text is written, and the test fails all the same, so that a recording
/// never passes unseen.
func expectText(
  _ text: String, _ name: String, file: String = #filePath,
  location: SourceLocation = #_sourceLocation
) throws {
  let url = URL(filePath: file).deletingLastPathComponent().appending(path: "Snapshots/\(name)")
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
    try text.write(to: url, atomically: true, encoding: .utf8)
    Issue.record("recorded \(url.path); look at it and run again", sourceLocation: location)
    return
  }
  let recorded = try String(contentsOf: url, encoding: .utf8)
  if recorded != text {
    Issue.record("\(name) differs from its recording; now:\n\(text)", sourceLocation: location)
  }
}
