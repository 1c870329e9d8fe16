#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether one of two things that were measured in turns is faster.
///
/// Looks at the differences of the pairs, so that what slows both down for a while counts for nothing.
/// The interval of their median is that of the sign test: it needs no assumption about how the times
/// are distributed. Source: Conover, "Practical Nonparametric Statistics", confidence intervals for
/// quantiles.
public struct PairedComparison: Hashable, Sendable {
  /// The first time less the second one of each pair.
  public let differences: [Double]
  /// The median difference; negative when the first one is faster.
  public let median: Double
  /// Where the median difference lies with a probability of 95 % or more; nil for fewer than 6 pairs,
  /// of which none could say that much.
  public let interval: ClosedRange<Double>?

  /// What is said about the method.
  public static let method = "sign test: 95 % interval of the median of paired differences"

  /// Compares times that were taken in pairs.
  public init(_ first: [Double], _ second: [Double]) {
    differences = zip(first, second).map { $0 - $1 }
    median = Timing.quantile(0.5, of: differences)
    let sorted = differences.sorted()
    let left = Self.leftOut(of: sorted.count)
    interval = left.map { sorted[$0]...sorted[sorted.count - 1 - $0] }
  }

  /// Whether the difference is more than noise: the interval leaves out 0.
  public var isOutsideNoise: Bool { interval.map { !$0.contains(0) } ?? false }

  /// How many of n sorted differences may be left out at either end of the interval; nil when even the
  /// least and the greatest one are too close to each other.
  ///
  /// The greatest k for which 2 P(B <= k) is at most 5 %, B being the heads of n coins.
  static func leftOut(of n: Int) -> Int? {
    guard n >= 6 else { return nil }
    // Beyond that the normal distribution is as good.
    if n > 1000 { return Int(Double(n) / 2 - 0.98 * Double(n).squareRoot()) - 1 }
    var term = exp2(-Double(n))
    var sum = term
    var k = 0
    while sum * 2 <= 0.05 {
      term *= Double(n - k) / Double(k + 1)
      sum += term
      k += 1
    }
    return k - 1
  }
}

/// A plan that is measured against another one: with threads and memory of its own.
public struct Contestant: Sendable {
  var executor: Executor
  var plan: Plan
  var inputs: [Tensor]

  /// A plan with the inputs that it is run on.
  public init(executor: Executor, plan: Plan, inputs: [Tensor]) {
    self.executor = executor
    self.plan = plan
    self.inputs = inputs
  }

  /// Runs two plans in turns, each pair in the other order than the one before it.
  ///
  /// - Parameter progress: called after each pass with the share of all passes.
  public static func measure(
    _ first: Contestant, _ second: Contestant, repeat count: Int, warmup: Int,
    cancellation: Cancellation = Cancellation(), progress: ((Double) -> Void)? = nil
  ) throws(ExecutorError) -> (first: Timing, second: Timing, comparison: PairedComparison) {
    let total = max(warmup, 0) + max(count, 1)
    let contestants = [first, second]
    var times = [PassTimes(first.plan), PassTimes(second.plan)]
    for index in 0..<total {
      for turn in 0..<2 {
        let place = (index + turn) % 2
        let contestant = contestants[place]
        let result = try contestant.executor.run(
          contestant.plan, inputs: contestant.inputs, cancellation: cancellation)
        times[place].add(result, isWarmup: index < warmup)
        progress?(Double(2 * index + turn + 1) / Double(2 * total))
      }
    }
    let timings = times.map(\.timing)
    return (
      timings[0], timings[1], PairedComparison(timings[0].passes, timings[1].passes)
    )
  }
}
