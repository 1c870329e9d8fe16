import GraphCore
import Testing

struct BuiltInModelTests {
  @Test(arguments: [
    (BuiltInModel.residualInception, "seed_residual_inception"),
    (BuiltInModel.inceptionModule, "inception_module_3a"),
    (BuiltInModel.inceptionV3, "InceptionV3"),
    (BuiltInModel.inceptionResNetV2, "InceptionResNetV2"),
  ])
  func layersEqualKeras(model: BuiltInModel, fixture: String) throws {
    let ours = LayerTable(try ModelAnalysis(model.graph())).rows
    let keras = try LayerTable(fixture: fixture).rows
    #expect(ours.count == keras.count)
    for (our, their) in zip(ours, keras) { #expect(our == their) }
  }

  /// Keras' `include_top=False, pooling="avg"` at 139 x 139.
  @Test func bodyWithoutClassifierEqualsKeras() throws {
    var model = ModelBuilder(name: "inception_resnet_v2")
    let input = model.input(shape: Shape(139, 139, 3))
    let features = model.inceptionResNetV2(input)
    let pooled = model.globalAveragePooling2D(features)
    let ours = LayerTable(try ModelAnalysis(model.finish(outputs: [pooled]))).rows
    let keras = try LayerTable(fixture: "InceptionResNetV2_notop_139_avg").rows
    #expect(ours.count == keras.count)
    for (our, their) in zip(ours, keras) { #expect(our == their) }
  }

  /// Keras' totals: parameters, trainable ones, multiply-accumulates.
  @Test(arguments: [
    (BuiltInModel.inceptionV3, 23_851_784, 23_817_352, 5_713_216_096),
    (BuiltInModel.inceptionResNetV2, 55_873_736, 55_813_192, 13_155_794_016),
  ])
  func totalsEqualKeras(
    model: BuiltInModel, parameters: Int, trainable: Int, multiplyAccumulates: Int
  ) throws {
    let totals = try ModelAnalysis(model.graph()).totals
    #expect(totals.parameters == parameters)
    #expect(totals.trainableParameters == trainable)
    #expect(totals.multiplyAccumulates == multiplyAccumulates)
  }

  /// Keras' totals for `keras.applications.Xception`.
  @Test func xceptionEqualsKerasTotals() throws {
    let totals = try ModelAnalysis(BuiltInModel.xception.graph()).totals
    #expect(totals.parameters == 22_910_480)
    #expect(totals.trainableParameters == 22_855_952)
    #expect(totals.nonTrainableParameters == 54_528)
  }

  /// BVLC Caffe's GoogLeNet has 6,990,272 weights and 8,280 biases without its auxiliary heads.
  @Test func googLeNetEqualsCaffe() throws {
    let analysis = try ModelAnalysis(BuiltInModel.googLeNet.graph())
    #expect(analysis.totals.parameters == 6_998_552)
    let biases = analysis.order.flatMap { analysis.weights(of: $0) }.filter { $0.name == "bias" }
    #expect(biases.map { $0.shape[0] }.reduce(0, +) == 8_280)
  }

  /// GoogLeNet's table 1: parameters in units of 1,024, without biases, and operations in millions.
  ///
  /// No parameters are given here for the rows where the table contradicts its own filter numbers, by
  /// up to 7.5 % (4a, 4c, 4d, 4e, 5a, 5b). Its first row is left out: 2.7K and 34M are not 7 x 7 x 3 x 64
  /// and that times 112 x 112.
  @Test(arguments: [
    ("conv2", 112, 360), ("inception_3a", 159, 128),
    ("inception_3b", 380, 304), ("inception_4a", nil, 73), ("inception_4b", 437, 88),
    ("inception_4c", nil, 100), ("inception_4d", nil, 119), ("inception_4e", nil, 170),
    ("inception_5a", nil, 54), ("inception_5b", nil, 71), ("predictions", 1000, 1),
  ])
  func googLeNetHasTheNumbersOfThePapersTable(
    row: String, parameters: Int?, operations: Int
  ) throws {
    let analysis = try ModelAnalysis(BuiltInModel.googLeNet.graph())
    let nodes = analysis.order.filter { analysis.graph.name(of: $0).hasPrefix(row) }
    let kernels = nodes.flatMap { analysis.weights(of: $0) }.filter { $0.name == "kernel" }
    let elements = kernels.map { $0.shape.reduce(1, *) }.reduce(0, +)
    if let parameters { #expect(abs(Double(elements) / 1024 - Double(parameters)) <= 1.5) }
    let macs = try #require(analysis.cost(of: nodes).multiplyAccumulates)
    #expect(abs(Double(macs) / 1e6 - Double(operations)) <= 3)
  }

  /// Implementations whose normalizations have a factor too count 42,679,816 parameters that are
  /// trained (`inceptionv4` of pytorchcv and Keras Hub's `inception_v4_imagenet`); ours have none,
  /// one a channel less.
  @Test func inceptionV4EqualsReferenceImplementations() throws {
    let analysis = try ModelAnalysis(BuiltInModel.inceptionV4.graph())
    #expect(analysis.totals.trainableParameters + factors(analysis) == 42_679_816)
  }

  /// The facenet model of Keras, which has a sixth block8 without relu and ends in 128 features, counts
  /// 22,808,144 parameters, 28,832 of them not trained.
  @Test func inceptionResNetV1EqualsFaceNet() throws {
    var model = ModelBuilder(name: "facenet")
    var x = model.inceptionResNetV1(model.input(shape: Shape(160, 160, 3)))
    x = model.block8(x, filters3x3: (192, 192), scale: 1, activation: nil, number: 6)
    x = model.dense(model.globalAveragePooling2D(x), units: 128, useBias: false)
    x = model.batchNormalization(x, scale: false)
    let totals = try ModelAnalysis(model.finish(outputs: [x])).totals
    #expect(totals.parameters == 22_808_144)
    #expect(totals.nonTrainableParameters == 28_832)
  }

  /// How many factors the normalizations would have.
  private func factors(_ analysis: ModelAnalysis) -> Int {
    analysis.order.flatMap { analysis.weights(of: $0) }.filter { $0.name == "beta" }
      .map { $0.shape[0] }.reduce(0, +)
  }

  @Test(arguments: BuiltInModel.allCases)
  func everyModelTakesAnotherInputSize(model: BuiltInModel) throws {
    let analysis = try ModelAnalysis(model.graph(inputSize: 160, classes: 7))
    #expect(analysis.shape(of: analysis.order[0]).height == 160)
    if model.defaultClasses != nil {
      #expect(analysis.shape(of: analysis.graph.outputs[0]) == Shape(7))
    }
  }

  @Test func inputSizeAndClassesAreParameters() throws {
    let model = BuiltInModel.inceptionV3
    let analysis = try ModelAnalysis(model.graph(inputSize: 150, classes: 10))
    #expect(analysis.shape(of: analysis.order[0]) == Shape(150, 150, 3))
    #expect(analysis.shape(of: analysis.graph.outputs[0]) == Shape(10))
    #expect(analysis.totals.parameters == 23_851_784 - 990 * 2049)
  }

  @Test func tooSmallAnInputNamesTheLayer() throws {
    let error = #expect(throws: GraphError.self) {
      try BuiltInModel.inceptionV3.graph(inputSize: 20)
    }
    #expect(error?.description.contains("a window of 3 does not fit into") == true)
    #expect(throws: GraphError.self) { try BuiltInModel.inceptionV3.graph(classes: 0) }
  }

  @Test func totalsOfTheExampleNetwork() throws {
    let totals = try ModelAnalysis(BuiltInModel.residualInception.graph()).totals
    #expect(totals.parameters == 559_416)
    #expect(totals.trainableParameters == 559_416)
    #expect(totals.multiplyAccumulates == 15_124_506_624)
  }
}
