/// A convolution of one sample, and how its work is cut into units.
///
/// Contract:
/// - `filters` is packed as `packFilters` leaves it: `[panel][window row][window column][channel]`
///   rows of one panel's output channels each, the last panel padded with zeros;
/// - `bias` holds as many floats as the panels have columns;
/// - the output map is `output.height` x `output.width` windows; `output.channels` is Cout;
/// - `addend`, when there is one, has the output's height and width, and its channels are added;
/// - no float outside the maps' own channels is read or written.
///
/// A result is `after(before(sum + bias) + addend)`, where `before` and `after` are either nothing
/// or relu.
package struct ConvolutionArguments {
  /// What is read.
  package var input: FeatureMap
  /// What is written.
  package var output: FeatureMap
  /// The shape and the steps of the window.
  package let window: Window
  /// The number of products in one output element.
  package let depth: Int
  /// The packed weights.
  package var filters: UnsafePointer<Float>
  /// The packed biases.
  package var bias: UnsafePointer<Float>
  /// A map of the output's size that is added to the result.
  package var addend: UnsafePointer<Float>?
  /// The distance from a pixel of the addend to the next one.
  package var addendStride = 0
  /// Whether relu is applied before the addend is added.
  package var reluBefore = false
  /// Whether relu is applied last.
  package var reluAfter = false
  /// The rows of the output in a unit of work.
  package var unitRows = 1
  /// The columns of the output in a unit of work.
  package var unitColumns: Int
  /// The panels of output channels in a unit of work.
  package var unitPanels: Int
  /// The number of products that are summed up before the next panel rows are fetched; it keeps a
  /// piece of the weights in the first-level cache.
  package var depthBlock: Int
  /// How many units later the thread's next unit is expected; its input is fetched ahead.
  package var lookahead = 1
  /// Whether output pixels are numbered through all rows and every tile is packed; for narrow maps.
  ///
  /// Then the units' rows are ignored and their columns count pixels.
  package var packsEveryTile = false

  /// A convolution in one unit of work.
  package init(
    input: FeatureMap, output: FeatureMap, window: Window, filters: UnsafePointer<Float>,
    bias: UnsafePointer<Float>
  ) {
    self.input = input
    self.output = output
    self.window = window
    self.filters = filters
    self.bias = bias
    depth = window.height * window.width * input.channels
    unitRows = output.height
    unitColumns = output.width
    unitPanels = output.channels
    depthBlock = depth
  }
}
