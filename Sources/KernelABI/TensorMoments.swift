/// What one look at a run of floats gives.
package struct TensorMoments {
  /// The smallest element.
  package var min = Float.infinity
  /// The greatest element.
  package var max = -Float.infinity
  /// The sum of the elements.
  package var sum = 0.0
  /// The sum of the squared elements.
  package var sumOfSquares = 0.0
  /// How many elements are zero.
  package var zeros = 0

  /// The moments of no elements.
  package init() {}
}
