import GraphCore

/// A model as a graph in Graphviz' language: a node for each call, a cluster for each block.
public struct DOTDocument {
  private let analysis: ModelAnalysis
  private var clusters = 0

  /// The graph of a model.
  public init(_ analysis: ModelAnalysis) {
    self.analysis = analysis
  }

  /// The file's text.
  public var text: String {
    var copy = self
    return copy.lines().joined(separator: "\n") + "\n"
  }

  private mutating func lines() -> [String] {
    var lines = [
      "digraph \(Self.quoted(analysis.graph.name)) {",
      "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=10];",
      "  graph [fontname=\"Helvetica\", fontsize=10, style=rounded, color=gray];",
    ]
    for element in ModelSketch(analysis).allElements { lines += self.lines(element, depth: 1) }
    for node in analysis.order where !analysis.graph[node].isFurtherOutput {
      for input in analysis.graph.sources(of: node) {
        lines.append("  n\(input.rawValue) -> n\(node.rawValue);")
      }
    }
    return lines + ["}"]
  }

  private mutating func lines(_ element: ModelSketch.Element, depth: Int) -> [String] {
    let margin = String(repeating: "  ", count: depth)
    switch element {
    case .unit(let nodes): return nodes.map { margin + node($0) }
    case .block(let block):
      clusters += 1
      let title = block.title ?? block.kind.title
      var lines = [
        "\(margin)subgraph cluster_\(clusters) {", "\(margin)  label=\(Self.quoted(title));",
      ]
      for element in block.branches.flatMap(\.elements) {
        lines += self.lines(element, depth: depth + 1)
      }
      lines += block.merge.map { "\(margin)  \(node($0))" }
      return lines + ["\(margin)}"]
    }
  }

  private func node(_ node: NodeID) -> String {
    let label = UnitLabel([node], in: analysis)
    let text = [label.name, label.work, label.shape].joined(separator: "\n")
    return
      "n\(node.rawValue) [label=\(Self.quoted(text)), fillcolor=\"\(Self.color(label.kind))\"];"
  }

  private static func color(_ kind: UnitLabel.Kind) -> String {
    switch kind {
    case .input: "#eceff1"
    case .convolution: "#d4e4f7"
    case .pooling: "#d5eeda"
    case .merge: "#fbe3c8"
    case .dense: "#e6d9f2"
    case .model: "#f6d5dd"
    case .other: "#f3f1e4"
    }
  }

  /// A string of the language, in which a line feed is `\n` and a backslash is doubled.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default:
        result.unicodeScalars.append(
          scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
      }
    }
    return result + "\""
  }
}
