import GraphCore
import KernelABI

/// The time of a step.
public struct StepTime: Sendable, Hashable {
  /// The layer's call.
  public var node: NodeID
  /// The duration in nanoseconds; of steps that ran side by side, each one's share of it.
  public var nanoseconds: UInt64
}

/// How far a run has come.
public struct RunProgress: Sendable {
  /// The steps that are done.
  public var completedSteps: Int
  /// All steps.
  public var totalSteps: Int
  /// The share of the multiply-accumulates that is done, from 0 to 1; of several passes in a
  /// measurement.
  public var fraction: Double
  /// A layer whose step was done last.
  public var node: NodeID
}

/// What a forward pass left behind.
public struct PassResult: Sendable {
  /// The whole duration in nanoseconds, without copying the input and the outputs.
  public let nanoseconds: UInt64
  /// The duration of each step, in the order of execution.
  public let steps: [StepTime]

  private let analysis: ModelAnalysis
  private let placements: [NodeID: Placement]
  private let offsets: [Int]
  private let arena: AlignedBuffer

  init(plan: Plan, nanoseconds: UInt64, steps: [StepTime], arena: AlignedBuffer) {
    self.nanoseconds = nanoseconds
    self.steps = steps
    analysis = plan.analysis
    placements = plan.kept
    offsets = plan.layout.offsets
    self.arena = arena
  }

  /// The output of a call, with batch 1; nil when the plan didn't keep it.
  public func tensor(of node: NodeID) -> Tensor? {
    guard let placement = placements[node] else { return nil }
    let shape = [1] + analysis.shape(of: node).dimensions.map { $0.value ?? 1 }
    let start = ArenaView(base: arena.floats, offsets: offsets).pointer(placement)
    let elements = [Float](unsafeUninitializedCapacity: placement.count) { buffer, initialized in
      guard var target = buffer.baseAddress else { return }
      for pixel in 0..<placement.height * placement.width {
        target.initialize(from: start + pixel * placement.pixelStride, count: placement.channels)
        target += placement.channels
      }
      initialized = placement.count
    }
    return Tensor(shape: shape, elements: elements)
  }

  /// Copies the output of a call, which must have been kept, to a map of as many pixels.
  func copy(_ node: NodeID, to map: FeatureMap) {
    guard let placement = placements[node] else { return }
    let start = ArenaView(base: arena.floats, offsets: offsets).pointer(placement)
    for pixel in 0..<placement.height * placement.width {
      (map.base + pixel * map.pixelStride).update(
        from: start + pixel * placement.pixelStride, count: placement.channels)
    }
  }
}
