/// Measures what the arithmetic units can do at most.
public enum PeakMeter {
  /// The floating point operations in a nanosecond of one thread: multiply-adds in registers.
  ///
  /// Takes some milliseconds. The processor's clock varies, so a share of the peak means something only
  /// when both were measured in the same run.
  public static func gigaflops(_ instructionSet: InstructionSet) -> Double {
    let kernels = instructionSet.kernels
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: 1024) { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      buffer.initialize(repeating: 0)
      var best = 0.0
      let rounds = 40_000
      for _ in 0..<3 {
        let start = MonotonicClock.nanoseconds
        let operations = kernels.peak(rounds, base)
        let elapsed = MonotonicClock.nanoseconds - start
        best = max(best, Double(operations * rounds) / Double(max(elapsed, 1)))
      }
      return best
    }
  }
}

extension Executor {
  /// The floating point operations in a nanosecond of all threads together, at the same time.
  ///
  /// Takes some milliseconds. Less than the peak of one thread times their number where threads share
  /// a core, a clock or a processor.
  public func peakGigaflops(_ instructionSet: InstructionSet) -> Double {
    let kernels = instructionSet.kernels
    let rounds = 200_000
    let sinks = (0..<threadCount).map { _ in AlignedBuffer(byteCount: 4096) }
    for sink in sinks { sink.floats.initialize(repeating: 0, count: 1024) }
    var best = 0.0
    for _ in 0..<5 {
      let start = MonotonicClock.nanoseconds
      work(units: threadCount) { unit, _ in _ = kernels.peak(rounds, sinks[unit].floats) }
      let elapsed = MonotonicClock.nanoseconds - start
      let operations = kernels.peak(1, sinks[0].floats) * rounds * threadCount
      best = max(best, Double(operations) / Double(max(elapsed, 1)))
    }
    return best
  }
}
