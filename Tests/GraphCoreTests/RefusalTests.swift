import GraphCore
import Testing

/// What a refused edit says, and the ways out that it offers.
struct RefusalTests {
  /// Four residual blocks that add their input as it is.
  private static func plainResidual() throws -> ModelAnalysis {
    var model = ModelBuilder(name: "resnet")
    var x = model.input(shape: Shape(64, 64, 3))
    x = model.conv2D(x, filters: 16, kernelSize: 3, padding: .same, name: "stem")
    for block in 0..<4 {
      var y = model.conv2D(x, filters: 16, kernelSize: 3, padding: .same, name: "b\(block)_1")
      y = model.conv2D(y, filters: 16, kernelSize: 3, padding: .same, name: "b\(block)_2")
      y = model.batchNormalization(y, name: "b\(block)_bn")
      x = model.activation(model.add([x, y], name: "b\(block)_add"), .relu, name: "b\(block)_relu")
    }
    return try ModelAnalysis(model.finish(outputs: [model.globalAveragePooling2D(x)]))
  }

  /// A block that weighs its channels by what is seen of each (squeeze and excitation).
  private static func excitation() throws -> ModelAnalysis {
    var model = ModelBuilder(name: "se")
    var x = model.input(shape: Shape(32, 32, 3))
    x = model.conv2D(x, filters: 64, kernelSize: 1, name: "expand")
    x = model.depthwiseConv2D(x, kernelSize: 3, padding: .same, name: "dw")
    let seen = model.globalAveragePooling2D(x, keepDims: true, name: "gap")
    let squeezed = model.conv2D(seen, filters: 16, kernelSize: 1, activation: .relu, name: "se1")
    let gate = model.conv2D(
      squeezed, filters: 64, kernelSize: 1, activation: .sigmoid, name: "se2")
    let weighed = model.add(.merge(Merge(.multiply)), name: "mul", [x, gate])
    return try ModelAnalysis(
      model.finish(outputs: [model.conv2D(weighed, filters: 24, kernelSize: 1, name: "proj")]))
  }

  /// A convolution of 1x1 without padding, beside its input.
  private static func pointwise() throws -> ModelAnalysis {
    var model = ModelBuilder(name: "pointwise")
    let input = model.input(shape: Shape(8, 8, 4))
    let conv = model.conv2D(input, filters: 4, kernelSize: 1, name: "conv")
    return try ModelAnalysis(model.finish(outputs: [model.concatenate([input, conv])]))
  }

  /// Two levels down and up again, with what was there joined.
  private static func hourglass() throws -> ModelAnalysis {
    var model = ModelBuilder(name: "unet")
    let input = model.input(shape: Shape(32, 32, 3))
    let a = model.conv2D(input, filters: 16, kernelSize: 3, padding: .same, name: "c1")
    var x = model.maxPooling2D(a, poolSize: 2, name: "p1")
    let b = model.conv2D(x, filters: 32, kernelSize: 3, padding: .same, name: "c2")
    x = model.maxPooling2D(b, poolSize: 2, name: "p2")
    x = model.conv2D(x, filters: 64, kernelSize: 3, padding: .same, name: "c3")
    x = model.add(
      .conv2DTranspose(Conv2DTranspose(filters: 32, kernelSize: 2, strides: 2, padding: .same)),
      name: "u2", [x])
    x = model.conv2D(
      model.concatenate([x, b], name: "k2"), filters: 32, kernelSize: 3, padding: .same)
    x = model.add(.upSampling2D(UpSampling2D()), name: "u1", [x])
    return try ModelAnalysis(model.finish(outputs: [model.concatenate([x, a], name: "k1")]))
  }

  private static func model(_ name: String) throws -> ModelAnalysis {
    switch name {
    case "resnet": try plainResidual()
    case "se": try excitation()
    case "unet": try hourglass()
    case "pointwise": try pointwise()
    default: try ModelAnalysis(#require(BuiltInModel(rawValue: name)).graph())
    }
  }

  /// The refusal of an edit, after each of its ways out was taken: it reads back from its text, costs
  /// what was said, sets what the edit sets, and joins equal maps alone.
  private static func refusal(
    _ name: String, _ text: String, isStrict: Bool = false
  ) throws -> EditError {
    let model = try model(name)
    let edit = try Edit(parsing: text)
    let error = try #require(
      #expect(throws: EditError.self) { try model.applying(edit, isStrict: isStrict) })
    for fix in error.fixes {
      let made = try model.applying(Edit(parsing: fix.edit.description), isStrict: isStrict)
      #expect(!made.changes.isEmpty)
      #expect(
        made.analysis.totals.parameters - model.totals.parameters == fix.parameterDifference)
      for case .set(let target, let field, let value) in edit.parts where target != "model" {
        guard let layer = made.analysis.graph.layer(named: target) else { continue }
        let new = made.analysis.graph[layer].operation
        #expect(new == (try new.setting(field, to: value)), "\(fix.edit)")
      }
      let graph = made.analysis.graph
      for id in made.analysis.order {
        guard case .merge(let merge) = graph.operation(of: id), merge.function == .add else {
          continue
        }
        let shapes = Set(graph[id].inputs.map { made.analysis.shape(of: $0) })
        #expect(shapes.count == 1, "\(fix.edit): \(graph.name(of: id)) joins \(shapes)")
      }
    }
    return error
  }

  @Test(arguments: [
    (
      "resnet", "b1_2.strides=2",
      [
        "pooling 2x2 behind b0_relu",
        "1x1 projection with strides 2x2 behind b0_relu",
      ]
    ),
    (
      "resnet", "b1_1.filters=32 ; b1_2.filters=32 ; b1_1.strides=2",
      [
        "1x1 projection with strides 2x2 behind b0_relu",
        "pooling 2x2 behind b0_relu",
      ]
    ),
    ("resnet", "b1_2.padding=valid", ["crop behind b0_relu", "zero padding behind b1_bn"]),
    ("resnet", "b1_2.kernel_size=4 ; b1_2.padding=valid", nil),
    (
      "xception", "block5_sepconv3.strides=2",
      [
        "pooling 2x2 behind add_2",
        "1x1 projection with strides 2x2 behind add_2",
      ]
    ),
    (
      "inception-resnet-v2", "block35_1/3x3.strides=2",
      [
        "pooling 2x2 behind activation_12, activation_17, mixed_5b",
        "strides 2 in conv2d_12, conv2d_17; "
          + "1x1 projection with strides 2x2 behind mixed_5b",
      ]
    ),
    (
      "inception-resnet-v2", "conv2d_14.padding=valid",
      ["crop behind activation_12, activation_17, mixed_5b", "zero padding behind activation_14"]
    ),
    (
      "residual-inception", "conv2d_11.strides=2",
      [
        "pooling 2x2 behind conv2d_7, conv2d_9 and 2 more",
        "strides 2 in conv2d_7, conv2d_9, conv2d_12; "
          + "1x1 projection with strides 2x2 behind add",
      ]
    ),
    (
      "residual-inception", "conv2d_4.strides=2",
      [
        "strides 2 in conv2d, conv2d_2 and 2 more",
        "pooling 2x2 behind conv2d, conv2d_2 and 2 more",
      ]
    ),
    (
      "residual-inception", "conv2d_9.padding=valid",
      ["crop behind conv2d_7, conv2d_11 and 2 more", "zero padding behind conv2d_9"]
    ),
    (
      "residual-inception",
      "branch residual_inception_1 Conv2D filters=8 kernel_size=3 padding=valid", nil
    ),
    ("residual-inception", "branch residual_inception_1 MaxPooling2D pool_size=3", nil),
    ("residual-inception", "branch residual_inception_1 Conv2D strides=2", nil),
    ("residual-inception", "insert conv2d_2 MaxPooling2D", nil),
    // A branch of a reduction that no longer reduces: the others follow, or it is pooled.
    ("inception-v3", "mixed3/3x3.strides=1", nil),
    ("unet", "model.input_size=30", ["crop behind c2, c1", "zero padding behind u2"]),
    ("unet", "model.input_size=33", ["crop behind c1", "zero padding behind u1"]),
  ])
  func mapsOfDifferentSizes(model: String, edit: String, summaries: [String]?) throws {
    let error = try Self.refusal(model, edit)
    #expect(error.mismatch?.mapsDiffer == true)
    if let summaries {
      #expect(Set(error.fixes.map(\.summary)) == Set(summaries))
    } else {
      #expect(!error.fixes.isEmpty)
    }
    let costs = error.fixes.compactMap(\.parameterDifference)
    #expect(costs == costs.sorted())
  }

  @Test func aFixLeavesTheOtherReadersAlone() throws {
    let model = try Self.plainResidual()
    for fix in try Self.refusal("resnet", "b1_2.strides=2").fixes {
      let graph = try model.applying(fix.edit).analysis.graph
      let reader = try #require(graph.node(named: "b1_1"))
      #expect(graph[reader].inputs == [try #require(graph.node(named: "b0_relu"))])
    }
  }

  @Test func newLayersCanKeepTheSizeOfMaps() throws {
    let error = try Self.refusal(
      "residual-inception", "branch residual_inception_1 MaxPooling2D pool_size=3")
    let fix = try #require(error.fixes.first { $0.summary.contains("new layers") })
    #expect(
      fix.edit.description
        == "branch residual_inception_1 MaxPooling2D pool_size=3x3 padding=same strides=1x1")
  }

  @Test func largerWindowsCanKeepTheSizeOfMaps() throws {
    let error = try Self.refusal("pointwise", "conv.kernel_size=3")
    #expect(error.fixes.contains { $0.summary == "conv.padding=same" })
  }

  /// Maps of 1x1 stretch to any size, so that it is the channels that differ.
  @Test func aGateNeedsTheChannelsOfItsMap() throws {
    let error = try Self.refusal("se", "expand.filters=48")
    #expect(
      error.description == """
        Multiply 'mul' cannot join dw 32x32x48, se2 (1x1) 1x1x64; channels differ; give all \
        operands the same in one edit
        """)
    #expect(error.fixes.first?.edit == .setGroup(layer: "expand", filters: 48))
    #expect(
      try Self.refusal("se", "se2.filters=48").fixes.first?.edit.description == "group se2 48")
  }

  @Test func strictFixesAreStrict() throws {
    let error = try Self.refusal("residual-inception", "conv2d_2.filters=96", isStrict: true)
    #expect(
      error.fixes.map(\.summary) == [
        "the whole group: group conv2d_2 96", "with conv2d.filters=96", "with conv2d_5.filters=64",
        "with conv2d_4.filters=64",
      ])
    let two = try Self.refusal(
      "residual-inception", "conv2d_2.filters=96 ; conv2d_6.filters=224", isStrict: true)
    #expect(!two.fixes.isEmpty)
  }

  @Test func bothBranchesAreNamed() throws {
    for (model, edit, branches) in [
      ("residual-inception", "conv2d_11.strides=2", ["1x1", "3x3", "5x5", "pool"]),
      ("resnet", "b1_2.strides=2", ["shortcut", "double 3x3"]),
    ] {
      let error = try Self.refusal(model, edit)
      #expect(error.mismatch?.operands.map(\.branch) == branches)
    }
  }

  @Test func insideANestedModel() throws {
    let inner = try Self.plainResidual()
    var outer = ModelBuilder(name: "outer")
    let called = outer.add(
      .model(NestedModel(inner)), name: "backbone", [outer.input(shape: Shape(64, 64, 3))])
    let model = try ModelAnalysis(outer.finish(outputs: [outer.dense(called, units: 10)]))
    let error = try #require(
      #expect(throws: EditError.self) {
        try model.applying(Edit(parsing: "backbone/b1_2.strides=2"))
      })
    #expect(error.description.hasPrefix("inside 'backbone': Add 'b1_add' cannot join"))
    #expect(error.fixes.count == 2)
    for fix in error.fixes {
      let made = try model.applying(Edit(parsing: fix.edit.description))
      #expect(
        made.analysis.totals.parameters - model.totals.parameters == fix.parameterDifference)
    }
  }
}

/// What could be done in place of an edit that needs a projection.
struct AlternativeTests {
  private static func alternatives(_ model: BuiltInModel, _ text: String) throws -> [Fix] {
    let model = try ModelAnalysis(model.graph())
    let edit = try Edit(parsing: text)
    let fixes = model.alternatives(to: edit, outcome: try model.applying(edit))
    for fix in fixes {
      let made = try model.applying(fix.edit)
      #expect(!made.repairs.contains { "\($0)".hasPrefix("added projection") })
      #expect(
        made.analysis.totals.parameters - model.totals.parameters == fix.parameterDifference)
    }
    return fixes
  }

  @Test func anotherSliceAvoidsTheProjection() throws {
    let alternatives = try Self.alternatives(
      .residualInception, "residual_inception_2.filters_1x1=63")
    #expect(
      alternatives.map(\.summary) == [
        "the whole group: group conv2d_7 63", "with conv2d_12.filters=33",
        "with conv2d_11.filters=33", "with conv2d_9.filters=129",
      ])
    let moved = try #require(alternatives.last)
    #expect(moved.parameterDifference == 608)
    #expect(moved.multiplyAccumulateDifference == 30_507_008)
  }

  @Test(arguments: [
    (BuiltInModel.inceptionResNetV2, "block17_20_conv.filters=1087", -27_041 as Int?),
    (.inceptionResNetV2, "block35_1_conv.filters=256", nil),
    (.inceptionResNetV2, "block35/up.filters=256", nil),
    (.xception, "block5_sepconv3.filters=700", -406_140),
  ])
  func theWholeGroupAvoidsTheProjection(
    model: BuiltInModel, edit: String, difference: Int?
  ) throws {
    let fix = try #require(Self.alternatives(model, edit).first)
    #expect(fix.summary.hasPrefix("the whole group: group "))
    if let difference { #expect(fix.parameterDifference == difference) }
  }
}
