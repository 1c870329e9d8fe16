import GraphCore

/// The memory of an executor's runs: an arena, scratch memory for each thread, and the kernels that
/// work there.
struct RunMemory: Sendable {
  /// Where the outputs of a run are; it lives on in the result of a run.
  private(set) var arena: AlignedBuffer?
  /// Scratch memory for each thread.
  private(set) var scratch: [AlignedBuffer] = []

  /// The kernels of the plan of the last run.
  private(set) var bound: BoundPlan?

  /// Takes the memory that a plan needs; memory of an earlier run is used again when it fits and no
  /// result holds it, and another pass of the same plan takes nothing new at all.
  ///
  /// - Throws: `ExecutorError.memory`, before anything is allocated, when the threads' memory doesn't
  ///   fit.
  mutating func prepare(for plan: Plan, threads: Int) throws(ExecutorError) {
    let bytes = max(plan.activationBytes, 64)
    let isFree = isKnownUniquelyReferenced(&arena) && arena?.byteCount == bytes
    if isFree && bound?.plan === plan.identity { return }
    let scratchBytes = max(plan.scratchBytes(threads: threads), 64)
    let (all, overflow) = scratchBytes.multipliedReportingOverflow(by: threads)
    if let available = SystemMemory.availableBytes, overflow || all > available {
      throw .memory(threads: threads, bytes: scratchBytes, available: available)
    }
    bound = nil
    if !isFree {
      arena = nil
      arena = AlignedBuffer(byteCount: bytes)
    }
    if scratch.count != threads || scratch.contains(where: { $0.byteCount < scratchBytes }) {
      scratch = []
      for _ in 0..<threads { scratch.append(AlignedBuffer(byteCount: scratchBytes)) }
    }
    guard let arena else { return }
    let view = ArenaView(base: arena.floats, offsets: plan.layout.offsets)
    bound = BoundPlan(plan, view, threads: threads)
  }

  /// Copies the inputs to their places.
  func write(_ inputs: [Tensor], for plan: Plan) {
    guard let arena else { return }
    let view = ArenaView(base: arena.floats, offsets: plan.layout.offsets)
    for (input, tensor) in zip(plan.inputs, inputs) {
      tensor.elements.withUnsafeBufferPointer { elements in
        guard let source = elements.baseAddress else { return }
        view.pointer(input.placement).update(from: source, count: input.placement.count)
      }
    }
  }

  /// Copies outputs of earlier passes to their places.
  func write(_ earlier: [NodeID: PassResult], for plan: Plan) {
    guard let arena else { return }
    let view = ArenaView(base: arena.floats, offsets: plan.layout.offsets)
    for given in plan.given { earlier[given.node]?.copy(given.node, to: view.map(given.placement)) }
  }
}
