import GraphCore
import Testing

/// What single channels see, and what is seen through nested models.
@Suite struct ReceptiveFieldTests {
  private func height(_ field: VisibleInput?) -> Double? {
    guard case .field(let field)? = field else { return nil }
    return field.height.size
  }

  @Test func aChannelOfAConcatenation_seesWhatItsBranchDoes() throws {
    let model = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let fields = model.receptiveFields()
    let merged = try #require(model.graph.node(named: "concatenate"))
    #expect(height(fields[merged]) == 5)
    let sizes = [0, 63, 64, 191, 192, 223, 224, 255].map {
      height(model.visibleInput(of: merged, channel: $0, among: fields))
    }
    #expect(sizes == [1, 1, 3, 3, 5, 5, 3, 3])
    // What reads all channels sees what all of them do.
    let behind = try #require(model.graph.node(named: "add"))
    #expect(height(model.visibleInput(of: behind, channel: 0, among: fields)) == 5)
  }

  @Test func aPoolBehindAConcatenation_widensTheBranchAlone() throws {
    var builder = ModelBuilder(name: "pooled")
    let input = builder.input(shape: Shape(16, 16, 3))
    let parts = [1, 5].map { size in
      builder.add(
        .conv2D(Conv2D(filters: 2, kernelSize: Size2D(size, size), padding: .same)),
        name: "conv\(size)", [input])
    }
    let merged = builder.add(.concatenate(Concatenate()), name: "merged", parts)
    let pool = Pooling2D(poolSize: 2, strides: 2, padding: .valid)
    let pooled = builder.add(.maxPooling2D(MaxPooling2D(pool)), name: "pooled", [merged])
    let model = try ModelAnalysis(builder.finish(outputs: [pooled]))
    let fields = model.receptiveFields()
    #expect(height(fields[pooled]) == 6)
    #expect(
      (0..<4).map { height(model.visibleInput(of: pooled, channel: $0, among: fields)) }
        == [2, 2, 6, 6])
  }

  @Test func nestedModels_composeWhatIsInsideThem() throws {
    var inner = ModelBuilder(name: "inner")
    let entry = inner.input(shape: Shape(16, 16, 3))
    let conv = inner.add(
      .conv2D(Conv2D(filters: 3, kernelSize: 3, padding: .same)), name: "conv", [entry])
    let nested = NestedModel(try ModelAnalysis(inner.finish(outputs: [conv])))
    var outer = ModelBuilder(name: "outer")
    let input = outer.input(shape: Shape(16, 16, 3))
    let first = outer.add(.model(nested), name: "first", [input])
    let second = outer.add(.model(nested), name: "second", [first])
    let model = try ModelAnalysis(outer.finish(outputs: [second]))
    let fields = model.receptiveFields()
    #expect([first, second].map { height(fields[$0]) } == [3, 5])
    let rows = model.outline.allItems.filter { $0.inner != nil && $0.title == "conv" }
    #expect(rows.map { height(fields[$0]) } == [3, 5])
  }
}
