import Compute
import Testing

@testable import GraphCore

/// Weights of edited models: what stays, what follows, what is new.
struct WeightFitTests {
  /// A residual inception block: two branches of 8, a normalization, a projection of 16, a reader.
  private func block(isFlattened: Bool = false) throws -> ModelAnalysis {
    var model = ModelBuilder(name: "block")
    let picture = model.input(shape: Shape(8, 8, 3), name: "picture")
    let stem = model.conv2D(picture, filters: 6, kernelSize: 1, activation: .relu, name: "stem")
    let left = model.conv2D(stem, filters: 8, kernelSize: 1, activation: .relu, name: "left")
    let right = model.conv2D(
      stem, filters: 8, kernelSize: 3, padding: .same, activation: .relu, name: "right")
    let both = model.concatenate([left, right], name: "both")
    let norm = model.batchNormalization(both, name: "norm")
    let shortcut = model.conv2D(stem, filters: 16, kernelSize: 1, name: "shortcut")
    let sum = model.activation(model.add([norm, shortcut], name: "sum"), .relu, name: "relu")
    let reader = model.conv2D(
      sum, filters: 4, kernelSize: 3, padding: .same, activation: .relu, name: "reader")
    let flat =
      isFlattened
      ? model.flatten(reader, name: "flat") : model.globalAveragePooling2D(reader, name: "flat")
    let classes = model.dense(flat, units: 3, activation: .softmax, name: "classes")
    return try ModelAnalysis(model.finish(outputs: [classes]))
  }

  /// Weights for all layers, given.
  private func weights(of model: ModelAnalysis) throws -> Weights {
    let fill = Weights(fill: .he, seed: 7)
    var weights = Weights()
    for node in model.order {
      let layer = model.graph.name(of: node)
      for weight in model.weights(of: node) {
        weights.set(
          try fill.elements(of: weight, layer: layer), layer: layer, weight: weight.name)
      }
    }
    return weights
  }

  private func elements(
    _ weights: Weights, _ model: ModelAnalysis, _ layer: String, _ name: String
  ) throws -> [Float] {
    let node = try #require(model.graph.node(named: layer))
    let weight = try #require(model.weights(of: node).first { $0.name == name })
    return try weights.elements(of: weight, layer: layer)
  }

  /// Sets channels on the last axis of all weights of a layer to zero.
  private func clear(
    _ channels: [Int], of layer: String, in weights: inout Weights, _ model: ModelAnalysis
  ) throws {
    let node = try #require(model.graph.node(named: layer))
    for weight in model.weights(of: node) where weight.name != "moving_variance" {
      var elements = try weights.elements(of: weight, layer: layer)
      let count = weight.shape.last ?? 1
      for index in elements.indices where channels.contains(index % count) { elements[index] = 0 }
      weights.set(elements, layer: layer, weight: weight.name)
    }
  }

  private func output(_ model: ModelAnalysis, _ weights: Weights) throws -> [Float] {
    let input = Tensor.randomInput(shape: [1, 8, 8, 3])
    let result = try Executor(threads: 1).run(Plan(model, weights: weights), input: input)
    return try #require(result.tensor(of: model.graph.outputs[0])).elements
  }

  private func edited(_ model: ModelAnalysis, _ edits: String...) throws -> ModelAnalysis {
    try model.applying(.all(edits.map { try Edit(parsing: $0) })).analysis
  }

  private func expectEqual(_ left: [Float], _ right: [Float]) {
    #expect(left.count == right.count)
    let difference = zip(left, right).map { abs($0 - $1) }.max() ?? 0
    #expect(difference < 1e-5, "differ by \(difference)")
  }

  @Test func withoutAnEditNothingChanges() throws {
    let model = try block()
    let given = try weights(of: model)
    let fit = try WeightFit(given, from: model, to: model)
    #expect(fit.changes.isEmpty)
    #expect(try output(model, fit.weights) == output(model, given))
  }

  /// Filters that give nothing but zeros can go without any effect, if all that reads them follows:
  /// through the concatenation, the normalization and the sum, and the projection with them.
  @Test func theLargestFiltersStayAndReadersFollow() throws {
    let model = try block()
    var given = try weights(of: model)
    try clear([1, 4, 6], of: "right", in: &given, model)
    try clear([9, 12, 14], of: "norm", in: &given, model)
    try clear([9, 12, 14], of: "shortcut", in: &given, model)
    let narrow = try edited(model, "right.filters=5")
    #expect(narrow.shape(of: try #require(narrow.graph.node(named: "shortcut"))).channels == 13)
    let fit = try WeightFit(given, from: model, to: narrow, keep: .largest)
    expectEqual(try output(narrow, fit.weights), try output(model, given))
    #expect(
      fit.changes.map(\.description) == [
        "right: keeps the largest 5 of 8 filters",
        "norm: keeps 13 of 16 input channels",
        "shortcut: keeps the largest 13 of 16 filters",
        "reader: keeps 13 of 16 input channels",
      ])
  }

  @Test func aReaderBehindFlattenFollows() throws {
    let model = try block(isFlattened: true)
    var given = try weights(of: model)
    try clear([0, 3], of: "reader", in: &given, model)
    let narrow = try edited(model, "reader.filters=2")
    let fit = try WeightFit(given, from: model, to: narrow, keep: .largest)
    let old = try elements(given, model, "classes", "kernel")
    let new = try elements(fit.weights, narrow, "classes", "kernel")
    var kept: [Float] = []
    for pixel in 0..<64 { kept += old[(pixel * 12 + 3)..<(pixel * 12 + 9)] }
    #expect(new == kept)
  }

  /// Each row of the flat axis goes on reading the channel of its pixel, around the middle.
  @Test func aFlattenedMapOfAnotherSizeKeepsItsMiddle() throws {
    let model = try block(isFlattened: true)
    let given = try weights(of: model)
    let old = try elements(given, model, "classes", "kernel")
    let row = 4 * 3
    for (size, shift) in [(12, 2), (5, -1)] {
      let resized = try edited(model, "model.input_size=\(size)", "reader.filters=3")
      let fit = try WeightFit(given, from: model, to: resized)
      let new = try elements(fit.weights, resized, "classes", "kernel")
      for y in 0..<size {
        for x in 0..<size where (0..<8).contains(y - shift) && (0..<8).contains(x - shift) {
          let pixel = ((y - shift) * 8 + x - shift) * row
          let place = (y * size + x) * 9
          #expect(new[place..<place + 9] == old[pixel..<pixel + 9], "\(size): \(y), \(x)")
        }
      }
    }
    let same = try WeightFit(given, from: model, to: edited(model, "model.input_size=12"))
    #expect(
      same.changes.map(\.description) == [
        "classes: keeps 256 of 256 input channels, 320 from the fill"
      ])
  }

  @Test func theFirstFiltersStay() throws {
    let model = try block()
    let given = try weights(of: model)
    let narrow = try edited(model, "stem.filters=4")
    let fit = try WeightFit(given, from: model, to: narrow)
    let old = try elements(given, model, "stem", "kernel")
    let new = try elements(fit.weights, narrow, "stem", "kernel")
    var kept: [Float] = []
    for row in 0..<3 { kept += old[(row * 6)..<(row * 6 + 4)] }
    #expect(new == kept)
    let before = try elements(given, model, "right", "kernel")
    let after = try elements(fit.weights, narrow, "right", "kernel")
    kept = []
    for tap in 0..<9 { kept += before[(tap * 48)..<(tap * 48 + 32)] }
    #expect(after == kept)
    let words: Set = [
      "stem: keeps the first 4 of 6 filters", "left: keeps 4 of 6 input channels",
      "right: keeps 4 of 6 input channels", "shortcut: keeps 4 of 6 input channels",
    ]
    #expect(Set(fit.changes.map(\.description)) == words)
  }

  @Test func moreFiltersComeFromTheFill() throws {
    let model = try block()
    let given = try weights(of: model)
    let wide = try edited(model, "reader.filters=5")
    let fit = try WeightFit(given, from: model, to: wide)
    let old = try elements(given, model, "reader", "bias")
    let filled = try elements(Weights(), wide, "reader", "bias")
    let new = try elements(fit.weights, wide, "reader", "bias")
    #expect(new == old + filled.suffix(1))
    #expect(
      fit.changes.map(\.description) == [
        "reader: keeps 4 of 4 filters, 1 from the fill",
        "classes: keeps 4 of 4 input channels, 1 from the fill",
      ])
  }

  @Test func aWindowKeepsItsMiddle() throws {
    let model = try block()
    let given = try weights(of: model)
    let wide = try edited(model, "right.kernel_size=5")
    let fit = try WeightFit(given, from: model, to: wide)
    let old = try elements(given, model, "right", "kernel")
    let new = try elements(fit.weights, wide, "right", "kernel")
    for (y, x) in [(0, 0), (1, 2), (2, 2)] {
      let from = (y * 3 + x) * 48
      let to = ((y + 1) * 5 + x + 1) * 48
      #expect(new[to..<(to + 48)] == old[from..<(from + 48)])
    }
    #expect(fit.changes.map(\.description) == ["right: keeps the middle of its window"])
  }

  @Test func newLayersComeFromTheFillAndNamesMayChange() throws {
    let model = try block()
    let given = try weights(of: model)
    var graph = model.graph
    try graph.rename(try #require(graph.layer(named: "stem")), to: "root")
    let renamed = try ModelAnalysis(graph)
    let fit = try WeightFit(given, from: model, to: renamed)
    #expect(fit.changes.isEmpty)
    let old = try elements(given, model, "stem", "kernel")
    let new = try elements(fit.weights, renamed, "root", "kernel")
    #expect(new == old)
    let longer = try model.applying(
      EditScript.edits(in: "insert stem Conv2D filters=6 kernel_size=1")[0])
    let longerFit = try WeightFit(given, from: model, to: longer.analysis)
    #expect(
      longerFit.changes.map(\.description) == ["conv2d: new, its weights come from the fill"])
  }

  /// A layer of 8 filters, read in two groups.
  private func groupedReader() throws -> ModelAnalysis {
    var model = ModelBuilder(name: "groups")
    let picture = model.input(shape: Shape(8, 8, 3), name: "picture")
    let maker = model.conv2D(picture, filters: 8, kernelSize: 1, activation: .relu, name: "maker")
    let norm = model.batchNormalization(maker, name: "norm")
    let groups = model.conv2D(
      norm, filters: 6, kernelSize: 3, padding: .same, groups: 2, name: "groups")
    let classes = model.conv2D(groups, filters: 2, kernelSize: 1, name: "classes")
    return try ModelAnalysis(model.finish(outputs: [classes]))
  }

  /// The filters that go are zeros, so all that is kept must belong to those that stay.
  @Test func groupsKeepTheChannelsThatStay() throws {
    let model = try groupedReader()
    var given = try weights(of: model)
    for layer in ["maker", "norm"] { try clear([1, 2, 4, 7], of: layer, in: &given, model) }
    let narrow = try edited(model, "maker.filters=4")
    let fit = try WeightFit(given, from: model, to: narrow, keep: .largest)
    expectEqual(try output(narrow, fit.weights), try output(model, given))
    let old = try elements(given, model, "groups", "kernel")
    let new = try elements(fit.weights, narrow, "groups", "kernel")
    // Channels 0 and 3 of the first group, and 5 and 6 of the second.
    for tap in 0..<9 {
      for filter in 0..<6 {
        let kept = filter < 3 ? [0, 3] : [1, 2]
        for place in 0..<2 {
          let channel = kept[place]
          #expect(
            new[(tap * 2 + place) * 6 + filter] == old[(tap * 4 + channel) * 6 + filter])
        }
      }
    }
  }

  /// Large filters of one group do not push out those of the other: each keeps as many.
  @Test(arguments: FilterSelection.allCases)
  func filtersInGroupsStayInTheirGroup(_ keep: FilterSelection) throws {
    let model = try groupedReader()
    var given = try weights(of: model)
    try clear([2, 5], of: "groups", in: &given, model)
    let narrow = try edited(model, "groups.filters=4")
    let fit = try WeightFit(given, from: model, to: narrow, keep: keep)
    let before = try elements(given, model, "groups", "bias")
    let after = try elements(fit.weights, narrow, "groups", "bias")
    #expect(after == [0, 1, 3, 4].map { before[$0] })
    expectEqual(try output(narrow, fit.weights), try output(model, given))
    let wide = try edited(model, "groups.filters=8")
    let wideFit = try WeightFit(given, from: model, to: wide, keep: keep)
    let kernel = try elements(given, model, "groups", "kernel")
    let padded = try elements(wideFit.weights, wide, "groups", "kernel")
    for row in 0..<36 {
      #expect(padded[row * 8..<row * 8 + 3] == kernel[row * 6..<row * 6 + 3])
      #expect(padded[row * 8 + 4..<row * 8 + 7] == kernel[row * 6 + 3..<row * 6 + 6])
    }
  }

  /// From one group to two, a filter keeps the weights of the channels that it still sees.
  @Test func anotherNumberOfGroupsKeepsWhatIsStillSeen() throws {
    let model = try groupedReader()
    let given = try weights(of: model)
    let whole = try edited(model, "groups.groups=1")
    let fit = try WeightFit(given, from: model, to: whole)
    let old = try elements(given, model, "groups", "kernel")
    let new = try elements(fit.weights, whole, "groups", "kernel")
    #expect(new[0 * 6 + 1] == old[0 * 6 + 1] && new[5 * 6 + 4] == old[1 * 6 + 4])
    let back = try WeightFit(fit.weights, from: whole, to: model)
    #expect(try elements(back.weights, model, "groups", "kernel") == old)
  }

  /// What is tied to a branch keeps its weights when a new layer ends the branch.
  @Test func aNewEndOfABranchTakesThePlaceOfTheOldOne() throws {
    let model = try block()
    let given = try weights(of: model)
    let longer = try model.applying(
      EditScript.edits(in: "insert right Conv2D filters=8 kernel_size=1")[0]
    ).analysis
    let fit = try WeightFit(given, from: model, to: longer)
    #expect(fit.changes.map(\.description) == ["conv2d: new, its weights come from the fill"])
  }

  /// A nested model between a stem and a reader, called twice.
  private func nestedModel() throws -> ModelAnalysis {
    var inner = ModelBuilder(name: "encoder")
    let entry = inner.input(shape: Shape(8, 8, 6), name: "entry")
    let wide = inner.conv2D(entry, filters: 8, kernelSize: 1, activation: .relu, name: "wide")
    let norm = inner.batchNormalization(wide, name: "norm")
    let back = inner.conv2D(
      norm, filters: 6, kernelSize: 3, padding: .same, activation: .relu, name: "back")
    let encoder = try ModelAnalysis(inner.finish(outputs: [back]))
    var model = ModelBuilder(name: "outer")
    let picture = model.input(shape: Shape(8, 8, 3), name: "picture")
    let stem = model.conv2D(picture, filters: 6, kernelSize: 1, activation: .relu, name: "stem")
    let once = model.add(.model(NestedModel(encoder)), name: "encoder", [stem])
    let twice = model.call(model.unfinished[once].layer, [once])
    let sum = model.add([stem, twice], name: "sum")
    let classes = model.conv2D(sum, filters: 2, kernelSize: 1, name: "classes")
    return try ModelAnalysis(model.finish(outputs: [classes]))
  }

  /// The filters that go are zeros, so the rule must be followed inside and by what reads the layer.
  @Test func insideNestedModelsTheLargestFiltersStay() throws {
    let model = try nestedModel()
    var given = try weights(of: model)
    let encoder = try #require(model.graph.node(named: "encoder"))
    for weight in model.weights(of: encoder)
    where !weight.name.hasPrefix("back") && !weight.name.hasSuffix("variance") {
      var elements = try given.elements(of: weight, layer: "encoder")
      for index in elements.indices where [1, 2, 6].contains(index % 8) { elements[index] = 0 }
      given.set(elements, layer: "encoder", weight: weight.name)
    }
    let narrow = try edited(model, "encoder/wide.filters=5")
    let fit = try WeightFit(given, from: model, to: narrow, keep: .largest)
    expectEqual(try output(narrow, fit.weights), try output(model, given))
    #expect(
      fit.changes.map(\.description) == [
        "encoder/wide: keeps the largest 5 of 8 filters",
        "encoder/norm: keeps 5 of 8 input channels",
        "encoder/back: keeps 5 of 8 input channels",
      ])
    #expect(Set(fit.changes.map(\.layer)) == [model.graph[encoder].layer])
  }

  /// A sum ties a layer outside to one inside: both keep the same channels.
  @Test func whatASumTiesToANestedModelFollowsIt() throws {
    var inner = ModelBuilder(name: "encoder")
    let entry = inner.input(shape: Shape(8, 8, 3), name: "entry")
    let back = inner.conv2D(entry, filters: 6, kernelSize: 3, padding: .same, name: "back")
    let encoder = try ModelAnalysis(inner.finish(outputs: [back]))
    var outer = ModelBuilder(name: "outer")
    let picture = outer.input(shape: Shape(8, 8, 3), name: "picture")
    let called = outer.add(.model(NestedModel(encoder)), name: "encoder", [picture])
    let shortcut = outer.conv2D(picture, filters: 6, kernelSize: 1, name: "shortcut")
    let sum = outer.add([called, shortcut], name: "sum")
    let classes = outer.conv2D(sum, filters: 2, kernelSize: 1, name: "classes")
    let model = try ModelAnalysis(outer.finish(outputs: [classes]))
    var given = try weights(of: model)
    try clear([0, 3], of: "shortcut", in: &given, model)
    for weight in model.weights(of: called) {
      var elements = try given.elements(of: weight, layer: "encoder")
      for index in elements.indices where [0, 3].contains(index % 6) { elements[index] = 0 }
      given.set(elements, layer: "encoder", weight: weight.name)
    }
    let narrow = try edited(model, "encoder/back.filters=4")
    let fit = try WeightFit(given, from: model, to: narrow, keep: .largest)
    expectEqual(try output(narrow, fit.weights), try output(model, given))
    #expect(fit.changes.map(\.name) == ["encoder/back", "shortcut", "classes"])
  }

  /// Both calls of a layer make the same channels, though only one of them meets a sum.
  @Test func allCallsOfALayerKeepTheSameFilters() throws {
    var builder = ModelBuilder(name: "shared")
    let picture = builder.input(shape: Shape(8, 8, 6), name: "picture")
    let left = builder.conv2D(picture, filters: 6, kernelSize: 1, name: "shared")
    let again = builder.activation(picture, .relu, name: "relu")
    let right = builder.call(builder.unfinished[left].layer, [again])
    let tied = builder.conv2D(picture, filters: 6, kernelSize: 1, name: "tied")
    let sum = builder.add([left, tied], name: "sum")
    let other = builder.conv2D(right, filters: 2, kernelSize: 1, name: "other")
    let classes = builder.conv2D(sum, filters: 2, kernelSize: 1, name: "classes")
    let model = try ModelAnalysis(builder.finish(outputs: [classes, other]))
    var given = try weights(of: model)
    for layer in ["shared", "tied"] { try clear([1, 4], of: layer, in: &given, model) }
    // Alone, the other layer would keep others than the sum of both does.
    var large = try elements(given, model, "tied", "kernel")
    for index in large.indices where [2, 3].contains(index % 6) { large[index] *= 100 }
    given.set(large, layer: "tied", weight: "kernel")
    let narrow = try edited(model, "shared.filters=4", "tied.filters=4")
    let fit = try WeightFit(given, from: model, to: narrow, keep: .largest)
    let input = Tensor.randomInput(shape: [1, 8, 8, 6])
    let before = try Executor(threads: 1).run(Plan(model, weights: given), input: input)
    let after = try Executor(threads: 1).run(Plan(narrow, weights: fit.weights), input: input)
    for (old, new) in zip(model.graph.outputs, narrow.graph.outputs) {
      expectEqual(
        try #require(after.tensor(of: new)).elements, try #require(before.tensor(of: old)).elements)
    }
  }

  @Test(arguments: FilterSelection.allCases)
  func everyEditGivesWeightsThatFit(_ keep: FilterSelection) throws {
    let model = try ModelAnalysis(BuiltInModel.residualInception.graph())
    let given = try weights(of: model)
    for edit in [
      "model.input_size=32", "residual_inception_1.filters_3x3=96", "conv2d_2.filters=100",
      "residual_inception_2.filters_5x5=1", "conv2d_5.filters=3",
    ] {
      let small = try edited(model, "model.input_size=32")
      let new = try edited(small, edit)
      let fit = try WeightFit(given, from: model, to: new, keep: keep)
      for node in new.order {
        for weight in new.weights(of: node) {
          _ = try fit.weights.elements(of: weight, layer: new.graph.name(of: node))
        }
      }
    }
  }
}
