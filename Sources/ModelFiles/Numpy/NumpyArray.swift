/// An array of 32-bit floats as `numpy.save` stores it, in C order.
public struct NumpyArray: Hashable, Sendable {
  /// The sizes of the axes, outermost first.
  public var shape: [Int]
  /// The elements with the last axis varying fastest; as many as the product of `shape`.
  public var elements: [Float]

  /// An array; the elements must be as many as the shape says.
  public init(shape: [Int], elements: [Float]) {
    precondition(shape.reduce(1, *) == elements.count, "the elements do not fill \(shape)")
    self.shape = shape
    self.elements = elements
  }
}
