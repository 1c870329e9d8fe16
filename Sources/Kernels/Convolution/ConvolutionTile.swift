/// A run of input floats that meets a run of a panel's rows.
struct Segment {
  /// Where the run begins, counted from the tile's first input float.
  var offset: Int
  /// The first product, as a row of the panel.
  var start: Int
  /// The number of products.
  var count: Int
}

/// The output pixels that one register tile computes, and where their input is.
///
///     input + segment.offset + row * rowStride + k    meets    panel row segment.start + k
struct ConvolutionTile {
  /// The first row's first float.
  var input: UnsafePointer<Float>
  /// The distance between the inputs of neighbouring output pixels.
  var inputStride: Int
  /// The runs of input.
  var segments: UnsafePointer<Segment>
  /// The number of runs; none when the whole window is padding.
  var segmentCount: Int
  /// The first output pixel, numbered through the rows of the output.
  var pixel: Int
  /// The number of output pixels.
  var rows: Int
}

/// What happens to the sums of a tile for one panel and one block of the depth.
struct TileTask {
  /// The first product of the block.
  var start: Int
  /// The end of the block.
  var end: Int
  /// The panel of packed filters.
  var panel: UnsafePointer<Float>
  /// Where the sums go.
  var target: UnsafeMutablePointer<Float>
  /// The distance between the output pixels.
  var targetStride: Int
  /// Whether the target holds the sums of the blocks before.
  var continues: Bool
  /// Whether this is the last block.
  var finishes: Bool
  /// The panel's biases.
  var bias: UnsafePointer<Float>
  /// What is added at the end.
  var addend: UnsafePointer<Float>?
  /// The distance between the addend's pixels.
  var addendStride: Int
  /// Whether relu comes before the addend.
  var reluBefore: Bool
  /// Whether relu comes last.
  var reluAfter: Bool
  /// The weights of the next block, of which some are fetched with each product.
  var ahead = WeightsAhead()
}

/// Weights that will be needed soon, and are fetched line by line while others are multiplied.
///
/// A panel's weights are read once by the first tile that meets them, faster than the processor
/// fetches them from beyond the second-level cache by itself.
struct WeightsAhead {
  /// What is fetched next; any address when there is nothing left.
  var next: UnsafePointer<Float>?
  /// The floats that are left.
  var count = 0
  /// The floats that are stepped over with each product: mostly less than a cache line, since lines
  /// that are asked for in a burst keep the tiles' own reads and writes waiting.
  var step = 0

  @inline(__always)
  init() {}

  /// The `count` floats at `next`, while `tiles` tiles meet a block of `products` products each.
  @inline(__always)
  init(_ next: UnsafePointer<Float>, _ count: Int, tiles: Int, products: Int) {
    self.next = next
    self.count = count
    let all = max(1, tiles * products)
    step = (count + all - 1) / all
  }

  /// Goes on behind what was fetched with `products` products.
  @inline(__always)
  mutating func advance(_ products: Int) {
    let passed = products * step
    count -= passed
    if count > 0 { next = next.map { $0 + passed } } else { step = 0 }
  }
}
