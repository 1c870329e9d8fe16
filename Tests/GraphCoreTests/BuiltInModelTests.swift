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
