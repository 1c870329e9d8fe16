/// Order statistics of durations, in milliseconds.
struct Statistics {
  private let sorted: [Int]

  /// Statistics of nanoseconds.
  init(_ nanoseconds: [Int]) { sorted = nanoseconds.sorted() }

  /// The duration that a share of all stay at or below.
  func quantile(_ share: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let place = Int((share * Double(sorted.count)).rounded(.up)) - 1
    return Double(sorted[max(0, min(sorted.count - 1, place))]) / 1e6
  }

  /// One line.
  func line(_ name: String) -> String {
    let parts = [("median", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1)].map {
      "\($0.0) \(Self.fixed(quantile($0.1))) ms"
    }
    let blanks = String(repeating: " ", count: max(1, 34 - name.count))
    return name + blanks + parts.joined(separator: "   ") + "   (\(sorted.count))"
  }

  /// Three digits behind the point.
  static func fixed(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
