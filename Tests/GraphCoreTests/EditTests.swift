import GraphCore
import Testing

struct EditTests {
  let example: ModelAnalysis

  init() throws {
    example = try ModelAnalysis(BuiltInModel.residualInception.graph())
  }

  @Test func oneFilterLessAddsAProjection() throws {
    let outcome = try example.applying(Edit(parsing: "residual_inception_2.filters_1x1=63"))
    #expect(outcome.analysis.totals.parameters - example.totals.parameters == 64_278)
    #expect(
      outcome.repairs == [
        .insertedProjection(layer: "conv2d_13", sum: "add_1", from: 256, to: 255)
      ])
    let moved = try outcome.analysis.applying(Edit(parsing: "residual_inception_2.filters_3x3=129"))
    #expect(moved.analysis.totals.parameters - example.totals.parameters == 608)
    #expect(
      moved.repairs == [
        .followed(layer: "conv2d_13", sum: "add_1", from: 255, to: 256),
        .removedProjection(layer: "conv2d_13", sum: "add_1", channels: 256),
      ])
  }

  @Test func projectionComesBackUnderItsName() throws {
    var analysis = try example.applying(Edit(parsing: "conv2d_7.filters=63")).analysis
    analysis = try analysis.applying(Edit(parsing: "conv2d_7.filters=64")).analysis
    #expect(analysis.graph.layer(named: "conv2d_13") == nil)
    #expect(analysis.totals == example.totals)
    analysis = try analysis.applying(Edit(parsing: "conv2d_7.filters=60")).analysis
    #expect(analysis.graph.layer(named: "conv2d_13") != nil)
  }

  @Test func aChosenProjectionIsNotOverruled() throws {
    let error = #expect(throws: EditError.self) {
      try example.applying(Edit(parsing: "conv2d_6.filters=100"))
    }
    #expect(
      error?.description == """
        Add 'add' cannot join conv2d_6 (shortcut) 224x224x100, concatenate 224x224x256; channels \
        differ; give all operands the same in one edit
        """)
    #expect(
      error?.fixes.map(\.description) == [
        "the whole group: group conv2d_6 100 (-345,445 params, -9,482,265,952 MACs)",
        "1x1 projection to 100 channels behind concatenate (+18,484 params, +917,417,984 MACs)",
        "1x1 projection to 256 channels behind conv2d_6 (+25,232 params, +1,261,023,232 MACs)",
      ])
  }

  static let activations = Activation.named.map(\.rawValue).joined(separator: ", ")

  static let refusals: [(String, String)] = [
    ("conv2d_2.filters=0", "Conv2D 'conv2d_2': filters must be 1 or more, got 0"),
    ("conv2d_2.filters=-4", "Conv2D 'conv2d_2': filters must be 1 or more, got -4"),
    ("conv2d_2.filters=96.5", "'conv2d_2': filters takes a whole number, got '96.5'"),
    ("conv2d_2.groups=5", "Conv2D 'conv2d_2': filters (128) must be a multiple of groups (5)"),
    (
      "conv2d_9.activation=nosuch",
      "'conv2d_9': activation takes one of \(activations), got 'nosuch'"
    ),
    (
      "conv2d_2.padding=valid",
      """
      Concatenate 'concatenate' cannot join conv2d (1x1) 224x224x64, conv2d_2 (3x3) 222x222x128, \
      conv2d_4 (5x5) 224x224x32, conv2d_5 (pool) 224x224x32; heights and widths differ; use padding \
      'same', equal strides or a crop
      """
    ),
    ("nosuch.filters=3", "there is no layer or block 'nosuch'"),
    (
      "conv2d.nosuch=3",
      """
      'conv2d': Conv2D has no field 'nosuch'; it has filters, kernel_size, strides, padding, \
      dilation_rate, groups, activation, use_bias
      """
    ),
    (
      "residual_inception_1.nosuch=3",
      """
      block 'residual_inception_1' has no number 'nosuch'; it has filters_1x1, \
      filters_3x3_reduce, filters_3x3, filters_5x5_reduce, filters_5x5, pool_proj
      """
    ),
    ("conv2d_2.filters=9000000000000000000", "layer 'conv2d_2': its sizes or costs exceed 64 bits"),
    ("input_layer.size=4000000000", "layer 'input_layer': its sizes or costs exceed 64 bits"),
  ]

  @Test(arguments: refusals)
  func refusalsNameTheLayer(text: String, message: String) throws {
    let edit = try Edit(parsing: text)
    let error = #expect(throws: EditError.self) { try example.applying(edit) }
    #expect(error?.description == message)
  }

  @Test(arguments: ["", "=", "conv2d", "conv2d.filters", ".filters=3", "conv2d.=3", "filters=3"])
  func textThatIsNoEdit(text: String) {
    #expect(throws: EditError.unreadable(text)) { try Edit(parsing: text) }
  }

  @Test(arguments: ["conv2d.filters=64", "conv2d_2.kernel_size=3x5", "conv2d.use_bias=false"])
  func editsAreWrittenAsTheyAreRead(text: String) throws {
    #expect(try Edit(parsing: text).description == text)
  }
}
