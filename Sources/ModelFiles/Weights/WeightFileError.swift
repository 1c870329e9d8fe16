/// Why an archive or a file of weights cannot be taken.
public enum WeightFileError: Error, Hashable, Sendable {
  /// The file as a whole is none of the format.
  case container(reason: String)
  /// A part of the file is damaged, or of a kind that is not read.
  case part(path: String, reason: String)
  /// What the file has for a layer does not belong to the model.
  case layer(name: String, reason: String)
  /// A weight has another shape than the layer asks for.
  case shape(layer: String, weight: String, expected: [Int], found: [Int], path: String)
}

extension WeightFileError: CustomStringConvertible {
  /// One line that says what is wrong, and where.
  public var description: String { words.printableLine }

  private var words: String {
    switch self {
    case .container(let reason): return reason
    case .part(let path, let reason): return "\(Self.cut(path)): \(reason)"
    case .layer(let name, let reason): return "layer '\(name)': \(reason)"
    case .shape(let layer, let weight, let expected, let found, let path):
      return "layer '\(layer)': the \(weight) takes the shape \(Self.text(expected)), "
        + "but \(Self.cut(path)) has \(Self.text(found))"
    }
  }

  /// A shape as Keras writes it.
  static func text(_ shape: [Int]) -> String {
    let sizes = shape.map(String.init).joined(separator: ", ")
    return shape.count == 1 ? "(\(sizes),)" : "(\(sizes))"
  }

  /// The beginning of a name from a file, which may be as long as the file.
  static func cut(_ name: String) -> String { String(name.unicodeScalars.prefix(200)) }
}
