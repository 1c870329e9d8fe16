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
}
