import Compute
import GraphCore

/// What a pass made of its input: the largest elements of the model's output.
struct ClassScores: Hashable, Sendable {
  /// An element of the output.
  struct Score: Hashable, Sendable {
    /// Its place, the number of a class.
    var index: Int
    /// The element.
    var value: Float
  }

  /// What the model was run on.
  var input: InputChoice
  /// By which rule given weights were cut.
  var keep: FilterSelection
  /// The largest ones, the largest first; at least one.
  var top: [Score]
  /// Whether they are probabilities.
  var areProbabilities: Bool

  /// How many are noted.
  static let count = 10

  /// What became of the first output of a model; nil when that is no vector.
  init?(_ output: Tensor, of model: ModelAnalysis, input: InputChoice, keep: FilterSelection) {
    top = RunReport.top(Self.count, of: output).map {
      Score(index: $0.index, value: $0.probability)
    }
    guard !top.isEmpty, let node = model.graph.outputs.first else { return nil }
    self.input = input
    self.keep = keep
    areProbabilities = model.graph.operation(of: node).endsInSoftmax
  }

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

extension GraphCore.Operation {
  /// Whether its output is a distribution over classes.
  var endsInSoftmax: Bool {
    switch self {
    case .dense(let dense): dense.activation == .softmax
    case .activation(let layer): layer.activation == .softmax
    case .softmax: true
    default: false
    }
  }
}

extension State {
  /// The name of a class, when there is one for each of the model's.
  func className(_ index: Int) -> String? {
    guard let output = analysis.graph.outputs.first,
      analysis.shape(of: output).channels.value == classNames.count,
      classNames.indices.contains(index)
    else { return nil }
    return classNames[index]
  }

  /// The most likely class in few words.
  func words(for scores: ClassScores) -> String {
    guard let best = scores.top.first else { return "" }
    return "\(className(best.index) ?? "class \(best.index)") \(scores.text(best))"
  }
}
