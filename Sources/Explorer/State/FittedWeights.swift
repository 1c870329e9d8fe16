import Compute
import GraphCore

/// What edits made of the weights that a file gave.
struct FittedWeights: Sendable {
  /// What it depends on.
  struct Basis: Hashable, Sendable {
    /// The version of the model.
    var version: Int
    /// Which filters stay when a layer has fewer.
    var keep: FilterSelection
  }

  /// What it depends on.
  var basis: Basis
  /// What is not as it was, by layer, of a nested model all layers inside; nil while that is being
  /// worked out.
  var changes: [LayerID: [WeightChange]]?
}

extension State {
  /// What became of the given weights in this version, by this rule; empty until it is worked out, and
  /// without given weights.
  var weightChanges: [LayerID: [WeightChange]] {
    guard let fitted, fitted.basis.version == history.index else { return [:] }
    return fitted.changes ?? [:]
  }

  /// Asks what becomes of the given weights, once the model or the rule is another one.
  mutating func fitWeights() -> [Effect] {
    guard let keep else { return [] }
    let basis = FittedWeights.Basis(version: history.index, keep: keep)
    guard fitted?.basis != basis else { return [] }
    fitted = FittedWeights(basis: basis)
    return [.fit(basis, analysis)]
  }

  /// Takes what became of the given weights, unless it is about another version or rule.
  mutating func weightsFitted(_ basis: FittedWeights.Basis, _ news: Event.FitNews) {
    guard fitted?.basis == basis else { return }
    switch news {
    case .found(let changes):
      fitted?.changes = Dictionary(grouping: changes, by: \.layer)
    case .failed(let reason): message = Message(kind: .error, text: reason)
    }
  }

  /// Chooses which filters stay; outputs that are looked at are computed anew.
  mutating func chooseKeep(_ word: String?) -> [Effect] {
    guard let selection = word.flatMap({ FilterSelection(rawValue: $0) }) else {
      message = Message(
        kind: .error,
        text: "keep takes \(FilterSelection.allCases.map(\.rawValue).joined(separator: " or "))")
      return []
    }
    guard selection != keep else {
      message = Message(kind: .info, text: "\(selection.rule) stay already")
      return []
    }
    keep = selection
    note(Invocation(.keep, selection.rawValue))
    message = Message(
      kind: .info, text: "where edits leave a layer fewer filters, \(selection.rule) stay")
    return passesAreStale()
  }
}

extension FilterSelection {
  /// The filters that stay, in words.
  var rule: String {
    switch self {
    case .first: "the first ones"
    case .largest: "those with the largest L1 norm"
    }
  }
}
