import GraphCore

/// What a plan is for.
public enum PlanMode: String, Sendable, CaseIterable {
  /// As fast as possible: layers are fused, and only the model's outputs are kept. What is timed.
  case fast
  /// Every layer's output is kept to be looked at.
  case inspect
}

/// How a model shall be run.
public struct PlanOptions: Sendable, Hashable {
  /// What the plan is for.
  public var mode: PlanMode
  /// The instructions that the kernels are built of.
  public var instructionSet: InstructionSet
  /// Layers whose outputs are kept besides the model's own outputs.
  public var keep: Set<NodeID>

  /// Options for a plan.
  public init(
    mode: PlanMode = .fast, instructionSet: InstructionSet = .best, keep: Set<NodeID> = []
  ) {
    self.mode = mode
    self.instructionSet = instructionSet
    self.keep = keep
  }
}
