import Testing

@testable import GraphCore

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
    ("remove block35", -10), ("duplicate block35", 10),
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
    #expect(blocks.count == 10 + more, "\(text)")
  }

  @Test func everyBlockOfARunBecomesResidual() throws {
    let outcome = try Self.edited(.inceptionV4, "residual inception_c")
    let run = try #require(Outline(outcome.analysis).items.first { $0.title.hasSuffix(" x3") })
    #expect(run.children.allSatisfy { $0.addsItsInput })
  }

  /// A second shortcut beside the first one would double what it adds.
  @Test(arguments: [
    (BuiltInModel.residualInception, "residual_inception_1"), (.inceptionResNetV2, "block35_1"),
  ])
  func aBlockIsMadeResidualOnce(model: BuiltInModel, block: String) throws {
    let error = #expect(throws: EditError.self) { try Self.edited(model, "residual \(block)") }
    #expect(error?.description == "'\(block)': adds its input to its output already")
  }

  /// The name of a run goes on standing for its blocks when they are no longer equal, or one more.
  @Test(arguments: ["block35_4.filters_1x1=48", "duplicate block35_3"])
  func theNameOfARunOutlivesIt(text: String) throws {
    let outcome = try Self.edited(.inceptionResNetV2, text)
    let blocks = Outline(outcome.analysis).items(at: "block35").flatMap(\.blocks)
    #expect(blocks.count == (text.hasPrefix("dup") ? 11 : 10))
    let all = try outcome.analysis.applying(Edit(parsing: "block35.filters_1x1=64")).analysis
    #expect(Outline(all).item(at: "block35")?.kind == .run(blocks.count))
    #expect(Outline(all).items(at: "block35/3x3").count == blocks.count)
  }

  @Test func theUnitThatBringsChannelsUpIsRemovedAlone() throws {
    let outcome = try Self.edited(.inceptionResNetV2, "remove block35_1/up")
    let graph = outcome.analysis.graph
    #expect(graph.layer(named: "block35_1_conv") == nil)
    #expect(graph.layer(named: "block35_1_mixed") != nil)
    #expect(graph.layer(named: "custom_scale_layer") != nil)
    // The last unit of a longer branch goes alone, too.
    let last = try Self.edited(.residualInception, "remove residual_inception_1/3x3/conv2d_2")
    #expect(last.analysis.graph.layer(named: "conv2d_1") != nil)
    let reduce = try Self.edited(.inceptionV3, "remove mixed0/5x5/conv2d_7")
    #expect(reduce.analysis.graph.layer(named: "conv2d_6") != nil)
  }

  @Test func namesThatAreNoneGetSimilarOnes() throws {
    for (model, text, message) in [
      (
        BuiltInModel.residualInception, "conv2d_20.filters=3",
        "there is no layer or block 'conv2d_20'; similar are conv2d_2"
      ),
      (
        .inceptionResNetV2, "duplicate blok35_3",
        "there is no layer or block 'blok35_3'; similar are block35_3"
      ),
      (
        .residualInception, "rename residual_inception_1 x",
        "'residual_inception_1' is not a layer, and only layers have names of their own"
      ),
      (.residualInception, "remove model", "'model' is not a part of the model"),
    ] {
      let error = #expect(throws: EditError.self) { try Self.edited(model, text) }
      #expect(error?.description.hasPrefix(message) ?? false, "\(error?.description ?? "")")
    }
  }

  @Test func aWidthThatChangesNothingSaysWhy() throws {
    let error = #expect(throws: EditError.self) {
      try Self.edited(.residualInception, "widen dense 2 8")
    }
    #expect(
      error?.description
        == "'dense': has no filters to multiply: outputs of the model keep theirs, "
        + "what only serves a sum follows it, and a nested model is widened by its own name")
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

  /// Of a slice, the group of the concatenation takes the new sum: 256 + 224.
  @Test func theGroupOfASliceMoves() throws {
    let outcome = try Self.edited(.residualInception, "group conv2d_5 256")
    #expect(outcome.repairs.isEmpty)
    let graph = outcome.analysis.graph
    for name in ["conv2d_6", "concatenate", "concatenate_1"] {
      let node = try #require(graph.node(named: name))
      #expect(outcome.analysis.shape(of: node).channels == 480)
    }
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

  @Test func theModelInsideTakesTheSizeOfAllItsCalls() throws {
    var inner = ModelBuilder(name: "tower")
    let pixels = inner.input(shape: Shape(8, 8, 3))
    let tower = try ModelAnalysis(
      inner.finish(outputs: [inner.conv2D(pixels, filters: 4, kernelSize: 3)]))
    var outer = ModelBuilder(name: "siamese")
    let (left, right) = (outer.input(shape: Shape(8, 8, 3)), outer.input(shape: Shape(8, 8, 3)))
    let first = outer.add(.model(NestedModel(tower)), name: "tower", [left])
    let second = outer.call(outer.unfinished[first].layer, [right])
    let model = try ModelAnalysis(outer.finish(outputs: [outer.add([first, second])]))
    let outcome = try model.applying(Edit(parsing: "model.input_size=16"))
    #expect(
      outcome.repairs == [
        .followedInput(layer: "tower", from: Shape(8, 8, 3), to: Shape(16, 16, 3))
      ])
    #expect(outcome.analysis.shape(of: second) == Shape(14, 14, 4))
    #expect(try outcome.analysis.totals == ModelAnalysis(outcome.analysis.graph).totals)
    // One of them alone cannot take another size.
    let error = #expect(throws: EditError.self) {
      try model.applying(Edit(parsing: "input_layer.size=16"))
    }
    #expect(error?.description == "Functional 'tower': takes an input of 16x16x3, got 8x8x3")
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

/// Models that are called like a layer and give several outputs.
struct SeveralOutputsTests {
  let model: ModelAnalysis

  /// Two maps out of one; the second one has a branch of its own behind it.
  init() throws {
    var inner = ModelBuilder(name: "encoder")
    let pixels = inner.input(shape: Shape(.unknown, .unknown, 3))
    let wide = inner.conv2D(pixels, filters: 8, kernelSize: 3, padding: .same)
    let small = inner.maxPooling2D(wide, poolSize: 2, strides: 2)
    let encoder = NestedModel(try ModelAnalysis(inner.finish(outputs: [wide, small])))
    var model = ModelBuilder(name: "outer")
    let input = model.input(shape: Shape(16, 16, 3))
    let called = model.add(.model(encoder), name: "encoder", [input])
    let second = model.output(1, of: called)
    let below = model.conv2D(second, filters: 4, kernelSize: 1, name: "below")
    let beside = model.conv2D(called, filters: 4, kernelSize: 1, strides: 2, name: "beside")
    let sum = model.add([beside, below])
    // Layers may be added among the arguments.
    self.model = try ModelAnalysis(
      model.finish(outputs: [sum, model.globalAveragePooling2D(model.output(1, of: called))]))
  }

  private func edited(_ text: String) throws -> EditOutcome {
    let outcome = try model.applying(Edit(parsing: text))
    let fresh = try ModelAnalysis(outcome.analysis.graph)
    #expect(outcome.analysis.totals == fresh.totals, "\(text)")
    for id in fresh.order { #expect(outcome.analysis.shape(of: id) == fresh.shape(of: id)) }
    return outcome
  }

  @Test func eachOutputHasItsShapeAndTheWorkIsCountedOnce() throws {
    let called = try #require(model.graph.node(named: "encoder"))
    #expect(model.outputShapes(of: called) == [Shape(16, 16, 8), Shape(8, 8, 8)])
    #expect(model.graph.furtherOutputs(of: called).count == 1)
    #expect(model.totals.parameters == 3 * 3 * 3 * 8 + 8 + 2 * (8 * 4 + 4))
    #expect(model.totals.multiplyAccumulates == 256 * 27 * 8 + 2 * 64 * 8 * 4)
    #expect(try model.flattened().analysis.totals.parameters == model.totals.parameters)
  }

  @Test func aFurtherOutputIsNoRowAndNoCall() {
    let rows = Outline(model).allItems.filter { $0.kind == .layer && $0.inner == nil }
    #expect(Set(rows.map(\.node)) == Set(model.calls))
    #expect(rows.count == model.calls.count)
  }

  @Test func whatReadsAnOutputFollowsIt() throws {
    let outcome = try edited("encoder/conv2d.filters=12")
    let below = try #require(outcome.analysis.graph.node(named: "below"))
    #expect(outcome.analysis.cost(of: below).parameters == 12 * 4 + 4)
    #expect(outcome.changes.map(\.name).contains("below"))
  }

  @Test func anOutputThatChangesAloneIsInferredAnew() throws {
    let outcome = try edited(
      "encoder/max_pooling2d.pool_size=2 ; encoder/max_pooling2d.padding=same")
    #expect(outcome.analysis.graph.outputs.count == 2)
    let inserted = try edited("insert encoder/max_pooling2d Conv2D filters=5 kernel_size=1")
    let below = try #require(inserted.analysis.graph.node(named: "below"))
    #expect(inserted.analysis.cost(of: below).parameters == 5 * 4 + 4)
  }

  @Test func layersAroundItCanGoAndCome() throws {
    for text in [
      "insert below ReLU", "insert beside BatchNormalization", "rename encoder stem",
      "insert encoder ReLU", "input_layer.shape=32x32x3", "remove below",
    ] {
      _ = try edited(text)
    }
    for text in ["remove encoder", "widen model 2 4"] {
      #expect(throws: EditError.self) { try model.applying(Edit(parsing: text)) }
    }
  }

  @Test func anOutputThatNothingReadsAnyMoreGoes() throws {
    var graph = model.graph
    let called = try #require(graph.node(named: "encoder"))
    let below = try #require(graph.node(named: "below"))
    let second = try #require(graph.furtherOutputs(of: called).first)
    graph.setInputs([called], of: below)
    #expect(graph.contains(second))
    graph.setOutputs([graph.outputs[0]])
    // The pooling that no output needs reads it still.
    let pooling = try #require(graph.node(named: "global_average_pooling2d"))
    graph.remove(pooling)
    #expect(!graph.contains(second))
    #expect(graph.furtherOutputs(of: called).isEmpty)
  }

  @Test func anOutputThatIsNotThereIsAnError() throws {
    var graph = model.graph
    let below = try #require(graph.node(named: "below"))
    let called = try #require(graph.node(named: "encoder"))
    graph.setInputs([graph.output(2, of: called)], of: below)
    #expect(
      throws: GraphError.invalidLayer(
        name: "encoder", className: "Functional",
        reason: "has 2 outputs, so there is no output 2")
    ) { try ModelAnalysis(graph) }
    graph.setInputs([graph.output(1, of: try #require(graph.node(named: "beside")))], of: below)
    #expect(throws: GraphError.self) { try ModelAnalysis(graph) }
  }
}

/// A layer that has the name of the block around it.
struct AmbiguousNameTests {
  /// The block `stage`, named after its layers, one of which is called just that.
  static func model() throws -> ModelAnalysis {
    var model = ModelBuilder(name: "stages")
    let input = model.input(shape: Shape(8, 8, 4))
    let stem = model.conv2D(input, filters: 4, kernelSize: 1, name: "stem")
    let a = model.conv2D(stem, filters: 4, kernelSize: 3, padding: .same, name: "inception_1")
    let b = model.conv2D(stem, filters: 4, kernelSize: 1, name: "other")
    let joined = model.concatenate([a, b])
    return try ModelAnalysis(
      model.finish(outputs: [model.conv2D(joined, filters: 2, kernelSize: 1)]))
  }

  @Test func aNameMeansTheLayerAndASlashTheRow() throws {
    let model = try Self.model()
    let block = try #require(Outline(model).allItems.first { $0.path == "inception_1" })
    #expect(block.kind != .layer)
    #expect(model.graph.layer(named: "inception_1") != nil)
    func names(_ edit: String) throws -> [String] {
      let graph = try model.applying(Edit(parsing: edit)).analysis.graph
      return graph.layerIDs.map { graph[$0].name }
    }
    #expect(
      try names("remove inception_1")
        == ["input_layer", "stem", "other", "concatenate", "conv2d"])
    #expect(try names("remove inception_1/") == ["input_layer", "stem", "conv2d"])
    #expect(throws: EditError.self) { try names("remove nothing/") }
  }

  /// What the name of a merge means, as it cannot go without its branches.
  @Test func theNameOfAMergeMeansItsBlock() throws {
    let graph = try Self.model().applying(Edit(parsing: "remove concatenate")).analysis.graph
    #expect(graph.layerIDs.map { graph[$0].name } == ["input_layer", "stem", "conv2d"])
  }
}
