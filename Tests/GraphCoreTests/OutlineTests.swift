import GraphCore
import Testing

struct OutlineTests {
  /// The tree as indented text, a row a line.
  static func text(_ outline: Outline) -> String {
    var lines: [String] = []
    func visit(_ items: [OutlineItem], _ depth: Int) {
      for item in items {
        let role = item.role.map { " (\($0))" } ?? ""
        lines.append(String(repeating: "  ", count: depth) + item.title + role)
        visit(item.children, depth + 1)
      }
    }
    visit(outline.items, 0)
    return lines.joined(separator: "\n")
  }

  @Test func exampleNetworkReadsAsTwoModules() throws {
    let outline = Outline(try ModelAnalysis(BuiltInModel.residualInception.graph()))
    #expect(
      Self.text(outline) == """
        input_layer
        residual_inception_1
          conv2d (1x1)
          3x3
            conv2d_1 (3x3 reduce)
            conv2d_2 (3x3)
          5x5
            conv2d_3 (5x5 reduce)
            conv2d_4 (5x5)
          pool
            max_pooling2d
            conv2d_5 (pool proj)
          concatenate
          conv2d_6 (shortcut)
          add
        residual_inception_2
          conv2d_7 (1x1)
          3x3
            conv2d_8 (3x3 reduce)
            conv2d_9 (3x3)
          5x5
            conv2d_10 (5x5 reduce)
            conv2d_11 (5x5)
          pool
            max_pooling2d_1
            conv2d_12 (pool proj)
          concatenate_1
          add_1
        global_average_pooling2d
        dense
        """)
  }

  @Test func dialsAreTheModulesArguments() throws {
    let outline = Outline(try ModelAnalysis(BuiltInModel.residualInception.graph()))
    let block = try #require(outline.item(at: "residual_inception_2"))
    #expect(block.kind == .block(.residualInception))
    #expect(
      block.dials.map(\.parameter) == [
        "filters_1x1", "filters_3x3_reduce", "filters_3x3", "filters_5x5_reduce", "filters_5x5",
        "pool_proj",
      ])
    #expect(block.dials.map(\.value) == [64, 96, 128, 16, 32, 32])
  }

  @Test(arguments: BuiltInModel.allCases)
  func everyCallStandsInOneLayerRow(model: BuiltInModel) throws {
    let analysis = try ModelAnalysis(model.graph())
    let items = Outline(analysis).allItems
    let layers = items.filter { $0.kind == .layer }.map(\.node)
    #expect(layers.sorted() == analysis.order.sorted())
    #expect(Set(items.map(\.path)).count == items.count)
  }
}
