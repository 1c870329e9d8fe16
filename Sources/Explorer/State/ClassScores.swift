import Compute
import GraphCore

/// What a pass made of its input: the largest elements of the model's outputs.
struct ClassScores: Hashable, Sendable {
  /// What the model was run on.
  var input: InputChoice
  /// By which rule given weights were cut.
  var keep: FilterSelection
  /// The outputs that are vectors; at least one.
  var outputs: [RankedClasses]

  /// How many are noted of each.
  static let count = 10

  /// What became of the outputs of a model; nil when none is a vector.
  init?(
    of model: ModelAnalysis, input: InputChoice, keep: FilterSelection,
    _ tensor: (NodeID) -> Tensor?
  ) {
    outputs = RankedClasses.all(of: model, most: Self.count, tensor).filter { !$0.top.isEmpty }
    guard !outputs.isEmpty else { return nil }
    self.input = input
    self.keep = keep
  }
}

extension RankedClasses {
  /// An element as it is shown.
  func text(_ score: Score) -> String {
    areProbabilities
      ? Format.percent(Double(score.value), digits: 2) : Format.value(Double(score.value))
  }

  /// The share of a full bar: of one for a probability, of the largest for any other number.
  func share(_ score: Score) -> Double {
    if areProbabilities { return Double(score.value) }
    let most = top.map { abs($0.value) }.filter(\.isFinite).max() ?? 0
    return most > 0 ? Double(abs(score.value) / most) : 0
  }
}

extension State {
  /// The name of a class of an output, when there is one for each of its classes.
  func className(_ index: Int, of classes: RankedClasses) -> String? {
    guard classes.count == classNames.count, classNames.indices.contains(index) else { return nil }
    return classNames[index]
  }

  /// The most likely class of each output in few words.
  func words(for scores: ClassScores) -> String {
    let texts = scores.outputs.map { classes -> String in
      guard let best = classes.top.first else { return "" }
      let name = className(best.index, of: classes) ?? "class \(best.index)"
      let output = scores.outputs.count > 1 ? "\(classes.output): " : ""
      return "\(output)\(name) \(classes.text(best))"
    }
    return texts.joined(separator: ", ")
  }
}
