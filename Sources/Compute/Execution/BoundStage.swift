/// Steps that don't depend on each other.
struct BoundStage {
  /// The steps' indices in the plan.
  var steps: [Int]
  /// The jobs, one after the other: the first kernels of all steps, their second ones, and so on.
  var jobs: [StageJob]

  init(steps: [Int], kernels: [[BoundKernel]], threads: Int) {
    self.steps = steps
    jobs = (0..<(kernels.map(\.count).max() ?? 0)).map { turn in
      let working = kernels.indices.filter { turn < kernels[$0].count }
      return StageJob(
        places: working, kernels: working.map { kernels[$0][turn] }, threads: threads)
    }
  }
}

/// Kernels whose units are worked on in any order.
struct StageJob {
  /// A unit of one of the kernels.
  struct Unit {
    /// The kernel's index.
    var kernel: Int
    /// The unit of the kernel.
    var unit: Int

    /// How far through its kernel's units it is, from 0 to 1.
    func position(_ kernels: [BoundKernel]) -> Double {
      (Double(unit) + 0.5) / Double(kernels[kernel].units)
    }
  }

  /// The place of each kernel's step in the stage.
  var places: [Int]
  /// The kernels.
  var kernels: [BoundKernel]
  /// The units of all kernels; for each thread those that it begins with.
  var units: [Unit] = []
  /// Where each thread's units begin, and where the last one's end.
  var shares: [Int] = [0]

  /// The weights in bytes that leave most of a second-level cache to the maps.
  private static let cachedWeights = 512 << 10

  /// Gives each thread the same share of every kernel.
  ///
  /// Where the weights of all kernels stay in a thread's cache, it goes through the map and works on
  /// all kernels in turns, so that convolutions of one input find it in the cache; else on one kernel
  /// after the other.
  init(places: [Int], kernels: [BoundKernel], threads: Int) {
    self.places = places
    self.kernels = kernels
    let takesTurns =
      kernels.count > 1 && kernels.reduce(0) { $0 + $1.weightBytes } <= Self.cachedWeights
    for thread in 0..<threads {
      for (index, kernel) in kernels.enumerated() {
        let range = UnitRanges.share(of: thread, among: threads, units: kernel.units)
        units += range.map { Unit(kernel: index, unit: $0) }
      }
      if takesTurns {
        units[shares[thread]...].sort { $0.position(kernels) < $1.position(kernels) }
      }
      shares.append(units.count)
    }
  }
}
