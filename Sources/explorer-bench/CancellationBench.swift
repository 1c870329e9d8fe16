import ArgumentParser
import Compute
import Foundation
import Synchronization

/// How long a pass goes on after it was cancelled.
struct CancellationBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancellation", abstract: "How long a pass goes on after it was cancelled.")

  @OptionGroup var options: BenchOptions

  @OptionGroup var network: NetworkOptions

  @Option(help: "How many passes are cancelled.")
  var repetitions = 100

  func validate() throws {
    guard repetitions > 0 else { throw ValidationError("--repetitions takes 1 or more.") }
  }

  func run() throws {
    let analysis = try network.analysis()
    let plan = try Plan(
      analysis, weights: Weights(fill: .he),
      options: PlanOptions(instructionSet: try options.instructionSet))
    let executor = try Executor(threads: network.threads)
    let inputs = network.inputs(of: analysis)
    let pass = try executor.measure(plan, inputs: inputs, repeat: 3, warmup: 1).timing.median
    var times: [Double] = []
    for index in 0..<repetitions {
      // At moments spread over the whole pass.
      let moment = pass * (Double(index) + 0.5) / Double(repetitions)
      let canceller = Canceller(after: .milliseconds(moment))
      if try isCancelled(executor, plan, inputs, canceller.cancellation) {
        times.append(canceller.elapsed / .milliseconds(1))
      }
    }
    guard !times.isEmpty else { throw ValidationError("No pass was long enough to be cancelled.") }
    times.sort()
    print(
      "\(network.model), \(network.threads) thread(s): of \(repetitions) passes of "
        + "\(rounded(pass)) ms \(times.count) were cancelled before their end; "
        + "ms until they had stopped: median \(rounded(times[times.count / 2])), "
        + "95 % \(rounded(times[times.count * 95 / 100])), greatest \(rounded(times.last ?? 0))")
  }
}

/// Runs a pass; whether it was cancelled before its end.
private func isCancelled(
  _ executor: Executor, _ plan: Plan, _ inputs: [Tensor], _ cancellation: Cancellation
) throws -> Bool {
  do {
    _ = try executor.run(plan, inputs: inputs, cancellation: cancellation)
    return false
  } catch ExecutorError.cancelled {
    return true
  }
}

/// Cancels a pass from another thread, as a key press does.
final class Canceller: Sendable {
  let cancellation = Cancellation()
  private let raised = Mutex(ContinuousClock.now)

  /// Cancels after a time.
  init(after time: Duration) {
    let moment = ContinuousClock.now + time
    Thread.detachNewThread { [self] in
      while ContinuousClock.now < moment { usleep(50) }
      raised.withLock { $0 = .now }
      cancellation.cancel()
    }
  }

  /// The time since it cancelled.
  var elapsed: Duration { raised.withLock { $0.duration(to: .now) } }
}
