import Compute
import GraphCore

/// A line of a journal.
enum JournalLine: Hashable, Sendable {
  /// What was done, as the log has it.
  case done(Invocation)
  /// What a version took, which no line could do again.
  case timing(version: Int, PassTiming)
  /// The model was saved, after which its file has this stamp; empty when it has no file of its own.
  case saved(stamp: String)
  /// The model's file had this stamp when it was what the edits begin with.
  case began(stamp: String)

  /// The line as it is written.
  var text: String {
    switch self {
    case .done(let invocation): invocation.command == .save ? "# saved" : "\(invocation)"
    case .saved(let stamp): stamp.isEmpty ? "# saved" : "# saved \(stamp)"
    case .began(let stamp): "# stamp \(stamp)"
    case .timing(let version, let timing): "# timing \(version) \(timing.journaled)"
    }
  }
}

extension PassTiming {
  /// The times as words of one line; the classes that the pass found are not kept.
  fileprivate var journaled: String {
    var words = [
      "median=\(median)", "minimum=\(minimum)", "percentile95=\(percentile95)", "spread=\(spread)",
      "passes=\(passes)",
    ]
    // Another model may not be there when the journal is read.
    if let turns, let version = turns.version {
      let numbers =
        [turns.old.median, turns.old.spread, turns.new.median, turns.new.spread]
        + turns.differences.differences
      words.append("turns=\(version)," + numbers.map { "\($0)" }.joined(separator: ","))
    }
    let layers = layers.sorted { $0.key < $1.key }.map { "\($0.key.rawValue):\($0.value)" }
    words.append("layers=" + layers.joined(separator: ","))
    let hosts = hosts.sorted { $0.key < $1.key }.map { "\($0.key.rawValue):\($0.value.rawValue)" }
    if !hosts.isEmpty { words.append("hosts=" + hosts.joined(separator: ",")) }
    let bytes = bytes.sorted { $0.key < $1.key }.map { "\($0.key.rawValue):\($0.value)" }
    if !bytes.isEmpty { words.append("bytes=" + bytes.joined(separator: ",")) }
    if peak > 0 { words.append("peak=\(peak)") }
    return words.joined(separator: " ")
  }

  /// Reads the times of a line; nil when they are none.
  init?(journaled text: some StringProtocol) {
    var words: [String: Substring] = [:]
    for word in text.split(separator: " ") {
      guard let equals = word.firstIndex(of: "=") else { return nil }
      words[String(word[..<equals])] = Substring(word[word.index(after: equals)...])
    }
    func time(_ name: String) -> Double? {
      words[name].flatMap { Double($0) }.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }
    guard let median = time("median"), let minimum = time("minimum"),
      let percentile95 = time("percentile95"), let spread = time("spread"),
      let passes = words["passes"].flatMap({ Int($0) })
    else { return nil }
    var layers: [NodeID: Double] = [:]
    for entry in words["layers"]?.split(separator: ",") ?? [] {
      let parts = entry.split(separator: ":")
      guard parts.count == 2, let node = Int(parts[0]), let time = Double(parts[1]), time.isFinite
      else { return nil }
      layers[NodeID(node)] = time
    }
    func numbers(_ name: String) -> [NodeID: Int] {
      var numbers: [NodeID: Int] = [:]
      for entry in words[name]?.split(separator: ",") ?? [] {
        let parts = entry.split(separator: ":").map { Int($0) }
        guard parts.count == 2, let node = parts[0], let number = parts[1] else { continue }
        numbers[NodeID(node)] = number
      }
      return numbers
    }
    self.init(
      median: median, minimum: minimum, percentile95: percentile95, spread: spread,
      passes: passes, layers: layers, hosts: numbers("hosts").mapValues { NodeID($0) },
      bytes: numbers("bytes"), peak: time("peak") ?? 0, scores: nil,
      turns: words["turns"].flatMap { PassTurns(journaled: $0) }, isFromBefore: true)
  }
}

extension PassTurns {
  /// Reads the number of the earlier version, what both took, and their differences.
  fileprivate init?(journaled text: Substring) {
    let words = text.split(separator: ",")
    let numbers = words.dropFirst().compactMap { Double($0) }.filter(\.isFinite)
    guard let version = words.first.flatMap({ Int($0) }), numbers.count == words.count - 1,
      numbers.count > 4
    else { return nil }
    let differences = Array(numbers[4...])
    self.init(
      version: version, old: Passes(median: numbers[0], spread: numbers[1]),
      new: Passes(median: numbers[2], spread: numbers[3]),
      differences: PairedComparison(differences, differences.map { _ in 0 }))
  }
}
