import Glibc
import ModelFiles

/// What a journal says: which model it is about, and what was done to it.
struct JournalContent: Hashable, Sendable {
  /// The model as it was asked for, with the edits that the command line made first.
  var model: String
  /// The stamp of the model's file when it was opened; empty for a built-in model.
  var stamp: String
  /// What was done, in order.
  var lines: [String]
  /// How many of the lines came before the last save.
  var savedLines: Int
  /// The stamp of the model's file after the last save; nil when there was none, or it is not known.
  var savedStamp: String?
  /// What versions of the model took.
  var timings: [Int: PassTiming] = [:]

  /// The first line of every journal.
  static let head = "# explorer journal 1"

  /// A journal's beginning.
  init(model: String, stamp: String) {
    self.model = model
    self.stamp = stamp
    lines = []
    savedLines = 0
  }

  /// Reads a journal; nil when it is none.
  ///
  /// A last line without an end was not written in full.
  init?(_ text: String) {
    var rest = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard rest.popFirst().map(String.init) == Self.head else { return nil }
    self.init(model: "", stamp: "")
    if !text.hasSuffix("\n") { _ = rest.popLast() }
    for line in rest where !line.isEmpty {
      if line.hasPrefix("# model ") {
        model = Self.unescaped(line.dropFirst(8))
      } else if line.hasPrefix("# stamp ") {
        stamp = String(line.dropFirst(8))
      } else if line.hasPrefix("# saved") {
        savedLines = lines.count
        let stamp = line.dropFirst(8)
        savedStamp = stamp.isEmpty ? nil : String(stamp)
      } else if line.hasPrefix("# timing ") {
        let words = line.dropFirst(9).split(separator: " ", maxSplits: 1)
        guard words.count == 2, let version = Int(words[0]) else { continue }
        timings[version] = PassTiming(journaled: words[1])
      } else if !line.hasPrefix("#") {
        lines.append(String(line))
      }
    }
  }

  /// The stamp of the model's file as this program read or wrote it last; nil when it is not known.
  var lastStamp: String? { savedStamp ?? (savedLines == 0 ? stamp : nil) }

  /// The lines before what was done.
  var header: String {
    "\(Self.head)\n# model \(Self.escaped(model))\n# stamp \(stamp)\n"
  }

  /// A path may hold any character but 0; the line ends with one.
  private static func escaped(_ text: String) -> String {
    text.map { $0 == "\n" ? "\\n" : $0 == "\\" ? "\\\\" : String($0) }.joined()
  }

  private static func unescaped(_ text: Substring) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
      if isEscaped {
        result.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}

extension Command {
  /// Whether it may lead to another version of the model or to other weights; what else is journaled
  /// changes what is shown.
  var changesModel: Bool {
    switch self {
    case .edit, .undo, .redo, .state, .keep: true
    default: false
    }
  }

  /// Whether a journal holds it: nobody wants files written or passes timed anew after a crash.
  var isJournaled: Bool { self != .run && self != .export }
}
