import GraphCore
import Testing

/// What the names in an edit mean: layers, blocks, runs of blocks, parts by their role.
struct EditTargetTests {
  private static func edited(_ model: BuiltInModel, _ text: String) throws -> EditOutcome {
    let outcome = try ModelAnalysis(model.graph()).applying(Edit(parsing: text))
    let fresh = try ModelAnalysis(outcome.analysis.graph)
    #expect(LayerTable(outcome.analysis).rows == LayerTable(fresh).rows)
    #expect(outcome.analysis.totals == fresh.totals)
    return outcome
  }

  private static func rows(_ analysis: ModelAnalysis) -> [String] {
    Outline(analysis).items.map(\.title)
  }

  @Test func pathsAreWords() throws {
    for model in BuiltInModel.allCases {
      let outline = Outline(try ModelAnalysis(model.graph()))
      #expect(outline.allItems.allSatisfy { !$0.path.contains(" ") })
      for item in outline.allItems {
        #expect(outline.items(at: item.path).map(\.path) == [item.path])
      }
    }
  }

  @Test func aPartIsFoundByItsRole() throws {
    let outline = Outline(try ModelAnalysis(BuiltInModel.inceptionResNetV2.graph()))
    func titles(_ path: String) -> [String] { outline.items(at: path).map(\.title) }
    #expect(titles("mixed_5b/5x5_reduce") == ["conv2d_6"])
    #expect(titles("mixed_5b/double_3x3") == ["double 3x3"])
    #expect(titles("block35_3/up") == ["block35_3_conv"])
    #expect(titles("block8_1-9/up").count == 9)
    #expect(titles("block35/3x3").count == 10)
    #expect(titles("block35/nothing").isEmpty)
    #expect(titles("nothing/3x3").isEmpty)
  }

  @Test func aNumberOfARunIsSetInAllItsBlocks() throws {
    let outcome = try Self.edited(.inceptionResNetV2, "block17.filters_1x1=128")
    let outline = Outline(outcome.analysis)
    let run = try #require(outline.item(at: "block17"))
    #expect(run.kind == .run(20))
    #expect(run.children.allSatisfy { $0.dials.first?.value == 128 })
  }

  @Test func anEditOfOneBlockSplitsItOff() throws {
    let outcome = try Self.edited(.inceptionResNetV2, "block17_5.filters_1x1=128")
    let titles = Self.rows(outcome.analysis)
    #expect(titles.contains("block17_1-4 x4"))
    #expect(titles.contains("block17_5"))
    #expect(titles.contains("block17_6-20 x15"))
  }

  @Test func anyFieldOfARunIsSetByItsRole() throws {
    let outcome = try Self.edited(.inceptionResNetV2, "block35/3x3.kernel_size=5")
    let set = outcome.changes.filter {
      $0.new?.operation.value(of: "kernel_size") == .integers([5, 5])
    }
    #expect(set.count == 10)
    #expect(Self.rows(outcome.analysis).contains("block35 x10"))
  }

  @Test(arguments: [
    ("remove block35", -10), ("duplicate block35", 10), ("residual block35", 0),
    ("insert block35 Dropout rate=0.1", 0), ("branch block35 Conv2D filters=8 kernel_size=1", 0),
    ("widen block35 2 8", 0), ("remove block35/3x3", 0), ("block35/up.use_bias=false", 0),
  ])
  func everyKindOfEditIsMadeOnEachBlockOfARun(text: String, more: Int) throws {
    let before = try ModelAnalysis(BuiltInModel.inceptionResNetV2.graph())
    let one = try Self.edited(
      .inceptionResNetV2,
      text.split(separator: " ").map { $0.replacing("block35", with: "block35_4") }
        .joined(separator: " "))
    let all = try Self.edited(.inceptionResNetV2, text)
    let difference = one.analysis.totals.parameters - before.totals.parameters
    #expect(all.analysis.totals.parameters - before.totals.parameters == 10 * difference)
    #expect(
      all.analysis.order.count - before.order.count
        == 10 * (one.analysis.order.count - before.order.count))
    let blocks = Outline(all.analysis).allItems.filter { item in
      if case .block = item.kind { return item.title.hasPrefix("block35") }
      return false
    }
    #expect(blocks.count == (text.hasPrefix("residual") ? blocks.count : 10 + more), "\(text)")
  }

  @Test func allNumbersOfABlockAreOneEdit() throws {
    let numbers = try Self.edited(
      .residualInception, "numbers residual_inception_1 64 96 96 16 32 32")
    let one = try Self.edited(.residualInception, "residual_inception_1.filters_3x3=96")
    #expect(numbers.analysis.graph == one.analysis.graph)
    #expect(numbers.repairs == one.repairs)
    let error = #expect(throws: EditError.self) {
      try Self.edited(.residualInception, "numbers residual_inception_1 64 96 96 16")
    }
    #expect(
      error?.description == """
        'residual_inception_1': takes 6 numbers (filters_1x1, filters_3x3_reduce, filters_3x3, \
        filters_5x5_reduce, filters_5x5, pool_proj), got 4
        """)
  }

  @Test func theNameOfAMergeMeansItsBlock() throws {
    let outcome = try Self.edited(.inceptionV3, "remove mixed0")
    #expect(outcome.analysis.graph.layer(named: "mixed0") == nil)
    #expect(!Self.rows(outcome.analysis).contains("mixed0"))
    #expect(outcome.changes.filter { $0.new == nil }.count == 23)
  }

  @Test func whatComesInTheMiddleOfABranchIsTakenOut() throws {
    let outcome = try Self.edited(.inceptionV3, "remove mixed0/5x5_reduce")
    // The 5x5 convolution reads 192 channels now instead of 48.
    let removed = outcome.changes.filter { $0.new == nil }.map(\.name)
    #expect(removed == ["conv2d_6", "batch_normalization_6", "activation_6"])
    let wide = try #require(outcome.changes.first { $0.name == "conv2d_7" })
    #expect(wide.new?.cost.parameters == 25 * 192 * 64)
  }

  @Test func aGroupThatHoldsAConcatenationMoves() throws {
    let outcome = try Self.edited(.inceptionResNetV2, "group block35_1_conv 256")
    let mixed = try #require(outcome.analysis.graph.node(named: "mixed_5b"))
    #expect(outcome.analysis.shape(of: mixed).channels == 256)
    let widths = outcome.analysis.graph[mixed].inputs.map {
      outcome.analysis.shape(of: $0).channels.value
    }
    // 96, 64, 96, 64 of 320.
    #expect(widths == [77, 51, 77, 51])
    #expect(Self.rows(outcome.analysis).contains("block35 x10"))
  }
}

/// Edits of what is inside a model that is called like a layer.
struct NestedEditTests {
  let model: ModelAnalysis

  init() throws {
    var backbone = ModelBuilder(name: "backbone")
    let pixels = backbone.input(shape: Shape(32, 32, 3))
    let features = backbone.residualInceptionModule(pixels, InceptionFilters(8, 4, 8, 4, 8, 8))
    let inner = try ModelAnalysis(backbone.finish(outputs: [features]))
    var outer = ModelBuilder(name: "outer")
    let input = outer.input(shape: Shape(32, 32, 3))
    let called = outer.add(.model(NestedModel(inner)), name: "backbone", [input])
    let pooled = outer.globalAveragePooling2D(called)
    let head = outer.dense(pooled, units: 10, activation: .softmax)
    model = try ModelAnalysis(outer.finish(outputs: [head]))
  }

  private func edited(_ text: String) throws -> EditOutcome {
    let outcome = try model.applying(Edit(parsing: text))
    #expect(try outcome.analysis.totals == ModelAnalysis(outcome.analysis.graph).totals)
    return outcome
  }

  @Test(arguments: [
    "backbone/conv2d.filters=16", "backbone/residual_inception_1.filters_1x1=16",
    "backbone/residual_inception_1/1x1.filters=16",
  ])
  func anEditReachesInside(text: String) throws {
    let outcome = try edited(text)
    // The projection inside follows from 32 to 40, and so does the dense layer outside.
    #expect(
      outcome.repairs == [
        .inside(model: "backbone", .followed(layer: "conv2d_6", sum: "add", from: 32, to: 40))
      ])
    let head = try #require(outcome.analysis.graph.node(named: "dense"))
    #expect(outcome.analysis.cost(of: head).parameters == 41 * 10)
  }

  @Test func everyKindOfEditReachesInside() throws {
    for text in [
      "insert backbone/conv2d BatchNormalization", "remove backbone/residual_inception_1/5x5",
      "branch backbone/residual_inception_1 Conv2D filters=4 kernel_size=1",
      "duplicate backbone/residual_inception_1", "rename backbone/conv2d stem",
      "widen backbone/residual_inception_1 2 4", "backbone/conv2d_2.kernel_size=5",
      "insert backbone/add residual_inception 4 4 4 4 4 4", "group backbone/conv2d_6 16",
    ] {
      #expect(try edited(text).changes.contains { $0.name == "backbone" }, "\(text)")
    }
  }

  @Test func theModelInsideTakesTheSizeThatItIsGiven() throws {
    let outcome = try edited("model.input_size=48")
    #expect(
      outcome.repairs == [
        .followedInput(layer: "backbone", from: Shape(32, 32, 3), to: Shape(48, 48, 3))
      ])
    let called = try #require(outcome.analysis.graph.node(named: "backbone"))
    #expect(outcome.analysis.shape(of: called) == Shape(48, 48, 32))
  }

  @Test func refusalsSayWhere() throws {
    for (text, message) in [
      (
        "backbone/conv2d.filters=0",
        "inside 'backbone': Conv2D 'conv2d': filters must be 1 or more, got 0"
      ),
      ("backbone/nothing.filters=1", "inside 'backbone': there is no layer or block 'nothing'"),
      (
        "backbone/input_layer.size=48",
        "Functional 'backbone': takes an input of 48x48x3, got 32x32x3"
      ),
    ] {
      let error = #expect(throws: EditError.self) { try edited(text) }
      #expect(error?.description == message)
    }
  }
}
