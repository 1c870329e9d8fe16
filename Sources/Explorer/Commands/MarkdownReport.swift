import GraphCore
import ModelFiles

/// A model in Markdown: totals, the blocks with their share of the cost, every layer.
struct MarkdownReport {
  private let model: LoadedModel

  /// A report on a model.
  init(_ model: LoadedModel) {
    self.model = model
  }

  /// The file's text.
  var text: String {
    (["# " + Self.cell(model.title), ""] + totals + ["", "## Blocks", ""] + blocks
      + ["", "## Layers", ""] + layers).joined(separator: "\n") + "\n"
  }

  private var totals: [String] {
    let totals = model.analysis.totals
    let graph = model.analysis.graph
    func shapes(_ nodes: [NodeID]) -> String {
      nodes.map { SummaryReport.kerasText(model.analysis.shape(of: $0)) }.joined(separator: ", ")
    }
    return Self.table(
      ["", ""],
      [
        ["Input", shapes(graph.inputs)], ["Output", shapes(graph.outputs)],
        ["Layers", String(model.analysis.calls.count)],
        ["Parameters", totals.inWords(totals.parameters) + totals.uncountedInWords],
        ["Trainable parameters", totals.inWords(totals.trainableParameters)],
        ["Multiply-accumulates", Self.text(totals.multiplyAccumulates)],
      ], right: [])
  }

  /// The outermost rows of the outline.
  private var blocks: [String] {
    let analysis = model.analysis
    let whole = analysis.totals.multiplyAccumulates ?? 0
    let rows = Outline(analysis).items.map { item -> [String] in
      let cost = analysis.cost(of: item.nodes)
      let macs = cost.multiplyAccumulates
      let share = macs.map { whole > 0 ? Double($0) / Double(whole) * 100 : 0 }
      return [
        item.title, Self.kind(item, analysis), Self.numbers(item),
        SummaryReport.kerasText(analysis.shape(of: item.node)), cost.inWords(cost.parameters),
        Self.text(macs), share.map { $0.rounded(toDigits: 1) + "%" } ?? "",
      ]
    }
    return Self.table(
      ["Block", "Kind", "Numbers", "Output shape", "Params", "MACs", "Share"], rows,
      right: [4, 5, 6])
  }

  private static func kind(_ item: OutlineItem, _ analysis: ModelAnalysis) -> String {
    switch item.kind {
    case .run(let count):
      item.children.first.map { "\(count) x \(kind($0, analysis))" } ?? "\(count) blocks"
    case .block(let kind): kind.title
    case .branch: "branch"
    case .unit:
      item.nodes.map { analysis.graph.operation(of: $0).className }.joined(separator: ", ")
    case .layer: analysis.graph.operation(of: item.node).className
    }
  }

  /// A block's arguments as its function in exported code names them.
  private static func numbers(_ item: OutlineItem) -> String {
    let dials = item.children.first.flatMap { first in
      if case .run = item.kind { first.dials } else { nil }
    }
    return (dials ?? item.dials).map { "\($0.parameter)=\($0.value)" }.joined(separator: ", ")
  }

  private var layers: [String] {
    let analysis = model.analysis
    let rows = analysis.callsByLayer.map { node -> [String] in
      let cost = analysis.cost(of: node)
      return [
        analysis.graph.name(of: node), analysis.graph.operation(of: node).className,
        analysis.outputShapes(of: node).map(SummaryReport.kerasText).joined(separator: ", "),
        cost.inWords(cost.parameters),
        Self.text(cost.multiplyAccumulates),
        analysis.graph[node].inputs.map { analysis.graph.label(of: $0) }.joined(separator: ", "),
      ]
    }
    return Self.table(
      ["Layer", "Class", "Output shape", "Params", "MACs", "Connected to"], rows, right: [3, 4])
  }

  // MARK: Markdown

  private static func table(
    _ headings: [String], _ rows: [[String]], right: Set<Int>
  ) -> [String] {
    let rule = headings.indices.map { right.contains($0) ? "---:" : "---" }
    return ([headings, rule] + rows.map { $0.map(cell) }).map { cells in
      "| " + cells.joined(separator: " | ") + " |"
    }
  }

  /// A text that stays in its cell and means itself.
  private static func cell(_ text: String) -> String {
    var result = ""
    for character in text {
      if character.isNewline {
        result += " "
      } else {
        if "\\|*_`<>[]#".contains(character) { result += "\\" }
        result.append(character)
      }
    }
    return result
  }

  private static func text(_ count: Int?) -> String {
    count?.grouped ?? "unknown"
  }
}
