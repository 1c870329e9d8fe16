import GraphCore
import Testing

struct StructuralEditTests {
  let example: ModelAnalysis

  init() throws {
    example = try ModelAnalysis(BuiltInModel.residualInception.graph())
  }

  private func edited(_ text: String) throws -> EditOutcome {
    let outcome = try example.applying(Edit(parsing: text))
    // What was inferred step by step equals what is inferred from scratch.
    let fresh = try ModelAnalysis(outcome.analysis.graph)
    #expect(LayerTable(outcome.analysis).rows == LayerTable(fresh).rows)
    #expect(outcome.analysis.totals == fresh.totals)
    return outcome
  }

  @Test func insertsALayer() throws {
    let outcome = try edited("insert conv2d_2 Conv2D filters=128 kernel_size=3 name=extra")
    let extra = try #require(outcome.analysis.graph.node(named: "extra"))
    #expect(outcome.analysis.shape(of: extra) == Shape(224, 224, 128))
    #expect(outcome.analysis.graph.name(of: outcome.analysis.graph[extra].inputs[0]) == "conv2d_2")
    #expect(outcome.changes.map(\.name) == ["extra", "concatenate"])
    let side = outcome.changes.last?.new
    #expect(side?.inputs == ["conv2d", "extra", "conv2d_4", "conv2d_5"])
  }

  @Test func insertsALayerOnTheWayToOneReader() throws {
    let outcome = try edited("insert add before add_1 Conv2D filters=256 kernel_size=1")
    let graph = outcome.analysis.graph
    func readers(_ name: String) throws -> [String] {
      graph.consumers(of: try #require(graph.node(named: name))).map { graph.name(of: $0) }
    }
    #expect(try readers("conv2d_13") == ["add_1"])
    #expect(
      try readers("add") == ["conv2d_7", "conv2d_8", "conv2d_10", "max_pooling2d_1", "conv2d_13"])
    #expect(outcome.changes.map(\.name) == ["conv2d_13", "add_1"])
    // A block stands for its last layer.
    let block = try edited(
      "insert residual_inception_1 before add_1 Conv2D filters=256 kernel_size=1")
    #expect(block.analysis.graph == graph)
  }

  @Test func insertsAModule() throws {
    let outcome = try edited("insert add_1 residual_inception 32 48 64 8 16 16")
    // 256 channels come in, 128 go out: the shortcut needs a projection.
    #expect(
      outcome.repairs == [
        .insertedProjection(layer: "conv2d_19", sum: "add_2", from: 256, to: 128)
      ])
    let titles = Outline(outcome.analysis).items.map(\.title)
    #expect(titles.contains("residual_inception_3"))
  }

  @Test func removesALayer() throws {
    let outcome = try edited("remove conv2d_1")
    #expect(outcome.analysis.graph.layer(named: "conv2d_1") == nil)
    #expect(outcome.analysis.order.count == 21)
    #expect(outcome.changes.last?.name == "conv2d_1" && outcome.changes.last?.new == nil)
  }

  @Test func removesABranch() throws {
    let outcome = try edited("remove residual_inception_1/5x5")
    #expect(
      outcome.repairs == [
        .followed(layer: "conv2d_6", sum: "add", from: 256, to: 224),
        .insertedProjection(layer: "conv2d_13", sum: "add_1", from: 224, to: 256),
      ])
    #expect(outcome.analysis.order.count == 21)
  }

  @Test func removesABranchOfOneLayerByItsRole() throws {
    let outcome = try edited("remove residual_inception_2/1x1")
    #expect(outcome.analysis.graph.layer(named: "conv2d_7") == nil)
    let concatenate = try #require(outcome.analysis.graph.node(named: "concatenate_1"))
    #expect(outcome.analysis.shape(of: concatenate) == Shape(224, 224, 192))
  }

  @Test func removesABlock() throws {
    let outcome = try edited("remove residual_inception_2")
    #expect(outcome.analysis.order.count == 13)
    #expect(outcome.analysis.totals.parameters == 559_416 - 177_008)
  }

  @Test func addsABranch() throws {
    let outcome = try edited(
      "branch residual_inception_2 Conv2D filters=8 kernel_size=1 + Conv2D filters=16 kernel_size=7"
    )
    let concatenate = try #require(outcome.analysis.graph.node(named: "concatenate_1"))
    #expect(outcome.analysis.shape(of: concatenate) == Shape(224, 224, 272))
    #expect(
      outcome.repairs == [
        .insertedProjection(layer: "conv2d_15", sum: "add_1", from: 256, to: 272)
      ])
  }

  @Test func duplicatesABlock() throws {
    let outcome = try edited("duplicate residual_inception_2")
    #expect(outcome.repairs.isEmpty)
    #expect(outcome.analysis.totals.parameters == 559_416 + 177_008)
    let blocks = Outline(outcome.analysis).allItems.filter {
      if case .block = $0.kind { return true }
      return false
    }
    #expect(blocks.count == 3)
    #expect(blocks.last?.dials.map(\.value) == [64, 96, 128, 16, 32, 32])
  }

  @Test func makesABlockResidual() throws {
    let module = try ModelAnalysis(BuiltInModel.inceptionModule.graph())
    let outcome = try module.applying(Edit(parsing: "residual inception_1"))
    let residual = try ModelAnalysis(BuiltInModel.residualInceptionModule.graph())
    #expect(outcome.analysis.totals == residual.totals)
    #expect(LayerTable(outcome.analysis).rows == LayerTable(residual).rows)
  }

  /// The way back from `makesABlockResidual`: the sum and what is on the shortcut go, the branches stay.
  @Test func removingTheSum_leavesTheBranches() throws {
    let module = try ModelAnalysis(BuiltInModel.residualInceptionModule.graph())
    let plain = try ModelAnalysis(BuiltInModel.inceptionModule.graph())
    let outcome = try module.applying(Edit(parsing: "remove add"))
    #expect(outcome.analysis.totals == plain.totals)
    #expect(LayerTable(outcome.analysis).rows == LayerTable(plain).rows)
    // Where the shortcut is the input itself, the sum alone goes.
    let second = try edited("remove add_1")
    #expect(second.analysis.totals.parameters == 559_416)
    #expect(second.analysis.graph.node(named: "add_1") == nil)
  }

  @Test func wrapsALayerAndABranchInASum() throws {
    let layer = try edited("residual conv2d_8")
    #expect(
      layer.repairs == [.insertedProjection(layer: "conv2d_13", sum: "add_2", from: 256, to: 96)])
    let branch = try edited("residual residual_inception_2/5x5")
    let sum = try #require(branch.analysis.graph.node(named: "add_2"))
    let concatenate = try #require(branch.analysis.graph.node(named: "concatenate_1"))
    #expect(branch.analysis.graph.readers(of: sum) == [concatenate])
    #expect(branch.analysis.shape(of: sum) == Shape(224, 224, 32))
  }

  @Test func renames() throws {
    let outcome = try edited("rename conv2d_2 stem")
    #expect(outcome.analysis.graph.layer(named: "stem") != nil)
    #expect(outcome.changes.map(\.name) == ["stem"])
    #expect(
      outcome.changes[0].oldName == "conv2d_2" && outcome.changes[0].old == outcome.changes[0].new)
  }

  @Test func widensAModelByMultiples() throws {
    let outcome = try edited("widen model 0.5 8")
    let outline = Outline(outcome.analysis)
    for block in ["residual_inception_1", "residual_inception_2"] {
      #expect(outline.item(at: block)?.dials.map(\.value) == [32, 48, 64, 8, 16, 16])
    }
    // The head keeps its classes; the projection follows.
    let dense = try #require(outcome.analysis.graph.node(named: "dense"))
    #expect(outcome.analysis.shape(of: dense) == Shape(1000))
    #expect(outcome.repairs == [.followed(layer: "conv2d_6", sum: "add", from: 256, to: 128)])
  }

  @Test func setsTheModelsInputAndClasses() throws {
    #expect(try edited("model.classes=10").analysis.totals.parameters == 304_986)
    #expect(
      try edited("model.input_size=299").analysis.totals.multiplyAccumulates == 26_947_863_024)
  }

  @Test(arguments: [
    ("remove input_layer", "'input_layer' is not a layer with an input"),
    (
      "remove residual_inception_9",
      "there is no layer or block 'residual_inception_9'; similar are residual_inception_1, "
        + "residual_inception_2"
    ),
    ("rename conv2d_1 conv2d_2", "two layers are named 'conv2d_2'"),
    (
      "rename conv2d_1 a/b",
      "'conv2d_1': a name needs a character, and no blank, '/' or '=', got 'a/b'"
    ),
    ("duplicate conv2d_1", "'conv2d_1' is not a block"),
    ("widen model 0 8", "'model': a width factor must be above 0, got 0.0"),
    ("widen model 1e300 8", "layer 'conv2d_1': its filters exceed 64 bits"),
    ("insert conv2d_1 Nonsense", nil),
    (
      "insert dense MaxPooling2D",
      "MaxPooling2D 'max_pooling2d_2': takes a map of height x width x channels, got 1000"
    ),
    ("group conv2d_6 3", "'concatenate': its branches cannot be made to sum up to 3 channels"),
    ("group conv2d_6 0", "'concatenate': its branches cannot be made to sum up to 0 channels"),
    ("group conv2d_6 9223372036854775807", "layer 'concatenate': its filters exceed 64 bits"),
    ("group conv2d_5 9223372036854775807", "layer 'conv2d_5': its sizes exceed 64 bits"),
    (
      "group conv2d_6 -9223372036854775808",
      "'concatenate': its branches cannot be made to sum up to -9223372036854775808 channels"
    ),
    ("insert add before conv2d_7 Nonsense", nil),
    ("insert conv2d before conv2d_7 ReLU", "'conv2d_7' is not a layer that reads 'conv2d'"),
    ("insert conv2d before nothing ReLU", "there is no layer or block 'nothing'"),
  ])
  func refusals(text: String, message: String?) throws {
    let error = #expect(throws: EditError.self) { try example.applying(Edit(parsing: text)) }
    if let message { #expect(error?.description == message) }
  }

  @Test(arguments: [
    "conv2d.filters=64", "group conv2d 32", "numbers inception_1 1 2 3 4 5 6", "widen model 0.5 8",
    "remove a/b",
    "insert a inception 1 2 3 4 5 6", "insert a residual_inception 1 2 3 4 5 6",
    "insert a Dropout rate=0.5", "branch b MaxPooling2D pool_size=3x3 padding=same strides=1x1",
    "insert a before b Cropping2D cropping=0x1x0x1", "insert a Conv2D", "insert a MaxPooling2D",
    "duplicate b", "residual b", "rename a b", "a.filters=1 ; b.filters=2",
  ])
  func editsReadBackAsWritten(text: String) throws {
    let edit = try Edit(parsing: text)
    #expect(try Edit(parsing: edit.description) == edit)
  }

  @Test func scriptsNameTheLineAtFault() throws {
    let script = "# halve\n\nwiden model 0.5 8  # to multiples of 8\nconv2d_2.filters=70\n"
    #expect(try EditScript.steps(in: script).count == 2)
    let error = #expect(throws: EditScript.Fault.self) {
      try EditScript.steps(in: script + "nonsense\n")
    }
    #expect(error?.line == 5)
    let keeping = try EditScript.steps(in: "keep largest\nundo")
    #expect(keeping.map(\.action) == [.keep("largest"), .undo])
  }

  @Test func scriptsGoThroughStates() throws {
    let text = "rename a b\nundo\nrename a c\nundo\nredo\nrename c d\nstate 1\nrename b e\n"
    #expect(
      try EditScript.edits(in: text).map(\.description) == ["rename a b", "rename b e"])
    let faults = [("undo\n", "line 1"), ("rename a b\nredo\n", "line 2"), ("state 1", "line 1")]
    for (text, line) in faults {
      let fault = #expect(throws: EditScript.Fault.self) { try EditScript.edits(in: text) }
      #expect(fault?.description.hasPrefix(line) == true)
    }
  }
}

struct ChannelCouplingTests {
  @Test func marksOfTheExampleNetwork() throws {
    let analysis = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let coupling = ChannelCoupling(analysis)
    func mark(_ name: String) throws -> ChannelCoupling.Mark {
      coupling.mark(of: try #require(analysis.graph.node(named: name)))
    }
    let group = ["conv2d_6", "concatenate", "concatenate_1"]
    #expect(try mark("conv2d_1") == .free)
    #expect(try mark("conv2d_2") == .slice(concatenation: "concatenate", group: group))
    #expect(try mark("conv2d_6") == .coupled(group: group))
    #expect(try mark("dense") == .fixed)
  }
}
