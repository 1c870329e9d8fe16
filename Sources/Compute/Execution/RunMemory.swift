/// The memory of an executor's runs: an arena, and scratch memory for each thread.
struct RunMemory: Sendable {
  /// Where the outputs of a run are; it lives on in the result of a run.
  private(set) var arena: AlignedBuffer?
  /// Scratch memory for each thread.
  private(set) var scratch: [AlignedBuffer] = []

  /// Takes the memory that a plan needs; memory of an earlier run is used again when it fits and no
  /// result holds it.
  mutating func prepare(for plan: Plan, threads: Int) {
    let bytes = max(plan.activationBytes, 64)
    if !isKnownUniquelyReferenced(&arena) || arena?.byteCount != bytes {
      arena = nil
      arena = AlignedBuffer(byteCount: bytes)
    }
    let scratchBytes = max(plan.scratchBytes, 64)
    if scratch.count != threads || scratch.contains(where: { $0.byteCount < scratchBytes }) {
      scratch = []
      for _ in 0..<threads { scratch.append(AlignedBuffer(byteCount: scratchBytes)) }
    }
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
}
