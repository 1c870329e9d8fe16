import GraphCore

/// Names of files for the outputs of all layers, each of its own.
struct OutputFileNames {
  private var taken: Set<String> = []

  /// The name for a call's output: the layer's with `_` for `/`, and the numbers of the call and of the
  /// output but for the first ones; with `~2` behind it when another output has that name.
  mutating func name(of node: NodeID, in graph: ModelGraph) -> String {
    let number = graph.calls(of: graph[node].layer).firstIndex(of: graph.call(of: node)) ?? 0
    let output = graph[node].output
    var name = String(graph.name(of: node).map { $0 == "/" ? "_" : $0 })
    // A file whose name begins with a point is not seen.
    if name.hasPrefix(".") { name = "_" + name.dropFirst() }
    return unique(
      name + (number == 0 ? "" : ":\(number)") + (output == 0 ? "" : ".output\(output)"))
  }

  /// A name that was not given out before.
  mutating func unique(_ name: String) -> String {
    var (result, number) = (name, 2)
    while !taken.insert(result).inserted {
      result = "\(name)~\(number)"
      number += 1
    }
    return result
  }
}
