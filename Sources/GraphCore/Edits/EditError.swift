/// Why an edit was refused; the model stays as it was.
public indirect enum EditError: Error, Hashable, Sendable {
  /// The text is no edit.
  case unreadable(String)
  /// A line has a quote that is not closed.
  case openQuote(String)
  /// Nothing in the model has that name; these are spelled like it.
  case unknownTarget(String, similar: [String] = [])
  /// A target is not of the kind that the edit is for.
  case wrongTarget(String, expected: String)
  /// A block has no number of that name.
  case unknownDial(block: String, field: String, dials: [String])
  /// A field does not take that value.
  case invalidValue(layer: String, reason: String)
  /// The edited model would not be valid.
  case invalidModel(GraphError)
  /// A merge would get operands that do not fit, and no rule repairs that.
  case coupled(MergeMismatch, hint: String, fixes: [Fix])
  /// An edit was refused inside a nested model.
  case inside(model: String, EditError)
}

/// A way out of a refused edit: what to change along with it.
public struct Fix: Hashable, Sendable {
  /// The refused edit and what makes it valid, as one edit.
  public var edit: Edit
  /// What is done beside the refused edit, for people.
  public var summary: String
  /// Parameters after it, less those before the refused edit; nil when unknown.
  public var parameterDifference: Int?
  /// Multiply-accumulates after it, less those before the refused edit; nil when unknown.
  public var multiplyAccumulateDifference: Int?
}

extension Fix: CustomStringConvertible {
  /// The change with its cost, as in `projection on the shortcut (+64,278 params)`.
  public var description: String {
    let macs = multiplyAccumulateDifference.map { ", \(Self.signed($0)) MACs" } ?? ""
    let parameters = parameterDifference.map(Self.signed) ?? "unknown"
    return "\(summary) (\(parameters) params\(macs))"
  }

  private static func signed(_ number: Int) -> String {
    number < 0 ? number.grouped : "+\(number.grouped)"
  }
}

extension EditError: CustomStringConvertible {
  /// One line that says what was refused and what to do.
  public var description: String {
    switch self {
    case .unreadable(let text):
      "'\(text)' is no edit; write LAYER.FIELD=VALUE, as in conv2d.filters=64"
    case .openQuote(let text):
      "'\(text)' has a quote that is not closed; names with blanks stand in quotes: \"a b\".filters=64"
    case .unknownTarget(let name, let similar):
      "there is no layer or block '\(name)'"
        + (similar.isEmpty ? "" : "; similar are \(similar.joined(separator: ", "))")
    case .wrongTarget(let name, let expected):
      "'\(name)' is not \(expected)"
    case .unknownDial(let block, let field, let dials):
      dials.isEmpty
        ? "block '\(block)' has no number '\(field)', and no other"
        : "block '\(block)' has no number '\(field)'; it has \(dials.joined(separator: ", "))"
    case .invalidValue(let layer, let reason):
      "'\(layer)': \(reason)"
    case .invalidModel(let error):
      error.description
    case .coupled(let mismatch, let hint, let fixes):
      ([mismatch.description, hint] + fixes.map { "or \($0)" }).joined(separator: "; ")
    case .inside(let model, let error):
      "inside '\(model)': \(error)"
    }
  }
}
