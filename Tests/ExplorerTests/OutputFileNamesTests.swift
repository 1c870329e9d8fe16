import GraphCore
import Testing

@testable import Explorer

/// Files of all outputs.
@Suite struct OutputFileNamesTests {
  @Test func namesThatWouldBeOne_areTold() throws {
    var analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    analysis = try analysis.applying(.rename(layer: "conv2d", name: "a_b")).analysis
    var names = OutputFileNames()
    #expect(names.unique("a_b") == "a_b")
    let node = try #require(analysis.graph.node(named: "a_b"))
    #expect(names.name(of: node, in: analysis.graph) == "a_b~2")
    #expect(names.unique("a_b") == "a_b~3")
    #expect(names.unique("a_b~2") == "a_b~2~2")
  }
}
