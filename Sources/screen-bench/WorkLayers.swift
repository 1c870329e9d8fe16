import GraphCore

/// The layers that are edited.
struct WorkLayers {
  /// All convolutions, or some of very many.
  var convolutions: [String]
  /// Those whose filters are turned at once.
  var plain: [String]
  /// Those that open a box, as a filter more moves a projection.
  var boxed: [String]

  /// The convolutions of a model.
  init(_ analysis: ModelAnalysis) {
    let graph = analysis.graph
    let all = analysis.calls.filter { graph.operation(of: $0).className == "Conv2D" }
    // Trying an edit takes its time in a large model.
    let few = stride(from: 1, to: all.count, by: max(1, all.count / 24)).map { all[$0] }
    convolutions = stride(from: 0, to: all.count, by: max(1, all.count / 200))
      .map { graph.name(of: all[$0]) }
    plain = []
    boxed = []
    for call in few {
      guard case .integer(let filters)? = graph.operation(of: call).value(of: "filters") else {
        continue
      }
      let name = graph.name(of: call)
      let edit = Edit.set(target: name, field: "filters", value: .integer(filters + 1))
      guard let outcome = try? analysis.applying(edit) else { continue }
      let movesProjection = outcome.repairs.contains {
        switch $0 {
        case .insertedProjection, .removedProjection: true
        default: false
        }
      }
      if movesProjection { boxed.append(name) } else { plain.append(name) }
    }
  }
}
