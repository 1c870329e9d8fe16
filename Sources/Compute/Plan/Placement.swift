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

  /// The same pixels as rows of another length.
  ///
  /// - Precondition: there are `height * width` of them.
  func reshaped(height: Int, width: Int) -> Placement {
    precondition(height * width == self.height * self.width, "pixels can't be lost")
    var other = self
    other.height = height
    other.width = width
    return other
  }

  /// The same pixels with all axes up to `axis`, which isn't the last one, as rows.
  func rows(through axis: Int, of dimensions: [Int]) -> Placement {
    reshaped(
      height: dimensions[...axis].reduce(1, *),
      width: dimensions[(axis + 1)..<(dimensions.count - 1)].reduce(1, *))
  }

  /// Axes as rows, columns and channels: the last one is the channels, the one before it the columns.
  static func size(of dimensions: [Int]) -> (height: Int, width: Int, channels: Int) {
    (
      dimensions.dropLast(2).reduce(1, *), dimensions.dropLast().last ?? 1, dimensions.last ?? 1
    )
  }

  /// The same elements, which have no gaps, as pixels of another number of channels.
  ///
  /// - Precondition: the elements are contiguous, and as many.
  func reshaped(like other: Placement) -> Placement {
    precondition(isContiguous && count == other.count, "elements can't be lost")
    return Placement(
      buffer: buffer, channelOffset: channelOffset, height: other.height, width: other.width,
      channels: other.channels, pixelStride: other.channels)
  }

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
