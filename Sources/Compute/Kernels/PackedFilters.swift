import KernelABI

/// The weights of a convolution or a dense layer in the order in which the kernels read them.
final class PackedFilters: Sendable {
  private let buffer: AlignedBuffer
  private let biasOffset: Int

  /// Packs a kernel in Keras' layout, `depth` rows of `stride` columns, from column `first` on.
  ///
  /// - Parameters:
  ///   - scale: a factor for each output channel, or nil.
  ///   - shift: what is added to each scaled bias, or nil.
  init(
    kernels: KernelTable, kernel: [Float], bias: [Float]?, depth: Int, stride: Int,
    columns: Range<Int>, scale: [Float]? = nil, shift: [Float]? = nil
  ) {
    let packed = kernels.packedColumns(columns.count)
    biasOffset = ArenaLayout.aligned(packed * depth)
    buffer = AlignedBuffer(byteCount: (biasOffset + packed) * 4)
    let target = buffer.floats
    let biasTarget = target + biasOffset
    kernel.withUnsafeBufferPointer { kernel in
      Self.withPointer(bias) { bias in
        Self.withPointer(scale) { scale in
          Self.withPointer(shift) { shift in
            guard let source = kernel.baseAddress else { return }
            let first = columns.lowerBound
            var packing = FilterPacking(
              source: source + first, depth: depth, outputChannels: columns.count, filters: target,
              bias: biasTarget)
            packing.sourceStride = stride
            packing.sourceBias = bias.map { $0 + first }
            packing.scale = scale.map { $0 + first }
            packing.shift = shift.map { $0 + first }
            kernels.packFilters(&packing)
          }
        }
      }
    }
  }

  /// The packed kernel.
  var filters: UnsafePointer<Float> { UnsafePointer(buffer.floats) }
  /// The packed biases.
  var bias: UnsafePointer<Float> { UnsafePointer(buffer.floats + biasOffset) }
  /// The bytes that are taken.
  var byteCount: Int { buffer.byteCount }

  private static func withPointer(
    _ elements: [Float]?, _ body: (UnsafePointer<Float>?) -> Void
  ) {
    guard let elements else { return body(nil) }
    elements.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
