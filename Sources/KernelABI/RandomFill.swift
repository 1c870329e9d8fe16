/// A run of a counter-based random stream: element i is `offset + scale * u(i)`, u uniform in [-1, 1).
package struct RandomFill {
  /// The seed combined with the hash of the array's name.
  package var state: UInt64
  /// The factor of the uniform number.
  package var scale: Double
  /// What is added to it.
  package var offset: Double

  /// A run of the stream `state`.
  package init(state: UInt64, scale: Double, offset: Double) {
    self.state = state
    self.scale = scale
    self.offset = offset
  }
}
