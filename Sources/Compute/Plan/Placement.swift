import KernelABI

/// Where a layer's output lies: a slice of the channels of a buffer.
struct Placement: Sendable, Hashable {
  /// The buffer, an index into the plan's buffers.
  var buffer: Int
  /// The first channel within the buffer's pixels.
  var channelOffset = 0
  /// The number of rows; 1 for vectors.
  var height: Int
  /// The number of pixels in a row; 1 for vectors.
  var width: Int
  /// The number of channels.
  var channels: Int
  /// The floats from a pixel to the next one.
  var pixelStride: Int

  /// The number of elements.
  var count: Int { height * width * channels }
  /// Whether the elements follow each other without a gap.
  var isContiguous: Bool { pixelStride == channels }

  /// A part of the channels.
  func slice(from channel: Int, count: Int) -> Placement {
    var part = self
    part.channelOffset += channel
    part.channels = count
    return part
  }
}

/// The memory of a run: where each buffer of a plan begins.
struct ArenaView {
  /// The arena's first float.
  var base: UnsafeMutablePointer<Float>
  /// The offset of each buffer in floats.
  var offsets: [Int]

  /// Where a placement begins.
  func pointer(_ placement: Placement) -> UnsafeMutablePointer<Float> {
    base + (offsets[placement.buffer] + placement.channelOffset)
  }

  /// A placement as the kernels see it.
  func map(_ placement: Placement) -> FeatureMap {
    FeatureMap(
      base: pointer(placement), height: placement.height, width: placement.width,
      channels: placement.channels, pixelStride: placement.pixelStride)
  }
}
