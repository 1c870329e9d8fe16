import GraphCore

/// What an edit would lead to, and what could be done in its place.
struct EditPreview: Hashable, Sendable {
  /// The edit.
  var edit: Edit
  /// What it would lead to, or why it would be refused.
  var result: Result
  /// Edits in its place: ways out of a refusal, or ways without a projection.
  var choices: [Fix] = []
  /// The one of them that Enter takes; nil for the edit itself.
  var choice: Int?
  /// What the chosen one would lead to; nil while that is worked out.
  var chosenResult: Result?

  /// What Enter would lead to; nil while that is worked out.
  var shownResult: Result? { choice == nil ? result : chosenResult }

  /// A consequence or a refusal.
  enum Result: Hashable, Sendable {
    /// What it would lead to.
    case outcome(Outcome)
    /// Why it would be refused.
    case refused(String)
  }

  /// The model after the edit, in numbers.
  struct Outcome: Hashable, Sendable {
    /// The cost of the model.
    var totals: LayerCost
    /// What would be done beside the edit, one line each.
    var repairs: [String]
    /// How many layers would change.
    var changedLayers: Int
  }

  /// Takes what an edit would lead to, when that is the chosen one.
  mutating func take(_ result: Result, of edit: Edit) {
    if let choice, choices[choice].edit == edit { chosenResult = result }
  }

  /// The edit that Enter makes; nil when it would be refused.
  var taken: Edit? {
    if let choice { return choices[choice].edit }
    if case .outcome = result { return edit }
    return nil
  }

  /// Goes to the next edit in its place, and round to the edit itself.
  mutating func nextChoice(_ direction: Int) {
    guard !choices.isEmpty else { return }
    var isRefused = false
    if case .refused = result { isRefused = true }
    let count = choices.count + (isRefused ? 0 : 1)
    let offset = isRefused ? 0 : 1
    let place = choice.map { $0 + offset } ?? (isRefused ? (direction > 0 ? -1 : 0) : 0)
    let next = (place + direction + count) % count - offset
    choice = next < 0 ? nil : next
    chosenResult = nil
  }
}

extension ModelAnalysis {
  /// What an edit of this model would lead to, without other ways.
  func result(of edit: Edit) -> EditPreview.Result {
    do throws(EditError) {
      return .outcome(EditPreview.Outcome(try applying(edit)))
    } catch {
      return .refused(error.description)
    }
  }

  /// What an edit of this model would lead to.
  func preview(of edit: Edit) -> EditPreview {
    do throws(EditError) {
      return preview(of: edit, leadingTo: try applying(edit))
    } catch {
      return EditPreview(
        edit: edit, result: .refused(error.description), choices: error.fixes)
    }
  }
}

extension ModelAnalysis {
  /// What an edit of this model leads to, when that is known.
  func preview(of edit: Edit, leadingTo outcome: EditOutcome) -> EditPreview {
    EditPreview(
      edit: edit,
      result: .outcome(EditPreview.Outcome(outcome)),
      choices: alternatives(to: edit, outcome: outcome))
  }
}

extension EditPreview.Outcome {
  /// The numbers of an outcome.
  fileprivate init(_ outcome: EditOutcome) {
    self.init(
      totals: outcome.analysis.totals, repairs: outcome.repairsInWords,
      changedLayers: outcome.changes.count)
  }
}

extension EditOutcome {
  /// The repairs in words, the costly ones first; layers that follow alike are named together.
  var repairsInWords: [String] {
    var words: [String] = []
    var followers: [Step: [String]] = [:]
    var steps: [Step] = []
    for repair in repairs {
      switch repair {
      case .insertedProjection(let layer, _, let from, let to):
        words.append("adds projection \(layer) \(from) → \(to): \(parameterDelta([layer]))")
      case .removedProjection(let layer, _, _):
        words.append("removes projection \(layer): \(parameterDelta([layer]))")
      case .followedInput, .inside:
        words.append(repair.description)
      case .followed(let layer, _, let from, let to):
        let step = Step(from: from, to: to)
        if followers[step] == nil { steps.append(step) }
        followers[step, default: []].append(layer)
      }
    }
    for step in steps {
      let layers = followers[step] ?? []
      let who = layers.count == 1 ? "\(layers[0]) follows" : "\(layers.count) layers follow"
      let names = layers.count == 1 ? "" : " (\(Self.listed(layers)))"
      words.append("\(who) \(step.from) → \(step.to): \(parameterDelta(layers))\(names)")
    }
    return words
  }

  /// The first names, and how many more there are.
  private static func listed(_ names: [String]) -> String {
    guard names.count > 4 else { return names.joined(separator: ", ") }
    return names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
  }

  private struct Step: Hashable {
    var from: Int
    var to: Int
  }

  private func parameterDelta(_ layers: [String]) -> String {
    var (old, new) = (0, 0)
    for change in changes where layers.contains(change.name) {
      guard let before = change.old.map(\.cost.knownParameters) ?? 0,
        let after = change.new.map(\.cost.knownParameters) ?? 0
      else { return "±? params" }
      old += before
      new += after
    }
    return Format.delta(from: old, to: new) + " params"
  }
}
