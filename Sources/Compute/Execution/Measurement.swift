import GraphCore

/// The times of several passes.
public struct Timing: Sendable, Hashable {
  /// The time of each pass in milliseconds, in the order they were run.
  public var passes: [Double]
  /// The times of the passes before them, which count for nothing else.
  public var warmup: [Double] = []
  /// The median time of each step in milliseconds.
  public var layers: [LayerTime]

  /// The median time of a layer.
  public struct LayerTime: Sendable, Hashable {
    /// The layer's call.
    public var node: NodeID
    /// The duration.
    public var milliseconds: Double
  }

  /// The median pass.
  public var median: Double { Self.quantile(0.5, of: passes) }
  /// The fastest pass.
  public var min: Double { passes.min() ?? 0 }
  /// The mean of all passes.
  public var mean: Double { passes.reduce(0, +) / Double(Swift.max(passes.count, 1)) }
  /// The time that 95 of 100 passes don't exceed.
  public var p95: Double { Self.quantile(0.95, of: passes) }

  /// How far the passes lie apart: the middle half of them is within this many milliseconds.
  public var spread: Double {
    Self.quantile(0.75, of: passes) - Self.quantile(0.25, of: passes)
  }
  /// The median times of all layers added up.
  public var layerSum: Double { layers.reduce(0) { $0 + $1.milliseconds } }

  /// The value below which a share of the values lies, interpolated between neighbours.
  static func quantile(_ share: Double, of values: [Double]) -> Double {
    let sorted = values.sorted()
    guard let last = sorted.indices.last else { return 0 }
    let position = share * Double(last)
    let lower = Int(position)
    let upper = Swift.min(lower + 1, last)
    return sorted[lower] + (sorted[upper] - sorted[lower]) * (position - Double(lower))
  }
}

extension Executor {
  /// Runs a plan several times and takes the times; warm-up passes aren't counted.
  ///
  /// - Parameters:
  ///   - inputs: a tensor for each of the model's inputs, in their order.
  ///   - images: how often a pass runs the plan, one time after the other in the same memory.
  ///   - count: the number of passes that are timed, at least 1.
  ///   - warmup: the number of passes before them.
  ///   - progress: called after each stage of each pass, with the share of all passes.
  /// - Returns: the times, and what the last pass left behind.
  public func measure(
    _ plan: Plan, inputs: [Tensor], images: Int = 1, repeat count: Int = 10, warmup: Int = 2,
    cancellation: Cancellation = Cancellation(), progress: ((RunProgress) -> Void)? = nil
  ) throws(ExecutorError) -> (timing: Timing, result: PassResult) {
    let images = max(images, 1)
    let total = (max(warmup, 0) + max(count, 1)) * images
    var times = PassTimes(plan)
    var last: PassResult?
    for index in 0..<total {
      last = nil  // Gives the arena back before the next pass.
      let result = try run(plan, inputs: inputs, cancellation: cancellation) { step in
        guard let progress else { return }
        var whole = step
        whole.fraction = (Double(index) + step.fraction) / Double(total)
        progress(whole)
      }
      last = result
      times.add(result, isWarmup: index / images < warmup, continues: index % images > 0)
    }
    guard let last else { throw .cancelled }
    return (times.timing, last)
  }

  /// Times a plan of a model with one input.
  public func measure(
    _ plan: Plan, input: Tensor, repeat count: Int = 10, warmup: Int = 2,
    cancellation: Cancellation = Cancellation(), progress: ((RunProgress) -> Void)? = nil
  ) throws(ExecutorError) -> (timing: Timing, result: PassResult) {
    try measure(
      plan, inputs: [input], repeat: count, warmup: warmup, cancellation: cancellation,
      progress: progress)
  }
}

/// The times of a plan's passes while they are collected.
struct PassTimes {
  private let nodes: [NodeID]
  private var passes: [Double] = []
  private var warmup: [Double] = []
  private var steps: [[Double]]

  init(_ plan: Plan) {
    nodes = plan.steps.map(\.node)
    steps = nodes.map { _ in [] }
  }

  /// Takes down a pass, or a further image of the last one.
  mutating func add(_ result: PassResult, isWarmup: Bool, continues: Bool = false) {
    func add(_ nanoseconds: UInt64, to times: inout [Double]) {
      if !continues { times.append(0) }
      times[times.count - 1] += Double(nanoseconds) / 1e6
    }
    guard !isWarmup else { return add(result.nanoseconds, to: &warmup) }
    add(result.nanoseconds, to: &passes)
    for (step, time) in result.steps.enumerated() { add(time.nanoseconds, to: &steps[step]) }
  }

  /// What was collected.
  var timing: Timing {
    let layers = zip(nodes, steps).map { node, times in
      Timing.LayerTime(node: node, milliseconds: Timing.quantile(0.5, of: times))
    }
    return Timing(passes: passes, warmup: warmup, layers: layers)
  }
}
