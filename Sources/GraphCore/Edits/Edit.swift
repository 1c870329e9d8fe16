/// A change of a model, as a value.
public enum Edit: Hashable, Sendable {
  /// Sets a field of a layer, or a number of a block.
  case set(target: String, field: String, value: FieldValue)
  /// Several changes that are checked and repaired together.
  case all([Edit])
}

extension Edit {
  /// Reads `TARGET.FIELD=VALUE`, as in `conv2d_2.filters=96` or
  /// `residual_inception_1.filters_3x3=96`.
  ///
  /// - Throws: `EditError.unreadable`.
  public init(parsing text: String) throws(EditError) {
    guard let equals = text.firstIndex(of: "=") else { throw .unreadable(text) }
    let left = text[..<equals]
    guard let dot = left.lastIndex(of: ".") else { throw .unreadable(text) }
    let target = left[..<dot]
    let field = left[left.index(after: dot)...]
    guard !target.isEmpty, !field.isEmpty else { throw .unreadable(text) }
    let value = FieldValue(parsing: String(text[text.index(after: equals)...]))
    self = .set(target: String(target), field: String(field), value: value)
  }
}

extension Edit: CustomStringConvertible {
  /// The edit as `init(parsing:)` reads it; several ones are separated by blanks.
  public var description: String {
    switch self {
    case .set(let target, let field, let value): "\(target).\(field)=\(value)"
    case .all(let edits): edits.map(\.description).joined(separator: " ")
    }
  }
}

/// Why an edit was refused; the model stays as it was.
public enum EditError: Error, Hashable, Sendable {
  /// The text is not `TARGET.FIELD=VALUE`.
  case unreadable(String)
  /// Neither a layer nor a block has that name.
  case unknownTarget(String)
  /// A block has no number of that name.
  case unknownDial(block: String, field: String, dials: [String])
  /// A field does not take that value.
  case invalidValue(layer: String, reason: String)
  /// The edited model would not be valid.
  case invalidModel(GraphError)
  /// A sum would get operands of different sizes, and no rule repairs that.
  case coupled(MergeMismatch, hint: String)
}

extension EditError: CustomStringConvertible {
  /// One line that says what was refused and what to do.
  public var description: String {
    switch self {
    case .unreadable(let text):
      "'\(text)' is no edit; write LAYER.FIELD=VALUE, as in conv2d.filters=64"
    case .unknownTarget(let name):
      "there is no layer or block '\(name)'"
    case .unknownDial(let block, let field, let dials):
      dials.isEmpty
        ? "block '\(block)' has no number '\(field)', and no other"
        : "block '\(block)' has no number '\(field)'; it has \(dials.joined(separator: ", "))"
    case .invalidValue(let layer, let reason):
      "'\(layer)': \(reason)"
    case .invalidModel(let error):
      error.description
    case .coupled(let mismatch, let hint):
      "\(mismatch); \(hint)"
    }
  }
}
