import GraphCore
import Testing

@testable import Compute

struct PairedComparisonTests {
  @Test func intervalsAreThoseOfTheSignTest() {
    // Conover's table A3, n = 10: the 2nd and the 9th value bound 97.9 %.
    let ten = PairedComparison((1...10).map(Double.init), Array(repeating: 0, count: 10))
    #expect(ten.interval == 2...9 && ten.median == 5.5 && ten.isOutsideNoise)
    let twenty = PairedComparison((1...20).map(Double.init), Array(repeating: 0, count: 20))
    #expect(twenty.interval == 6...15)
    let many = PairedComparison((1...5000).map(Double.init), Array(repeating: 0, count: 5000))
    #expect(many.interval.map { abs($0.lowerBound - 2431) <= 2 } ?? false)
  }

  @Test func fewPairsSayNothing() {
    let few = PairedComparison([2, 2, 2, 2, 2], [1, 1, 1, 1, 1])
    #expect(few.interval == nil && !few.isOutsideNoise && few.median == 1)
    #expect(PairedComparison([], []).interval == nil)
  }

  /// Noise alone is called a difference in at most 5 of 100 cases, up to chance.
  @Test func noiseIsNoDifference() {
    let stream = RandomStream(seed: 11, name: "noise")
    var index = 0
    func noise() -> Double {
      index += 1
      // Skewed, as times are: never below 10, sometimes far above.
      let u = (stream.uniform(index) + 1) / 2
      return 10 + u * u * u * 5
    }
    for pairs in [6, 10, 30] {
      var found = 0
      for _ in 0..<1000 {
        let first = (0..<pairs).map { _ in noise() }
        if PairedComparison(first, first.map { _ in noise() }).isOutsideNoise { found += 1 }
      }
      #expect(found <= 75, "\(found) of 1000 with \(pairs) pairs")
    }
  }

  @Test func aShiftIsFound() {
    let stream = RandomStream(seed: 12, name: "shift")
    let first = (0..<20).map { 10 + stream.uniform($0) }
    let second = (0..<20).map { 9 + stream.uniform(100 + $0) }
    #expect(PairedComparison(first, second).isOutsideNoise)
  }

  @Test(arguments: [(0.0, 1), (5, 1), (4, 3), (0.02, 200)])
  func shortPassesMakeATurnTogether(milliseconds: Double, passes: Int) {
    let limit = PairLimit(turn: milliseconds == 5 ? 5 : 10, enough: 1, most: 1)
    #expect(limit.passes(ofTurnsLike: milliseconds) == passes)
    #expect(PairLimit(enough: 1, most: 1).passes(ofTurnsLike: milliseconds) == 1)
  }

  @Test func executorsOnTheSameThreads_takeTurns() throws {
    var model = ModelBuilder(name: "small")
    let output = model.conv2D(model.input(shape: Shape(8, 8, 3)), filters: 4, kernelSize: 3)
    let plan = try Plan(try ModelAnalysis(model.finish(outputs: [output])), weights: Weights())
    let first = try Executor(threads: 2)
    let second = Executor(onThreadsOf: first)
    #expect(second.threadCount == 2)
    let expected = try first.run(plan, input: .randomInput(shape: [1, 8, 8, 3], seed: 1))
    let other = try second.run(plan, input: .randomInput(shape: [1, 8, 8, 3], seed: 1))
    // The memory is each one's own, so both results are there.
    #expect(expected.tensor(of: output)?.elements == other.tensor(of: output)?.elements)
  }

  @Test(
    arguments: [
      // 10 pairs at most; 6 are enough once some time is over, and 1 once all of it is.
      (nil, 10), (PairLimit(enough: 0, most: 1e9), 6), (PairLimit(enough: 0, most: 0), 1),
      (PairLimit(enough: 1e9, most: 1e9), 10),
    ] as [(PairLimit?, Int)])
  func pairsAreRunUntilTheyAreEnough(limit: PairLimit?, pairs: Int) throws {
    var model = ModelBuilder(name: "small")
    let output = model.conv2D(model.input(shape: Shape(8, 8, 3)), filters: 4, kernelSize: 3)
    let analysis = try ModelAnalysis(model.finish(outputs: [output]))
    let contestants = try (0..<2).map { _ in
      Contestant(
        executor: try Executor(threads: 1),
        plan: try Plan(analysis, weights: Weights()),
        inputs: [.randomInput(shape: [1, 8, 8, 3], seed: 1)])
    }
    #expect(Contestant.fit(contestants[0], contestants[1]))
    var fractions: [Double] = []
    var turns: [Bool] = []
    let timing = try Contestant.measure(
      contestants[0], contestants[1], repeat: 10, warmup: 1, limit: limit
    ) { progress, isFirst in
      fractions.append(progress.fraction)
      if turns.last != isFirst { turns.append(isFirst) }
    }
    #expect(timing.first.passes.count == pairs && timing.second.passes.count == pairs)
    #expect(timing.comparison.differences.count == pairs)
    #expect(timing.first.warmup.count == 1 && timing.first.layers.count == 1)
    #expect(timing.result.tensor(of: output)?.shape == [1, 6, 6, 4])
    // First, second, second, first, first, second ...: each is in front as often as the other.
    #expect(turns.count == pairs + 2 && turns.prefix(3) == [true, false, true])
    #expect(fractions == fractions.sorted() && (fractions.last ?? 2) <= 1)
  }
}
