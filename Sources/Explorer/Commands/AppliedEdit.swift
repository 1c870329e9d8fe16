import GraphCore
import ModelFiles

/// An edit that was made, with all that it led to.
struct AppliedEdit {
  /// The edit.
  let edit: Edit
  /// What it led to.
  let outcome: EditOutcome
  private let before: LayerCost
  private let alternatives: [Fix]

  /// Makes an edit.
  init(_ edit: Edit, to analysis: ModelAnalysis, isStrict: Bool) throws(EditError) {
    self.edit = edit
    outcome = try analysis.applying(edit, isStrict: isStrict)
    before = analysis.totals
    alternatives = analysis.alternatives(to: edit, outcome: outcome)
  }

  private var after: LayerCost { outcome.analysis.totals }

  private var parameterDifference: Int? { after.parameterDifference(from: before) }

  private var workDifference: Int? {
    before.multiplyAccumulates.flatMap { old in
      after.multiplyAccumulates.map { $0 - old }
    }
  }
}

// MARK: - Words

extension AppliedEdit {
  /// What the edit brought along, and what could be done instead, a line each.
  var remarks: String {
    let repairs = outcome.repairs.map { "explorer: \($0)\n" }
    let instead = alternatives.map { fix in
      "explorer: without a projection: '\(fix.edit)' ("
        + Self.difference(fix.parameterDifference, of: before.knownParameters) + " params, "
        + Self.difference(fix.multiplyAccumulateDifference, of: before.multiplyAccumulates)
        + " MACs)\n"
    }
    return (repairs + instead).joined()
  }

  /// The edit with the differences that it makes, on one line.
  var headline: String {
    let parameters = Self.difference(parameterDifference, of: before.knownParameters)
    let work = Self.difference(workDifference, of: before.multiplyAccumulates)
    return "explorer: \(edit): \(parameters) params\(after.uncountedInWords), \(work) MACs\n"
  }

  private static func difference(_ difference: Int?, of old: Int?) -> String {
    guard let difference else { return "unknown" }
    let sign = difference > 0 ? "+" : ""
    guard let old, old != 0, difference != 0 else { return sign + difference.grouped }
    let percent = (100 * Double(difference) / Double(old)).rounded(toDigits: 1)
    return "\(sign)\(difference.grouped) (\(sign)\(percent) %)"
  }
}

// MARK: - JSON

extension AppliedEdit {
  /// The edit, its differences, repairs and alternatives.
  var json: JSONValue {
    var json: JSONValue = [
      "edit": .string(edit.description), "params_difference": JSONValue(parameterDifference),
      "macs_difference": JSONValue(workDifference),
      "changed": .array(outcome.changes.map { .string($0.name) }),
      "repairs": .array(outcome.repairs.map { .string($0.description) }),
      "alternatives": .array(alternatives.map(\.json)),
    ]
    json.addUncounted(outcome.analysis.uncountedLayers)
    return json
  }
}

extension Fix {
  /// The edit and its differences.
  var json: JSONValue {
    [
      "edit": .string(edit.description), "summary": .string(summary),
      "params_difference": JSONValue(parameterDifference),
      "macs_difference": JSONValue(multiplyAccumulateDifference),
    ]
  }
}
