/// The numbers of an inception module, in the argument order of the reference document.
public struct InceptionFilters: Hashable, Sendable {
  /// Filters of the 1x1 branch.
  public var filters1x1: Int
  /// Filters of the 1x1 convolution before the 3x3.
  public var filters3x3Reduce: Int
  /// Filters of the 3x3 convolution.
  public var filters3x3: Int
  /// Filters of the 1x1 convolution before the 5x5.
  public var filters5x5Reduce: Int
  /// Filters of the 5x5 convolution.
  public var filters5x5: Int
  /// Filters of the 1x1 convolution after the pooling.
  public var poolProjection: Int

  /// The six numbers in order.
  public init(
    _ filters1x1: Int, _ filters3x3Reduce: Int, _ filters3x3: Int, _ filters5x5Reduce: Int,
    _ filters5x5: Int, _ poolProjection: Int
  ) {
    self.filters1x1 = filters1x1
    self.filters3x3Reduce = filters3x3Reduce
    self.filters3x3 = filters3x3
    self.filters5x5Reduce = filters5x5Reduce
    self.filters5x5 = filters5x5
    self.poolProjection = poolProjection
  }
}

extension ModelBuilder {
  /// The inception module: four parallel branches, concatenated on the channels.
  ///
  ///     x -> 1x1 ------------------+
  ///     x -> 1x1 (reduce) -> 3x3 --+-> concatenate
  ///     x -> 1x1 (reduce) -> 5x5 --+
  ///     x -> 3x3 max pool -> 1x1 --+
  ///
  /// Every convolution has a bias and a relu. Source: Szegedy et al., "Going deeper with
  /// convolutions" (2014), figure 2(b).
  ///
  /// - Parameter name: what the layers' names begin with, as `inception_3a` in `inception_3a_1x1`; nil
  ///   numbers them automatically.
  public mutating func inceptionModule(
    _ x: NodeID, _ filters: InceptionFilters, name: String? = nil
  ) -> NodeID {
    func part(_ suffix: String) -> String? { name.map { "\($0)_\(suffix)" } }
    let branch1x1 = conv2D(
      x, filters: filters.filters1x1, kernelSize: 1, activation: .relu, name: part("1x1"))
    var branch3x3 = conv2D(
      x, filters: filters.filters3x3Reduce, kernelSize: 1, activation: .relu,
      name: part("3x3_reduce"))
    branch3x3 = conv2D(
      branch3x3, filters: filters.filters3x3, kernelSize: 3, padding: .same, activation: .relu,
      name: part("3x3"))
    var branch5x5 = conv2D(
      x, filters: filters.filters5x5Reduce, kernelSize: 1, activation: .relu,
      name: part("5x5_reduce"))
    branch5x5 = conv2D(
      branch5x5, filters: filters.filters5x5, kernelSize: 5, padding: .same, activation: .relu,
      name: part("5x5"))
    var branchPool = maxPooling2D(
      x, poolSize: 3, strides: 1, padding: .same, name: part("pool"))
    branchPool = conv2D(
      branchPool, filters: filters.poolProjection, kernelSize: 1, activation: .relu,
      name: part("pool_proj"))
    return concatenate([branch1x1, branch3x3, branch5x5, branchPool], name: part("output"))
  }

  /// An inception module whose input is added to its output.
  ///
  /// When the channel counts differ, the input goes through a linear 1x1 convolution first. Source:
  /// He et al., "Deep residual learning for image recognition" (2015), section 3.2, projection
  /// shortcuts; Szegedy et al., "Inception-v4, Inception-ResNet ..." (2016), section 3.2.
  public mutating func residualInceptionModule(_ x: NodeID, _ filters: InceptionFilters) -> NodeID {
    let inception = inceptionModule(x, filters)
    var shortcut = x
    if shape(of: x).channels != shape(of: inception).channels,
      let channels = shape(of: inception).channels.value
    {
      shortcut = conv2D(x, filters: channels, kernelSize: 1)
    }
    return add([shortcut, inception])
  }
}
