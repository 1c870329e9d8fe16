import GraphCore
import Testing

struct BuiltInModelTests {
  @Test(arguments: [
    (BuiltInModel.residualInception, "seed_residual_inception"),
    (BuiltInModel.inceptionModule, "inception_module_3a"),
  ])
  func layersEqualKeras(model: BuiltInModel, fixture: String) throws {
    let ours = LayerTable(try ModelAnalysis(model.graph())).rows
    let keras = try LayerTable(fixture: fixture).rows
    #expect(ours.count == keras.count)
    for (our, their) in zip(ours, keras) { #expect(our == their) }
  }

  @Test func totalsOfTheExampleNetwork() throws {
    let totals = try ModelAnalysis(BuiltInModel.residualInception.graph()).totals
    #expect(totals.parameters == 559_416)
    #expect(totals.trainableParameters == 559_416)
    #expect(totals.multiplyAccumulates == 15_124_506_624)
  }
}
