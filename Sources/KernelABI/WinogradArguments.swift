/// One axis of a Winograd convolution F(m, r): how `size` = m + r - 1 inputs become m outputs.
///
/// The points are 0, +a, -a, +b, -b, .. and infinity, in this order; positions of the transformed
/// data are numbered so. An axis along which the window has one tap has a size of 1 and no pairs, and
/// nothing is transformed along it.
///
/// With Q(y) = (y - a²)(y - b²).. and Qa the same without (y - a²), `coefficients` holds
///
///     s floats             Q without its leading 1, lowest power first
///     s times s floats     for each pair: Qa without its leading 1, then a
///     m times s floats     for each output i: a^i, b^i, ..
package struct WinogradAxis {
  /// The outputs of a tile: m.
  package var outputs: Int
  /// The taps of the window: r.
  package var taps: Int
  /// The number of pairs of points, s; 0 for an axis that isn't transformed.
  package var pairs: Int
  /// The coefficients of the transforms.
  package var coefficients: UnsafePointer<Float>

  /// The inputs of a tile, and the number of positions.
  package var size: Int { outputs + taps - 1 }

  /// An axis with the given coefficients.
  package init(outputs: Int, taps: Int, pairs: Int, coefficients: UnsafePointer<Float>) {
    self.outputs = outputs
    self.taps = taps
    self.pairs = pairs
    self.coefficients = coefficients
  }
}

/// A convolution by Winograd's algorithm, and how its work is cut into units.
///
/// Contract, besides that of `ConvolutionArguments`:
/// - the window has no stride and no dilation, and as many taps as the axes;
/// - `convolution.filters` is packed as `packWinograd` leaves it: for each panel and position rows of
///   one input channel each;
/// - `convolution.unitPanels` panels of `unitTiles` tiles are a unit; its other sizes are ignored but
///   for `depthBlock`, which counts input channels.
package struct WinogradArguments {
  /// Maps, window, filters, and what happens to the sums.
  package var convolution: ConvolutionArguments
  /// The axis along the rows of the map, that is, up and down.
  package var vertical: WinogradAxis
  /// The axis along the columns of the map.
  package var horizontal: WinogradAxis
  /// The tiles in a unit of work.
  package var unitTiles: Int

  /// A convolution in units of `unitTiles` tiles.
  package init(
    convolution: ConvolutionArguments, vertical: WinogradAxis, horizontal: WinogradAxis,
    unitTiles: Int
  ) {
    self.convolution = convolution
    self.vertical = vertical
    self.horizontal = horizontal
    self.unitTiles = unitTiles
  }
}

/// How the filters of a Winograd convolution are transformed and packed.
package struct WinogradPacking {
  /// The weights, and where they go; `depth` counts the input channels alone here.
  ///
  /// There is room for positions x depth x packed columns floats, and for the biases.
  package var filters: FilterPacking
  /// The filter transform along the rows of the window.
  package var vertical: FilterTransform
  /// The filter transform along the columns of the window.
  package var horizontal: FilterTransform
  /// Room for vertical size x horizontal taps x `columnsAtOnce` numbers.
  package var scratch: UnsafeMutablePointer<Double>

  /// The output channels that are transformed at once.
  package static var columnsAtOnce: Int { 4 }

  /// The filter transform of one axis: G.
  package struct FilterTransform {
    /// `size` x `taps` numbers, row-major.
    package var matrix: UnsafePointer<Double>
    /// The number of positions.
    package var size: Int
    /// The taps of the window.
    package var taps: Int

    /// A transform by the given matrix.
    package init(matrix: UnsafePointer<Double>, size: Int, taps: Int) {
      self.matrix = matrix
      self.size = size
      self.taps = taps
    }
  }

  /// A packing with the given transforms.
  package init(
    filters: FilterPacking, vertical: FilterTransform, horizontal: FilterTransform,
    scratch: UnsafeMutablePointer<Double>
  ) {
    self.filters = filters
    self.vertical = vertical
    self.horizontal = horizontal
    self.scratch = scratch
  }
}
