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
  ///   - tile: the transforms of a Winograd convolution; nil for a direct one.
  init(
    kernels: KernelTable, kernel: [Float], bias: [Float]?, depth: Int, stride: Int,
    columns: Range<Int>, scale: [Float]? = nil, shift: [Float]? = nil, tile: WinogradTile? = nil
  ) {
    let packed = kernels.packedColumns(columns.count)
    let rows = Self.rows(depth: depth, tile: tile)
    biasOffset = ArenaLayout.aligned(packed * rows)
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
            guard let tile else { return kernels.packFilters(&packing) }
            Self.transform(packing, tile, kernels)
          }
        }
      }
    }
  }

  /// The rows of the packed kernel, each as wide as a panel.
  private static func rows(depth: Int, tile: WinogradTile?) -> Int {
    guard let tile else { return depth }
    return depth / (tile.vertical.taps * tile.horizontal.taps) * tile.positions
  }

  /// Packs the transformed weights of a Winograd convolution.
  private static func transform(
    _ packing: FilterPacking, _ tile: WinogradTile, _ kernels: KernelTable
  ) {
    var filters = packing
    filters.depth /= tile.vertical.taps * tile.horizontal.taps
    let scratch = AlignedBuffer(
      byteCount: tile.vertical.size * tile.horizontal.taps * WinogradPacking.columnsAtOnce * 8)
    tile.vertical.withFilterTransform { vertical in
      tile.horizontal.withFilterTransform { horizontal in
        var packing = WinogradPacking(
          filters: filters, vertical: vertical, horizontal: horizontal,
          scratch: scratch.base.assumingMemoryBound(to: Double.self))
        kernels.packWinograd(&packing)
      }
    }
  }

  /// Packs the kernel of a depthwise convolution: `taps` rows of `channels` columns.
  ///
  /// - Parameters:
  ///   - scale: a factor for each channel, or nil.
  ///   - shift: what is added to each scaled bias, or nil.
  ///   - padding: the zeros behind the kernel and behind the bias.
  init(
    depthwise kernel: [Float], bias: [Float]?, channels: Int, scale: [Float]?, shift: [Float]?,
    padding: Int
  ) {
    biasOffset = ArenaLayout.aligned(kernel.count + padding)
    let count = biasOffset + channels + padding
    buffer = AlignedBuffer(byteCount: count * 4)
    let target = buffer.floats
    target.initialize(repeating: 0, count: count)
    for index in kernel.indices {
      target[index] = kernel[index] * (scale?[index % channels] ?? 1)
    }
    for channel in 0..<channels {
      target[biasOffset + channel] =
        (bias?[channel] ?? 0) * (scale?[channel] ?? 1) + (shift?[channel] ?? 0)
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
