/// A piece of memory aligned to a page of two megabytes or to a cache line, freed with its owner.
///
/// - Note: `@unchecked Sendable` because the owner decides who writes when: packed weights are never
///   written after planning, and an arena belongs to one run at a time.
final class AlignedBuffer: @unchecked Sendable {
  /// The first byte.
  let base: UnsafeMutableRawPointer
  /// The number of bytes.
  let byteCount: Int

  /// Takes memory that is not cleared.
  init(byteCount: Int) {
    self.byteCount = byteCount
    base = SystemMemory.allocate(byteCount: byteCount)
  }

  deinit { base.deallocate() }

  /// The memory as floats.
  var floats: UnsafeMutablePointer<Float> { base.assumingMemoryBound(to: Float.self) }
}
