/// A convolution of each channel by itself, of one sample.
///
/// Contract:
/// - `filters` is `[window row][window column][channel]`, without gaps;
/// - `bias` holds as many floats as the map has channels;
/// - both hold one vector more than that, so that a last vector of few channels can be read;
/// - input and output have equally many channels, and don't overlap;
/// - no float outside the maps' own channels is read or written.
package struct DepthwiseArguments {
  /// What is read.
  package var input: FeatureMap
  /// What is written.
  package var output: FeatureMap
  /// The shape and the steps of the window.
  package var window: Window
  /// The packed weights.
  package var filters: UnsafePointer<Float>
  /// The biases.
  package var bias: UnsafePointer<Float>
  /// Whether relu is applied to the input.
  package var reluBefore = false
  /// Whether relu is applied to the result.
  package var reluAfter = false

  /// A depthwise convolution without relu.
  package init(
    input: FeatureMap, output: FeatureMap, window: Window, filters: UnsafePointer<Float>,
    bias: UnsafePointer<Float>
  ) {
    self.input = input
    self.output = output
    self.window = window
    self.filters = filters
    self.bias = bias
  }
}
