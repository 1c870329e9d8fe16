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
  case coupled(MergeMismatch, fixes: [Fix])
  /// An edit was refused inside a nested model.
  case inside(model: String, EditError)
}

/// What to do in place of an edit: a way out of a refusal, or a way without a projection.
public struct Fix: Hashable, Sendable {
  /// What to make in place of the edit; it does all that the edit asked for.
  public var edit: Edit
  /// What is done beside the edit, for people.
  public var summary: String
  /// Parameters after it, less those before it; nil when unknown.
  public var parameterDifference: Int?
  /// Multiply-accumulates after it, less those before it; nil when unknown.
  public var multiplyAccumulateDifference: Int?
}

extension Fix {
  /// A way with what it costs.
  init(_ edit: Edit, _ summary: String, from old: LayerCost, to new: LayerCost) {
    self.edit = edit
    self.summary = summary
    parameterDifference = new.parameterDifference(from: old)
    multiplyAccumulateDifference = new.multiplyAccumulates.flatMap { new in
      old.multiplyAccumulates.map { new - $0 }
    }
  }
}

extension Fix: CustomStringConvertible {
  /// The change with its cost, as in `1x1 projection to 255 channels behind add (+65,535 params)`.
  public var description: String {
    let macs = multiplyAccumulateDifference.map { ", \(Self.signed($0)) MACs" } ?? ""
    let parameters = parameterDifference.map(Self.signed) ?? "unknown"
    return "\(summary) (\(parameters) params\(macs))"
  }

  private static func signed(_ number: Int) -> String {
    number < 0 ? number.grouped : "+\(number.grouped)"
  }
}

extension EditError {
  /// The operands that do not fit; nil when no merge is the reason.
  public var mismatch: MergeMismatch? {
    switch self {
    case .coupled(let mismatch, _): mismatch
    case .inside(_, let error): error.mismatch
    default: nil
    }
  }

  /// What could be done in place of the refused edit, cheapest first.
  public internal(set) var fixes: [Fix] {
    get {
      switch self {
      case .coupled(_, let fixes): fixes
      case .inside(_, let error): error.fixes
      default: []
      }
    }
    set {
      switch self {
      case .coupled(let mismatch, _): self = .coupled(mismatch, fixes: newValue)
      case .inside(let model, var error):
        error.fixes = newValue
        self = .inside(model: model, error)
      default: break
      }
    }
  }
}

extension EditError: CustomStringConvertible {
  /// One line that says what was refused and what to do, but for the fixes.
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
    case .coupled(let mismatch, _):
      "\(mismatch); \(mismatch.hint)"
    case .inside(let model, let error):
      "inside '\(model)': \(error)"
    }
  }
}
