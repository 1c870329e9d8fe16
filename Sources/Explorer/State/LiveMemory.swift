import GraphCore

/// How much memory the outputs of layers need over the order of execution.
struct LiveMemory: Hashable, Sendable {
  /// The bytes of all outputs that are live at the peak.
  let peak: Int
  /// The layer that runs at the peak.
  let layer: String
  /// The largest number of bytes that are live in each of equal parts of the order.
  let strip: [Int]

  /// The most parts that the order is divided into.
  static let parts = 240

  /// The memory of a model; nil when a size is unknown.
  init?(_ analysis: ModelAnalysis) {
    guard let found = try? analysis.peakActivation() else { return nil }
    peak = found.bytes
    layer = analysis.graph.name(of: found.node)
    strip = Self.parted(found.timeline, into: Self.parts)
  }

  /// The strip in fewer parts.
  func strip(of columns: Int) -> [Int] { Self.parted(strip, into: columns) }

  private static func parted(_ values: [Int], into parts: Int) -> [Int] {
    let count = min(values.count, max(1, parts))
    return (0..<count).map { part in
      values[(part * values.count / count)..<((part + 1) * values.count / count)].max() ?? 0
    }
  }
}
