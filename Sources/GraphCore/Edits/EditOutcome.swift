/// What an edit leads to.
public struct EditOutcome: Sendable {
  /// The edited model.
  public var analysis: ModelAnalysis
  /// The layers whose shape, parameters, multiply-accumulates or inputs changed, in Keras' order;
  /// removed ones last.
  public var changes: [LayerChange]
  /// What was done beside the edit itself to keep the model valid.
  public var repairs: [Repair]
}

extension EditOutcome {
  /// Whether a projection had to be put on a shortcut.
  var addsProjection: Bool {
    repairs.contains { if case .insertedProjection = $0 { true } else { false } }
  }
}

/// Something that was done beside an edit to keep the model valid.
public indirect enum Repair: Hashable, Sendable {
  /// A convolution whose job is to match a sum got the sum's channels.
  case followed(layer: String, sum: String, from: Int, to: Int)
  /// A 1x1 projection was put on the shortcut of a sum.
  case insertedProjection(layer: String, sum: String, from: Int, to: Int)
  /// A projection that no longer changed the channels was taken out.
  case removedProjection(layer: String, sum: String, channels: Int)
  /// A nested model got the input shape that it is called with.
  case followedInput(layer: String, from: Shape, to: Shape)
  /// A repair inside a nested model.
  case inside(model: String, Repair)
}

extension Repair: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch self {
    case .followed(let layer, let sum, let from, let to):
      "\(layer) follows \(sum): filters \(from) -> \(to)"
    case .insertedProjection(let layer, let sum, let from, let to):
      "added projection \(layer) before \(sum): 1x1, \(from) -> \(to)"
    case .removedProjection(let layer, let sum, let channels):
      "removed projection \(layer) before \(sum): both sides have \(channels) channels"
    case .followedInput(let layer, let from, let to):
      "\(layer) follows its input: \(from) -> \(to)"
    case .inside(let model, let repair):
      "inside \(model), \(repair)"
    }
  }
}
