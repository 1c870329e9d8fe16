import GraphCore
import Testing

struct OutlineTests {
  /// The tree as indented text, a row a line, down to a depth.
  static func text(
    _ items: [OutlineItem], depth limit: Int = 99, opensUnits: Bool = true
  ) -> String {
    var lines: [String] = []
    func visit(_ items: [OutlineItem], _ depth: Int) {
      guard depth < limit else { return }
      for item in items {
        let role = item.role.map { " (\($0))" } ?? ""
        lines.append(String(repeating: "  ", count: depth) + item.title + role)
        if opensUnits || item.kind != .unit { visit(item.children, depth + 1) }
      }
    }
    visit(items, 0)
    return lines.joined(separator: "\n")
  }

  @Test func exampleNetworkReadsAsTwoModules() throws {
    let outline = Outline(try ModelAnalysis(BuiltInModel.residualInception.graph()))
    #expect(
      Self.text(outline.items) == """
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

  /// A branch of a U-Net: its 2x2 brings a map up, and is no 3x3.
  @Test func aTransposedConvolutionHasAPartOfItsOwn() throws {
    var graph = ModelGraph(name: "unet")
    let input = try graph.add(
      .inputLayer(InputLayer(shape: Shape([32, 32, 16]))), name: "in", inputs: [])
    let pool = try graph.add(.maxPooling2D(MaxPooling2D(Pooling2D())), name: "p", inputs: [input])
    let deep = try graph.add(
      .conv2D(Conv2D(filters: 64, kernelSize: 3, padding: .same)), name: "deep", inputs: [pool])
    let up = try graph.add(
      .conv2DTranspose(Conv2DTranspose(filters: 32, kernelSize: 2, strides: 2)), name: "u",
      inputs: [deep])
    let joined = try graph.add(.concatenate(Concatenate()), name: "k", inputs: [up, input])
    graph.setOutputs([joined])
    let outline = Outline(try ModelAnalysis(graph))
    let block = try #require(outline.items.first { !$0.dials.isEmpty })
    #expect(block.dials.map(\.label) == ["3x3", "up 2x2"])
    #expect(block.dials.map(\.parameter) == ["filters_3x3", "filters_up_2x2"])
    #expect(outline.items(at: "\(block.path)/up_2x2").map(\.title) == ["u"])
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
    try OutlineInvariants.check(ModelAnalysis(model.graph()))
  }

  /// The outermost rows alone.
  static func top(_ model: BuiltInModel) throws -> [String] {
    Outline(try ModelAnalysis(model.graph())).items.map(\.title)
  }

  @Test func inceptionV3FoldsEqualBlocks() throws {
    #expect(
      try Self.top(.inceptionV3) == [
        "input_layer", "conv2d", "conv2d_1", "conv2d_2", "max_pooling2d", "conv2d_3", "conv2d_4",
        "max_pooling2d_1", "mixed0", "mixed1-2 x2", "mixed3", "mixed4", "mixed5-6 x2", "mixed7",
        "mixed8", "mixed9-10 x2", "avg_pool", "predictions",
      ])
  }

  @Test func inceptionV3BlocksHaveRoles() throws {
    let outline = Outline(try ModelAnalysis(BuiltInModel.inceptionV3.graph()))
    let block = try #require(outline.item(at: "mixed9"))
    #expect(block.kind == .block(.inception))
    #expect(
      Self.text([block], depth: 3, opensUnits: false) == """
        mixed9
          conv2d_76 (1x1)
          3x3
            conv2d_77 (3x3 reduce)
            mixed9_0
          double 3x3
            conv2d_80 (double 3x3 reduce)
            conv2d_81 (double 3x3 1)
            inception_12
          pool
            average_pooling2d_7
            conv2d_84 (pool proj)
          mixed9
        """)
    let single = try #require(outline.item(at: "mixed4"))
    #expect(
      single.dials.map(\.parameter) == [
        "filters_1x1", "filters_7x7_reduce", "filters_7x7_1", "filters_7x7",
        "filters_double_7x7_reduce", "filters_double_7x7_1", "filters_double_7x7_2",
        "filters_double_7x7_3", "filters_double_7x7", "pool_proj",
      ])
    #expect(single.dials.map(\.value) == [192, 128, 128, 192, 128, 128, 128, 128, 192, 192])
  }

  @Test func inceptionResNetFoldsItsBlocks() throws {
    #expect(
      try Self.top(.inceptionResNetV2) == [
        "input_layer", "conv2d", "conv2d_1", "conv2d_2", "max_pooling2d", "conv2d_3", "conv2d_4",
        "max_pooling2d_1", "mixed_5b", "block35 x10", "mixed_6a", "block17 x20", "mixed_7a",
        "block8_1-9 x9", "block8_10", "conv_7b", "avg_pool", "predictions",
      ])
  }

  @Test func scaledResidualBlocksAreRecognized() throws {
    let outline = Outline(try ModelAnalysis(BuiltInModel.inceptionResNetV2.graph()))
    let run = try #require(outline.item(at: "block35"))
    #expect(run.kind == .run(10))
    #expect(run.children.map(\.path) == (1...10).map { "block35_\($0)" })
    let block = try #require(outline.item(at: "block35_7"))
    #expect(block.kind == .block(.residualInception))
    #expect(
      Self.text([block], depth: 3, opensUnits: false) == """
        block35_7
          conv2d_48 (1x1)
          3x3
            conv2d_49 (3x3 reduce)
            conv2d_50 (3x3)
          double 3x3
            conv2d_51 (double 3x3 reduce)
            conv2d_52 (double 3x3 1)
            conv2d_53 (double 3x3)
          block35_7_mixed
          block35_7_conv (up)
          custom_scale_layer_6
          block35_7_ac
        """)
    #expect(block.dials.map(\.value) == [32, 32, 32, 32, 48, 64])
    #expect(outline.item(at: "mixed_6a")?.kind == .block(.inception))
    #expect(
      outline.ancestors(of: "block35_7/3x3/conv2d_50").map(\.path) == [
        "block35", "block35_7", "block35_7/3x3",
      ])
  }

  @Test func unitHoldsItsLayers() throws {
    let outline = Outline(try ModelAnalysis(BuiltInModel.inceptionV3.graph()))
    let unit = try #require(outline.item(at: "mixed0/5x5/conv2d_7"))
    #expect(unit.kind == .unit)
    #expect(
      unit.children.map(\.title) == ["conv2d_7", "batch_normalization_7", "activation_7"])
    #expect(unit.node == unit.children.last?.node)
    #expect(unit.dials.map(\.field) == ["filters"])
    #expect(unit.dials.map(\.layer) == ["conv2d_7"])
  }

  @Test func googLeNetReadsAsThePapersTable() throws {
    #expect(
      try Self.top(.googLeNet) == [
        "input_layer", "conv1_7x7_s2", "pool1_3x3_s2", "conv2_3x3_reduce", "conv2_3x3",
        "pool2_3x3_s2", "inception_3a", "inception_3b", "pool3_3x3_s2", "inception_4a",
        "inception_4b", "inception_4c", "inception_4d", "inception_4e", "pool4_3x3_s2",
        "inception_5a", "inception_5b", "avg_pool", "dropout", "predictions",
      ])
    let outline = Outline(try ModelAnalysis(BuiltInModel.googLeNet.graph()))
    #expect(
      outline.item(at: "inception_4e")?.dials.map(\.value) == [256, 160, 320, 32, 128, 128])
  }

  @Test func inceptionV4FoldsItsThreeKindsOfBlocks() throws {
    #expect(
      try Self.top(.inceptionV4) == [
        "input_layer", "conv2d", "conv2d_1", "conv2d_2", "mixed_3a", "mixed_4a", "mixed_5a",
        "inception_a x4", "reduction_a", "inception_b x7", "reduction_b", "inception_c x3",
        "avg_pool", "dropout", "predictions",
      ])
  }

  @Test func inceptionResNetV1FoldsItsBlocks() throws {
    #expect(
      try Self.top(.inceptionResNetV1) == [
        "input_layer", "conv2d", "conv2d_1", "conv2d_2", "max_pooling2d", "conv2d_3", "conv2d_4",
        "conv2d_5", "block35 x5", "mixed_6a", "block17 x10", "mixed_7a", "block8 x5", "avg_pool",
        "dropout", "predictions",
      ])
  }

  @Test func xceptionFoldsItsMiddleFlow() throws {
    #expect(
      try Self.top(.xception) == [
        "input_layer", "block1_conv1", "block1_conv2", "block2", "block3", "block4",
        "block5-12 x8", "block13", "block14_sepconv1", "block14_sepconv2", "avg_pool",
        "predictions",
      ])
    let outline = Outline(try ModelAnalysis(BuiltInModel.xception.graph()))
    let block = try #require(outline.item(at: "block13"))
    #expect(block.kind == .block(.residual))
    #expect(
      Self.text([block], opensUnits: false) == """
        block13
          double 3x3
            block13_sepconv1_act
            block13_sepconv1 (double 3x3 1)
            block13_sepconv2 (double 3x3)
            block13_pool
          conv2d_3 (shortcut)
          add_11
        """)
  }
}
