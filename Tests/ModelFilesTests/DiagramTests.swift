import Foundation
import GraphCore
import Testing

@testable import ModelFiles

/// The drawing: where things stand, and that the files are well-formed.
struct DiagramTests {
  @Test(arguments: BuiltInModel.allCases)
  func nothingOverlaps(model: BuiltInModel) throws {
    let diagram = Diagram(try ModelAnalysis(model.graph()))
    #expect(!diagram.boxes.isEmpty)
    for (index, box) in diagram.boxes.enumerated() {
      #expect(box.area.x >= 0 && box.area.x + box.area.width <= diagram.width)
      #expect(box.area.y >= 0 && box.area.y + box.area.height <= diagram.height)
      for other in diagram.boxes[(index + 1)...] {
        #expect(!overlap(box.area, other.area), "\(box.nodes) \(other.nodes)")
      }
      for frame in diagram.frames {
        // A box is inside a frame below its heading, or outside.
        var heading = frame.area
        heading.height = Diagram.heading
        #expect(!overlap(box.area, heading))
        #expect(!overlap(box.area, frame.area) || contains(frame.area, box.area))
      }
    }
    for (index, frame) in diagram.frames.enumerated() {
      for other in diagram.frames[(index + 1)...] {
        #expect(
          !overlap(frame.area, other.area) || contains(frame.area, other.area)
            || contains(other.area, frame.area))
      }
    }
  }

  @Test(arguments: BuiltInModel.allCases)
  func linesLeadFromBoxToBox(model: BuiltInModel) throws {
    let analysis = try ModelAnalysis(model.graph())
    let diagram = Diagram(analysis)
    let arguments = diagram.boxes.compactMap(\.nodes.first).map { analysis.graph[$0].inputs.count }
    #expect(diagram.lines.count == arguments.reduce(0, +))
    for line in diagram.lines {
      #expect(zip(line.points, line.points.dropFirst()).allSatisfy { $0.y <= $1.y })
      let (start, end) = (try #require(line.points.first), try #require(line.points.last))
      #expect(diagram.boxes.contains { $0.area.y + $0.area.height == start.y })
      #expect(diagram.boxes.contains { $0.area.y == end.y })
    }
  }

  /// 782 layers are drawn in a few dozen boxes, each run once.
  @Test func runsAreDrawnOnce() throws {
    let diagram = Diagram(try ModelAnalysis(BuiltInModel.inceptionResNetV2.graph()))
    #expect(diagram.boxes.count < 80)
    let runs = diagram.frames.filter { $0.count > 1 }
    #expect(runs.map(\.count) == [10, 20, 9])
    #expect(runs.first?.title == "block35_1-10 \u{B7} residual inception")
  }

  @Test func otherOutputsStandBesideTheMainWay() throws {
    var model = ModelBuilder(name: "two")
    let input = model.input(shape: Shape(8, 8, 3))
    let first = model.conv2D(input, filters: 4, kernelSize: 1)
    let second = model.conv2D(first, filters: 4, kernelSize: 1)
    let side = model.dense(first, units: 2, activation: .softmax)
    let end = model.dense(
      model.conv2D(second, filters: 4, kernelSize: 1), units: 2, activation: .linear)
    let diagram = Diagram(try ModelAnalysis(model.finish(outputs: [end, side])))
    let boxes = Dictionary(uniqueKeysWithValues: diagram.boxes.map { ($0.nodes[0], $0.area) })
    let (source, beside) = (try #require(boxes[first]), try #require(boxes[side]))
    #expect(beside.x >= source.x + source.width && beside.y >= source.y + source.height)
    #expect(diagram.lines.count == 5)
  }

  @Test func filesAreAsRecorded() throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInceptionModule.graph())
    try expectText(SVGDocument(analysis, title: "a module").text, "residual-inception-module.svg")
    try expectText(DOTDocument(analysis).text, "residual-inception-module.dot")
  }

  /// Texts end where their boxes end: 27 characters of 6.7 pixels.
  @Test(arguments: BuiltInModel.allCases)
  func everyTextFits(model: BuiltInModel) throws {
    let text = SVGDocument(try ModelAnalysis(model.graph()), title: model.rawValue).text
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("<text class=\"work\"") }
    #expect(lines.count > 5)
    for line in lines {
      let words = line.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" }
      #expect(words.count <= Diagram.longestTitle + 5, "\(words)")
    }
  }

  @Test func namesAreEscaped() throws {
    var graph = ModelGraph(name: "<&\">")
    let input = try graph.add(
      .inputLayer(InputLayer(shape: Shape(4, 4, 3))), name: "a<b>&\"c\u{1}", inputs: [])
    graph.setOutputs([input])
    let analysis = try ModelAnalysis(graph)
    let svg = SVGDocument(analysis, title: "<&\">").text
    #expect(svg.contains("<title>&lt;&amp;&quot;&gt;</title>"))
    #expect(svg.contains(">a&lt;b&gt;&amp;&quot;c\u{FFFD}</text>"))
    let dot = DOTDocument(analysis).text
    #expect(dot.hasPrefix("digraph \"<&\\\">\" {"))
    #expect(dot.contains("label=\"a<b>&\\\"c\u{FFFD}\\n"))
  }

  private func overlap(_ a: Diagram.Rectangle, _ b: Diagram.Rectangle) -> Bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
  }

  private func contains(_ outer: Diagram.Rectangle, _ inner: Diagram.Rectangle) -> Bool {
    outer.x <= inner.x && outer.y <= inner.y && outer.x + outer.width >= inner.x + inner.width
      && outer.y + outer.height >= inner.y + inner.height
  }
}
