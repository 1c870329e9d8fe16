import Compute
import Testing

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
}
