import GraphCore

/// What a plan is for.
public enum PlanMode: String, Sendable, CaseIterable {
  /// As fast as possible: layers are fused, and only the model's outputs are kept. What is timed.
  case fast
  /// Every layer's output is kept to be looked at.
  case inspect
}

/// How convolutions may be computed.
public enum ConvolutionMethod: String, Sendable, CaseIterable {
  /// Whichever method is expected to be the fastest; Winograd's where it pays.
  case fastest
  /// Each product of the definition is computed and summed up.
  case direct
}

/// How a model shall be run.
public struct PlanOptions: Sendable, Hashable {
  /// What the plan is for.
  public var mode: PlanMode
  /// The instructions that the kernels are built of.
  public var instructionSet: InstructionSet
  /// How convolutions may be computed.
  public var convolutions: ConvolutionMethod
  /// Layers whose outputs are kept besides the model's own outputs.
  public var keep: Set<NodeID>
  /// What weights and outputs may take; nil for as much as the shortest time takes.
  public var memory: MemoryBound?

  /// For measurements: every convolution is computed by the candidate of this number, in the order of
  /// `WinogradTile.candidates`, and directly where it has none of that number.
  package var candidate: Int?

  /// Options for a plan; without a method, `.fast` plans use the fastest one and `.inspect` plans
  /// compute directly.
  public init(
    mode: PlanMode = .fast, instructionSet: InstructionSet = .best,
    convolutions: ConvolutionMethod? = nil, keep: Set<NodeID> = [], memory: MemoryBound? = nil
  ) {
    self.mode = mode
    self.instructionSet = instructionSet
    self.convolutions = convolutions ?? (mode == .fast ? .fastest : .direct)
    self.keep = keep
    self.memory = memory
  }
}
