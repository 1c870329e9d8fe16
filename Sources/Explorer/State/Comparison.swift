import GraphCore

/// A model that the current one is compared with.
struct Comparison: Sendable {
  /// Which model it is.
  enum Base: Hashable, Sendable {
    /// A version of this model; 0 is the original.
    case version(Int)
    /// A model from a file, or a built-in one, by its name.
    case other(String)
  }

  /// Which model it is.
  var base: Base
  /// The model.
  var analysis: ModelAnalysis
  /// Its outline.
  var outline: Outline
  /// What it took, when it was timed.
  var timing: PassTiming?
  /// Whether the current model came from it by edits, so that equal identifiers mean equal calls.
  var isAncestor: Bool

  /// The model of a version that the current one came from.
  init(ancestor id: Int, _ analysis: ModelAnalysis, _ outline: Outline, timing: PassTiming?) {
    base = .version(id)
    self.analysis = analysis
    self.outline = outline
    self.timing = timing
    isAncestor = true
  }

  /// A model that is matched by the names of its layers.
  init(_ base: Base, _ analysis: ModelAnalysis, timing: PassTiming? = nil) {
    self.base = base
    self.analysis = analysis
    outline = Outline(analysis)
    self.timing = timing
    isAncestor = false
  }

  /// Whether it is the model as it was opened.
  var isOriginal: Bool { base == .version(0) }

  /// The model in words.
  var name: String {
    switch base {
    case .version(0): "the original"
    case .version(let id): "state \(id)"
    case .other(let name): name
    }
  }

  /// Tells for each call of a model which call of this one it was; nil for a new one.
  func counterparts(for model: ModelAnalysis) -> @Sendable (NodeID) -> NodeID? {
    if isAncestor {
      let graph = analysis.graph
      return { graph.contains($0) ? $0 : nil }
    }
    let (graph, newGraph) = (analysis.graph, model.graph)
    return { node in
      // The calls of a layer that is called several times are matched in order.
      let layer = newGraph[node].layer
      guard let partner = graph.layer(named: newGraph[layer].name),
        let call = newGraph.calls(of: layer).firstIndex(of: node),
        graph.calls(of: partner).indices.contains(call)
      else { return nil }
      let counterpart = graph.calls(of: partner)[call]
      return counterpart
    }
  }
}
