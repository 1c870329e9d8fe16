/// The kernels of one instruction set: plain functions over pointers and plain structs.
///
/// A table is all that a kernel target exports. Vectors do not cross the border, because how they
/// are passed depends on the instruction set. Functions that work on a part of a map take the rows'
/// first index and end as their last arguments, so that several threads can share a map.
package struct KernelTable: Sendable {
  package typealias Map = UnsafePointer<FeatureMap>
  package typealias Floats = UnsafePointer<Float>
  package typealias MutableFloats = UnsafeMutablePointer<Float>
  package typealias Convolution = UnsafePointer<ConvolutionArguments>
  package typealias SizeFunction = @Sendable (Int) -> Int
  package typealias ConvolutionSize = @Sendable (Convolution) -> Int
  package typealias Convolve = @Sendable (Convolution, Int, UnsafeMutableRawPointer) -> Void
  package typealias Winograd = UnsafePointer<WinogradArguments>
  package typealias WinogradSize = @Sendable (Winograd) -> Int
  package typealias ConvolveWinograd = @Sendable (Winograd, Int, UnsafeMutableRawPointer) -> Void
  package typealias PackWinograd = @Sendable (UnsafePointer<WinogradPacking>) -> Void
  package typealias PackFilters = @Sendable (UnsafePointer<FilterPacking>) -> Void
  package typealias Pool = @Sendable (Map, Map, UnsafePointer<Window>, Int, Int) -> Void
  package typealias SumRow = @Sendable (Map, Int, MutableFloats) -> Void
  package typealias MeanOfRows = @Sendable (Floats, Int, Int, Int, MutableFloats) -> Void
  package typealias Affine = @Sendable (Map, Floats, Floats, Map, Int, Int) -> Void
  package typealias Copy = @Sendable (Map, Map, Int, Int) -> Void
  package typealias Fill = @Sendable (UnsafePointer<RandomFill>, Int, Int, MutableFloats) -> Void
  package typealias Moments = @Sendable (Floats, Int, UnsafeMutablePointer<TensorMoments>) -> Void
  package typealias Peak = @Sendable (Int, MutableFloats) -> Int

  /// The number of floats in a vector register.
  package let vectorWidth: Int
  /// The greatest number of output pixels in a register tile.
  package let tileRows: Int
  /// The number of output channels in a full panel of packed weights.
  package let panelWidth: Int

  /// The number of units of work of a convolution.
  package let convolutionUnits: ConvolutionSize
  /// The scratch memory, in bytes, that a thread needs for any unit of a convolution.
  package let convolutionScratch: ConvolutionSize
  /// Computes a unit of a convolution with the given scratch memory, aligned to 64 bytes.
  package let convolve: Convolve
  /// The number of columns of the packed filters for a number of output channels.
  package let packedColumns: SizeFunction
  /// Packs the filters and the bias of a convolution.
  package let packFilters: PackFilters

  /// The number of units of work of a Winograd convolution.
  package let winogradUnits: WinogradSize
  /// The scratch memory, in bytes, that a thread needs for any unit of a Winograd convolution.
  package let winogradScratch: WinogradSize
  /// Computes a unit of a Winograd convolution with the given scratch memory, aligned to 64 bytes.
  package let convolveWinograd: ConvolveWinograd
  /// Transforms and packs the filters and the bias of a Winograd convolution.
  package let packWinograd: PackWinograd

  /// Takes the maximum of each window, for a range of output rows.
  package let maxPool: Pool
  /// Takes the mean of each window, padding not counted, for a range of output rows.
  package let averagePool: Pool
  /// Sums up the pixels of one row of a map into `channels` floats.
  package let sumRow: SumRow
  /// Adds up the sums of a number of rows of a number of channels, and divides by a number of pixels.
  package let meanOfRows: MeanOfRows

  /// Copies the pixels of the first map to the second one for a range of rows.
  package let copy: Copy
  /// Multiplies each channel by a factor and adds a term, for a range of rows.
  package let affine: Affine
  /// Replaces negative elements by zero, for a range of rows.
  package let relu: Copy

  /// Fills floats of a random stream: the first element's index and the number of elements.
  package let fill: Fill
  /// Looks at a number of floats.
  package let moments: Moments
  /// Runs a number of rounds of independent multiply-adds that touch no memory.
  ///
  /// Returns the floating point operations of a round; for measuring the processor's peak.
  package let peak: Peak
  /// The kernels of all other layers.
  package let layers: LayerKernels

  /// A table of the given kernels.
  package init(
    vectorWidth: Int, tileRows: Int, panelWidth: Int,
    convolutionUnits: @escaping ConvolutionSize, convolutionScratch: @escaping ConvolutionSize,
    convolve: @escaping Convolve, packedColumns: @escaping SizeFunction,
    packFilters: @escaping PackFilters, winogradUnits: @escaping WinogradSize,
    winogradScratch: @escaping WinogradSize, convolveWinograd: @escaping ConvolveWinograd,
    packWinograd: @escaping PackWinograd, maxPool: @escaping Pool, averagePool: @escaping Pool,
    sumRow: @escaping SumRow, meanOfRows: @escaping MeanOfRows, copy: @escaping Copy,
    affine: @escaping Affine, relu: @escaping Copy, fill: @escaping Fill,
    moments: @escaping Moments, peak: @escaping Peak, layers: LayerKernels
  ) {
    self.vectorWidth = vectorWidth
    self.tileRows = tileRows
    self.panelWidth = panelWidth
    self.convolutionUnits = convolutionUnits
    self.convolutionScratch = convolutionScratch
    self.convolve = convolve
    self.packedColumns = packedColumns
    self.packFilters = packFilters
    self.winogradUnits = winogradUnits
    self.winogradScratch = winogradScratch
    self.convolveWinograd = convolveWinograd
    self.packWinograd = packWinograd
    self.maxPool = maxPool
    self.averagePool = averagePool
    self.sumRow = sumRow
    self.meanOfRows = meanOfRows
    self.copy = copy
    self.affine = affine
    self.relu = relu
    self.fill = fill
    self.moments = moments
    self.peak = peak
    self.layers = layers
  }
}
