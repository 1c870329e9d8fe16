import GraphCore

/// A model as Keras code in the manner of the Functional API.
///
/// Units and blocks that occur become functions with their numbers as arguments; what has no such
/// structure is written line by line. The code creates the layers in an order that gives as many as
/// possible their names automatically, and names the others.
public struct PythonModule {
  /// The functions that the models call, in the order of their definition.
  var functions: [PythonFunction] = []
  /// What follows: the functions that build nested models, then `build_model`.
  var builders: [String] = []
  /// Names that the module has.
  var namer = PythonNamer(used: ["build_model"])
  /// Classes that Keras knows only when the user registers them.
  var foreignClasses: [String] = []
  /// The lines that import those of Keras' own classes that have no public name.
  var imports: [String] = []

  let analysis: ModelAnalysis

  /// The code of a model.
  ///
  /// - Parameter document: the document that the model was read from, when it was; settings that
  ///   only it has, such as initializers, are in the code too.
  public init(_ analysis: ModelAnalysis, keeping document: KerasDocument? = nil) {
    self.analysis = analysis
    let isSequential = document?.layout == .sequential && Self.isChain(analysis)
    let plan = PythonNames.plan(analysis, isSequential: isSequential)
    add(
      analysis, plan: plan, document: document, isSequential: isSequential, builder: "build_model")
  }

  /// Adds the function that builds a model, after those that build the models inside it.
  mutating func add(
    _ analysis: ModelAnalysis, plan: PythonNames.Plan, document: KerasDocument?,
    isSequential: Bool, builder: String
  ) {
    let arguments = PythonArguments(analysis, keeping: document)
    var nested: [LayerID: String] = [:]
    for layer in analysis.graph.layerIDs {
      noteClass(analysis.graph[layer].operation, entry: { arguments.entry(of: layer) })
      guard let inner = plan.nested[layer], case .model(let model) = analysis.graph[layer].operation
      else { continue }
      let name = namer.unique("build_" + PythonText.identifier(analysis.graph[layer].name))
      nested[layer] = name
      add(
        model.analysis, plan: inner, document: arguments.document(ofNested: layer),
        isSequential: model.isSequential, builder: name)
    }
    var writer = PythonWriter(arguments, plan: plan, nested: nested, functionCount: functions.count)
    let steps = writer.model()
    functions += writer.functions
    nameFunctions(writer.hints)
    builders.append(
      render(
        steps, model: analysis, plan: plan, isSequential: isSequential, builder: builder,
        outputs: writer.outputs, forms: Forms(document)))
  }

  /// How the document has its inputs and outputs: `null` for a tensor alone or nothing known.
  struct Forms {
    var inputs: JSONValue
    var outputs: JSONValue
    /// Whether the model as a whole is trainable.
    var isTrainable: Bool

    init(_ document: KerasDocument?) {
      let config = document?.root["config"]
      isTrainable = config?["trainable"] != .bool(false)
      inputs = config?["input_layers"] ?? .null
      outputs = config?["output_layers"] ?? .null
    }
  }

  /// Whether every layer is called once, on the one before it.
  private static func isChain(_ analysis: ModelAnalysis) -> Bool {
    let (graph, order) = (analysis.graph, analysis.order)
    return graph.outputs.count == 1 && Set(order.map { graph[$0].layer }).count == order.count
      && zip(order.dropFirst(), order).allSatisfy { graph[$0].inputs == [$1] }
  }

  private mutating func noteClass(_ operation: Operation, entry: () -> JSONValue) {
    guard operation.isOpaque else {
      guard let known = KerasClass.named(operation.className), known.module != "keras.layers" else {
        return
      }
      let line = "from \(known.module) import \(known.name)"
      if !imports.contains(line) { imports.append(line) }
      return
    }
    let entry = entry()
    let module = entry["module"]?.string ?? ""
    let name = entry["registered_name"]?.string ?? operation.className
    if !module.hasPrefix("keras"), !foreignClasses.contains(name) { foreignClasses.append(name) }
  }

  /// Names the functions that were added last; equal names get letters.
  private mutating func nameFunctions(_ hints: [String]) {
    let first = functions.count - hints.count
    let counts = hints.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    var used: [String: Int] = [:]
    for (offset, hint) in hints.enumerated() {
      var name = PythonText.identifier(hint)
      if let count = counts[hint], count > 1, count <= 26 {
        let letter = Unicode.Scalar(UInt8(ascii: "a") + UInt8(used[hint, default: 0]))
        used[hint, default: 0] += 1
        name += "_\(letter)"
      }
      functions[first + offset].name = namer.unique(name)
    }
  }
}
