// Measures convolutions on one thread against the peak of the arithmetic units, in one run.
//
//     explorer-bench [--isa auto|baseline|avx2|avx512] [--threads N] [--seconds S] [--peak] [FILTER]
//
// Each shape is measured with direct kernels, and again where a plan would choose another method; the
// operations are those of the definition, so another method's share may be above 100 %. FILTER keeps
// the shapes whose name contains it, such as `3x3` or `224x224`. With --peak nothing but the peak of
// one thread in GFLOP/s is printed.

import Compute
import GraphCore

struct Arguments {
  var instructionSet = InstructionSet.best
  var threads = 1
  var seconds = 0.3
  var isPeakOnly = false
  var filter = ""

  init(_ words: [String]) throws {
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--isa": instructionSet = try .named(rest.popFirst() ?? "")
      case "--threads": threads = rest.popFirst().flatMap { Int($0) } ?? threads
      case "--seconds": seconds = rest.popFirst().flatMap { Double($0) } ?? seconds
      case "--peak": isPeakOnly = true
      default: filter = word
      }
    }
  }
}

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.count))
}

/// The greatest peak that is seen within the time for a shape.
func peak(_ arguments: Arguments) -> Double {
  let end = ContinuousClock.now + .seconds(arguments.seconds)
  var peak = 0.0
  repeat {
    peak = max(peak, PeakMeter.gigaflops(arguments.instructionSet))
  } while ContinuousClock.now < end
  return peak
}

func benchmark(_ arguments: Arguments) throws {
  let executor = try Executor(threads: arguments.threads)
  print(
    "\(arguments.instructionSet.rawValue), \(arguments.threads) thread(s); "
      + "GFLOP/s of the fastest pass, as a share of the peak of one thread times threads")
  print(
    padded("shape", 34) + padded("method", 16) + padded("ms", 10) + padded("GFLOP/s", 10)
      + padded("peak", 8) + "share")
  for shape in ConvolutionShape.standard {
    guard arguments.filter.isEmpty || shape.description.contains(arguments.filter) else { continue }
    let analysis = try shape.model()
    for method in [ConvolutionMethod.direct, .fastest] {
      let plan = try Plan(
        analysis, weights: Weights(fill: .he),
        options: PlanOptions(instructionSet: arguments.instructionSet, convolutions: method))
      let transform = plan.steps.compactMap(\.transform).first
      if method == .fastest && transform == nil { continue }
      try measure(shape, plan, executor, arguments, method: transform ?? "direct")
    }
  }
}

func measure(
  _ shape: ConvolutionShape, _ plan: Plan, _ executor: Executor, _ arguments: Arguments,
  method: String
) throws {
  let input = Tensor.randomInput(shape: [1, shape.height, shape.width, shape.channels])
  var fastest = Double.infinity
  var peak = 0.0
  var spent = 0.0
  while spent < arguments.seconds {
    peak = max(peak, PeakMeter.gigaflops(arguments.instructionSet))
    let timing = try executor.measure(plan, input: input, repeat: 5, warmup: 1).timing
    fastest = min(fastest, timing.min)
    spent += timing.mean * 6 / 1e3 + 0.01
  }
  let operations = 2 * Double(plan.analysis.totals.multiplyAccumulates ?? 0)
  let rate = operations / fastest / 1e6
  print(
    padded("\(shape)", 34) + padded(method, 16)
      + padded("\((fastest * 1000).rounded() / 1000)", 10) + padded("\(Int(rate.rounded()))", 10)
      + padded("\(Int(peak.rounded()))", 8)
      + "\(Int((100 * rate / (peak * Double(arguments.threads))).rounded())) %")
}

do {
  let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
  if arguments.isPeakOnly {
    print(Int(peak(arguments).rounded()))
  } else {
    try benchmark(arguments)
  }
} catch {
  print("explorer-bench: \(error)")
}
