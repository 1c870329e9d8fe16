/// How the filters of a convolution are brought into the order in which the kernels read them.
///
///     Keras: [window row][window column][channel][output channel]
///     here:  [panel][window row][window column][channel][output channel within the panel]
///
/// A panel is `panelWidth` columns wide, the last one half of that when this is enough; columns
/// beyond the output channels are zero.
package struct FilterPacking {
  /// The weights in Keras' order.
  package var source: UnsafePointer<Float>
  /// The biases, or nil when there are none.
  package var sourceBias: UnsafePointer<Float>?
  /// A factor for each output channel, or nil; a folded normalization.
  package var scale: UnsafePointer<Float>?
  /// What is added to the scaled bias of each output channel, or nil; a folded normalization.
  package var shift: UnsafePointer<Float>?
  /// The number of products in one output element.
  package var depth: Int
  /// The distance between rows of the source: the output channels of all groups.
  package var sourceStride: Int
  /// The output channels that are packed.
  package var outputChannels: Int
  /// Where the packed weights go: depth x packed columns floats.
  package var filters: UnsafeMutablePointer<Float>
  /// Where the packed biases go: as many as packed columns.
  package var bias: UnsafeMutablePointer<Float>

  /// The packing of weights that have neither a bias nor a folded normalization.
  package init(
    source: UnsafePointer<Float>, depth: Int, outputChannels: Int,
    filters: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>
  ) {
    self.source = source
    self.depth = depth
    self.sourceStride = outputChannels
    self.outputChannels = outputChannels
    self.filters = filters
    self.bias = bias
  }
}
