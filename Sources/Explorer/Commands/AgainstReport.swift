import Compute
import ModelFiles

/// Two models that were run in turns, as a table or as JSON.
struct AgainstReport {
  /// The names of the two.
  var names: (String, String)
  /// The times of the first one.
  var first: Timing
  /// The times of the second one.
  var second: Timing
  /// Whether they differ.
  var comparison: PairedComparison
  /// How both were run.
  var options: PlanOptions
  /// The number of threads.
  var threads: Int

  private var ratio: Double { second.median > 0 ? first.median / second.median : 0 }

  /// The times of both, and what can be said of them.
  var table: String {
    var table = TextTable([
      .left("Model"), .right("median ms"), .right("min"), .right("mean"), .right("p95"),
      .right("spread"),
    ])
    for (name, timing) in [(names.0, first), (names.1, second)] {
      table.add(
        [name]
          + [timing.median, timing.min, timing.mean, timing.p95, timing.spread].map {
            $0.rounded(toDigits: 2)
          })
    }
    return """
      \(table.text)
      \(verdict)
      \(RunReport.passes(first)) of each in turns, \(options.description), \
      \(threads) \(threads == 1 ? "thread" : "threads"), \(options.instructionSet.rawValue)

      """
  }

  private var verdict: String {
    let ratio = "\(names.0) takes \(ratio.rounded(toDigits: 3)) of the time of \(names.1)"
    guard let interval = comparison.interval else {
      return "\(ratio); 6 passes or more are needed to tell it from noise (--repeat)"
    }
    let range =
      "\(interval.lowerBound.rounded(toDigits: 2)) to \(interval.upperBound.rounded(toDigits: 2))"
    return """
      \(ratio): \(comparison.isOutsideNoise ? "outside the noise" : "within the noise")
      difference \(comparison.median.rounded(toDigits: 2)) ms, \(range) ms \
      (\(PairedComparison.method))
      """
  }

  /// The JSON document.
  var json: JSONValue {
    [
      "model": .string(names.0),
      "against": .string(names.1),
      "threads": .integer(threads),
      "isa": .string(options.instructionSet.rawValue),
      "repeat": .integer(first.passes.count),
      "milliseconds": RunReport.json(first),
      "against_milliseconds": RunReport.json(second),
      "plan": .string(options.name),
      "ratio": .number(ratio),
      "difference": [
        "median": .number(comparison.median),
        "low": comparison.interval.map { .number($0.lowerBound) } ?? .null,
        "high": comparison.interval.map { .number($0.upperBound) } ?? .null,
        "outside_noise": .bool(comparison.isOutsideNoise),
        "method": .string(PairedComparison.method),
      ],
    ]
  }
}
