/// A block of floats with a shape, row-major, the batch axis first and the channels last.
public struct Tensor: Sendable, Equatable {
  /// The sizes of all axes; for a map: 1, height, width, channels.
  public var shape: [Int]
  /// The elements, the last axis fastest.
  public var elements: [Float]

  /// A tensor of the given elements.
  ///
  /// - Precondition: there are as many elements as the shape has places.
  public init(shape: [Int], elements: [Float]) {
    precondition(
      shape.reduce(1, *) == elements.count,
      "a tensor of shape \(shape) can't have \(elements.count) elements")
    self.shape = shape
    self.elements = elements
  }

  /// A seeded random input: uniform in [-1, 1), from the stream of the given name.
  public static func randomInput(
    shape: [Int], seed: UInt64 = 1, name: String = "input"
  ) -> Tensor {
    Tensor(
      shape: shape,
      elements: RandomStream(seed: seed, name: name).elements(count: shape.reduce(1, *)))
  }

  /// The position of the element with the given flat index in the shape.
  public func position(of index: Int) -> [Int] {
    var rest = index
    var position = [Int](repeating: 0, count: shape.count)
    for axis in shape.indices.reversed() {
      position[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return position
  }
}
