/// Which filters of a layer stay when an edit leaves it fewer.
public enum FilterSelection: String, CaseIterable, Sendable {
  /// The first ones.
  case first
  /// Those whose kernels have the largest sum of absolute values, in their old order.
  ///
  /// Source: Li, Kadav, Durdanovic, Samet, Graf, 'Pruning Filters for Efficient ConvNets', 2017.
  case largest
}
