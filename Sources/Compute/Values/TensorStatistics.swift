import KernelABI

/// What a tensor's elements look like as a whole.
public struct TensorStatistics: Sendable, Hashable {
  /// The smallest element; infinity when there is none.
  public var min: Float
  /// The greatest element; minus infinity when there is none.
  public var max: Float
  /// The mean.
  public var mean: Double
  /// The standard deviation of the population.
  public var standardDeviation: Double
  /// The share of elements that are exactly zero, from 0 to 1.
  public var zeroShare: Double
  /// The Euclidean norm.
  public var norm: Double

  /// Looks at the elements of a tensor.
  public init(_ tensor: Tensor) {
    var moments = TensorMoments()
    tensor.elements.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress {
        InstructionSet.best.kernels.moments(base, buffer.count, &moments)
      }
    }
    let count = Double(Swift.max(tensor.elements.count, 1))
    min = moments.min
    max = moments.max
    mean = moments.sum / count
    let variance = moments.sumOfSquares / count - mean * mean
    standardDeviation = variance > 0 ? variance.squareRoot() : variance.isNaN ? .nan : 0
    zeroShare = Double(moments.zeros) / count
    norm = moments.sumOfSquares.squareRoot()
  }
}
