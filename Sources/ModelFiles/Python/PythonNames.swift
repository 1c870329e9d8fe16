import GraphCore

/// Which layers of a model need their name given, because Keras would number them differently.
///
/// Keras numbers the layers of a class in the order of their creation, over all models of a process.
/// So the code is followed in that order, and whatever has the name that its turn gives stays
/// automatic.
struct PythonNames {
  /// The names to give in a model and, under the layers that are models, inside of those.
  struct Plan {
    var sketch: ModelSketch
    var given: [LayerID: String] = [:]
    /// The name of the model itself; nil when it is automatic.
    var modelName: String?
    var nested: [LayerID: Plan] = [:]
  }

  private var counts: [String: Int] = [:]

  /// The plan of a whole model.
  static func plan(_ analysis: ModelAnalysis, isSequential: Bool) -> Plan {
    var names = PythonNames()
    return names.plan(analysis, name: analysis.graph.name, isSequential: isSequential)
  }

  private mutating func plan(
    _ analysis: ModelAnalysis, name: String, isSequential: Bool
  ) -> Plan {
    var plan = Plan(sketch: ModelSketch(analysis))
    let graph = analysis.graph
    var seen: Set<LayerID> = []
    for node in plan.sketch.allElements.flatMap(\.nodes)
    where seen.insert(graph[node].layer).inserted {
      let id = graph[node].layer
      let layer = graph[id]
      switch layer.operation {
      case .model(let model):
        plan.nested[id] = self.plan(
          model.analysis, name: layer.name, isSequential: model.isSequential)
      case .opaque:
        // Its configuration has the name.
        break
      default:
        plan.given[id] = nameToGive(layer.name, className: layer.operation.className)
      }
    }
    // A model is created after everything inside it.
    plan.modelName = nameToGive(
      name, className: isSequential ? "Sequential" : "Functional")
    return plan
  }

  /// The name, unless it is the next automatic one, which is then used up.
  private mutating func nameToGive(_ name: String, className: String) -> String? {
    let next = counts[className, default: 0]
    guard AutomaticNames.number(of: name, ofClass: className) == next else { return name }
    counts[className] = next + 1
    return nil
  }
}
