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
  /// Where the median difference lies with a probability of 95 % or more; nil for fewer than `fewest` pairs,
  /// of which none could say that much.
  public let interval: ClosedRange<Double>?

  /// The fewest pairs of which the interval can be told.
  public static let fewest = 6

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
    guard n >= fewest else { return nil }
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

/// A plan that is measured against another one: with memory of its own, on the same threads.
public struct Contestant: Sendable {
  var executor: Executor
  /// What it runs.
  public internal(set) var plan: Plan
  var inputs: [Tensor]

  /// A plan with the inputs that it is run on.
  public init(executor: Executor, plan: Plan, inputs: [Tensor]) {
    self.executor = executor
    self.plan = plan
    self.inputs = inputs
  }

  /// Whether there is memory for the outputs of both at the same time.
  public static func fit(_ first: Contestant, _ second: Contestant) -> Bool {
    let (bytes, overflow) = first.plan.activationBytes.addingReportingOverflow(
      second.plan.activationBytes)
    return !overflow && SystemMemory.availableBytes.map { bytes <= $0 } ?? true
  }

  /// Runs two plans in turns, each pair in the other order than the one before it.
  ///
  /// - Parameters:
  ///   - count: the number of pairs that are timed, at least 1.
  ///   - warmup: the number of pairs before them.
  ///   - limit: when fewer pairs are enough, and how long a turn takes at least; nil runs all of them,
  ///     a pass each.
  ///   - progress: called after each stage of each pass with the share of all passes, and whether it
  ///     is a pass of the first plan.
  public static func measure(
    _ first: Contestant, _ second: Contestant, repeat count: Int, warmup: Int,
    limit: PairLimit? = nil, cancellation: Cancellation = Cancellation(),
    progress: ((RunProgress, _ isFirst: Bool) -> Void)? = nil
  ) throws(ExecutorError) -> PairedTiming {
    let (warmup, total) = (max(warmup, 0), max(warmup, 0) + max(count, 1))
    let contestants = [first, second]
    var times = [PassTimes(first.plan), PassTimes(second.plan)]
    var turns: [[Double]] = [[], []]
    var passesOfTurn = 1
    var last: PassResult?
    let start = MonotonicClock.nanoseconds
    for index in 0..<total {
      let elapsed = Double(MonotonicClock.nanoseconds - start) / 1e6
      if let limit, limit.isReached(pairs: index - warmup, milliseconds: elapsed) { break }
      for turn in 0..<2 {
        let place = (index + turn) % 2
        let contestant = contestants[place]
        var passes: [Double] = []
        for pass in 0..<(index < warmup ? 1 : passesOfTurn) {
          if place == 0 { last = nil }  // Gives the arena back before the next pass.
          let result = try contestant.executor.run(
            contestant.plan, inputs: contestant.inputs, cancellation: cancellation
          ) { step in
            guard let progress else { return }
            var whole = step
            let ofTurn = (Double(pass) + step.fraction) / Double(passesOfTurn)
            whole.fraction = (Double(2 * index + turn) + ofTurn) / Double(2 * total)
            progress(whole, place == 0)
          }
          times[place].add(result, isWarmup: index < warmup)
          passes.append(Double(result.nanoseconds) / 1e6)
          if place == 0 { last = result }
        }
        if index < warmup {
          passesOfTurn = limit?.passes(ofTurnsLike: passes[0]) ?? 1
        } else {
          turns[place].append(Timing.quantile(0.5, of: passes))
        }
      }
    }
    guard let last else { throw .cancelled }
    return PairedTiming(
      first: times[0].timing, second: times[1].timing,
      comparison: PairedComparison(turns[0], turns[1]), result: last)
  }
}

/// When pairs of passes are enough before all of them were run.
public struct PairLimit: Hashable, Sendable {
  /// A turn takes at least so many milliseconds, if need be by several passes of which the median counts:
  /// a pass shorter than a tick of the scheduler is slow or fast together with its neighbours.
  public var turn: Double
  /// After so many milliseconds, as many pairs as the comparison needs at least.
  public var enough: Double
  /// After so many milliseconds, whatever pairs there are.
  public var most: Double

  /// A limit.
  public init(turn: Double = 0, enough: Double, most: Double) {
    self.turn = turn
    self.enough = enough
    self.most = most
  }

  /// Whether no further pair is run, `pairs` of them being timed.
  func isReached(pairs: Int, milliseconds: Double) -> Bool {
    pairs >= PairedComparison.fewest && milliseconds >= enough || pairs >= 1 && milliseconds >= most
  }

  /// How many passes make a turn, one of them taking so many milliseconds.
  func passes(ofTurnsLike milliseconds: Double) -> Int {
    guard milliseconds > 0, turn > milliseconds else { return 1 }
    return Int(min(200, turn / milliseconds).rounded(.up))
  }
}

/// The times of two plans that were run in turns.
public struct PairedTiming: Sendable {
  /// The times of the first plan.
  public let first: Timing
  /// The times of the second plan.
  public let second: Timing
  /// Whether the two differ, turn by turn.
  public let comparison: PairedComparison
  /// What the first plan's last pass left behind.
  public let result: PassResult
}
