/// The kernels of one instruction set for all layers but convolutions over all channels, and pooling.
///
/// Functions that work on a part of a map take the rows' first index and end as their last arguments.
/// A class, because the compiler copies large structs of functions through a helper under a common
/// name, which the linker might give to another instruction set.
package final class LayerKernels: Sendable {
  package typealias Map = UnsafePointer<FeatureMap>
  package typealias Floats = UnsafePointer<Float>
  package typealias Depthwise = @Sendable (UnsafePointer<DepthwiseArguments>, Int, Int) -> Void
  package typealias Apply = @Sendable (UnsafePointer<ElementFunction>, Map, Map, Int, Int) -> Void
  package typealias Merge = @Sendable (MergeFunction, Float, Map, Map, Map, Int, Int) -> Void
  package typealias Softmax = @Sendable (Bool, Map, Map, Int, Int) -> Void
  package typealias SoftmaxAcross = @Sendable (Bool, Map, Map, Int, Int, Int) -> Void
  package typealias Normalize = @Sendable (Map, Floats, Floats, Float, Map, Int, Int) -> Void
  package typealias Resample = @Sendable (UnsafePointer<ResamplingArguments>, Int, Int) -> Void
  package typealias Clear = @Sendable (Map, Int, Int) -> Void
  package typealias Gather = @Sendable (Floats, Int, UnsafeMutablePointer<Float>, Int, Int) -> Void

  /// Convolves each channel by itself.
  package let depthwise: Depthwise
  /// Applies a function to each element; the output may be the input.
  package let apply: Apply
  /// Combines two maps element by element; the output may be one of them.
  package let merge: Merge
  /// Softmax, or its logarithm, over the channels of each pixel; the output may be the input.
  package let softmax: Softmax
  /// Softmax, or its logarithm, over groups of a number of rows, for a range of groups.
  package let softmaxAcross: SoftmaxAcross
  /// Normalizes each pixel over its channels: factors, terms, and what is added to the variance.
  package let normalize: Normalize
  /// Enlarges a map.
  package let resample: Resample
  /// Writes zeros.
  package let clear: Clear
  /// Copies floats from one distance to another one: source, its stride, target, its stride, count.
  package let gather: Gather

  /// A table of the given kernels.
  package init(
    depthwise: @escaping Depthwise, apply: @escaping Apply, merge: @escaping Merge,
    softmax: @escaping Softmax, softmaxAcross: @escaping SoftmaxAcross,
    normalize: @escaping Normalize, resample: @escaping Resample, clear: @escaping Clear,
    gather: @escaping Gather
  ) {
    self.depthwise = depthwise
    self.apply = apply
    self.merge = merge
    self.softmax = softmax
    self.softmaxAcross = softmaxAcross
    self.normalize = normalize
    self.resample = resample
    self.clear = clear
    self.gather = gather
  }
}
