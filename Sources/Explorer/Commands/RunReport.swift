import Compute
import GraphCore
import ModelFiles

/// The times of a run as a table or as JSON.
struct RunReport {
  /// The model that was run.
  var model: LoadedModel
  /// The times.
  var timing: Timing
  /// The layers whose work another layer's step does, and that layer.
  var fusedInto: [NodeID: NodeID]
  /// The number of threads.
  var threads: Int
  /// The vector instructions.
  var instructionSet: InstructionSet
  /// The passes before the timed ones.
  var warmup: Int
  /// The most probable classes.
  var top: [Prediction]

  /// A class with its probability.
  struct Prediction: Hashable {
    /// The class' number.
    var index: Int
    /// The class' name, when it has one.
    var label: String?
    /// What the model gives it.
    var probability: Float
  }

  /// The greatest elements of a vector, the greatest first; none for anything but a vector.
  ///
  /// - Parameter names: the names of the classes, as many as there are classes.
  static func top(_ count: Int, of output: Tensor, names: [String]? = nil) -> [Prediction] {
    guard output.shape.count == 2 else { return [] }
    let sorted = output.elements.enumerated().sorted {
      // Equal ones, and such as have no order, stand in the order of their numbers.
      $0.element > $1.element || (!($0.element < $1.element) && $0.offset < $1.offset)
    }
    return sorted.prefix(count).map {
      Prediction(index: $0.offset, label: names?[$0.offset], probability: $0.element)
    }
  }

  private var macs: Int? { model.analysis.totals.multiplyAccumulates }

  private var macsPerSecond: Double? {
    guard let macs, timing.median > 0 else { return nil }
    return (Double(macs) / timing.median * 1000).rounded()
  }

  /// The times layer by layer, the whole, and the classes.
  var table: String {
    var table = TextTable([
      .left("Layer"), .left("Output shape"), .right("MACs"), .right("ms"), .right("share"),
      .right("GMAC/s"), .left("Done with"),
    ])
    let sum = timing.layers.reduce(0) { $0 + $1.milliseconds }
    for layer in timing.layers {
      let cost = model.analysis.cost(of: layer.node).multiplyAccumulates ?? 0
      let host = fusedInto[layer.node]
      let rate = layer.milliseconds > 0 ? Double(cost) / layer.milliseconds / 1e6 : 0
      table.add([
        model.analysis.graph.name(of: layer.node),
        SummaryReport.kerasText(model.analysis.shape(of: layer.node)), cost.grouped,
        host == nil ? layer.milliseconds.rounded(toDigits: 3) : "",
        host == nil && sum > 0 ? (layer.milliseconds / sum * 100).rounded(toDigits: 1) + "%" : "",
        host == nil && cost > 0 ? rate.rounded(toDigits: 1) : "",
        host.map { model.analysis.graph.name(of: $0) } ?? "",
      ])
    }
    return table.text + "\n" + whole + classes
  }

  private var whole: String {
    let rate = macsPerSecond.map { ", \(($0 / 1e9).rounded(toDigits: 1)) GMAC/s" } ?? ""
    let times = [
      ("median", timing.median), ("min", timing.min), ("mean", timing.mean), ("p95", timing.p95),
    ].map { "\($0) \($1.rounded(toDigits: 2))" }.joined(separator: ", ")
    return """
      \(model.name): \(macs?.grouped ?? "unknown") MACs\(rate)
      \(times) ms; \(timing.passes.count) passes after \(warmup) untimed, \
      \(threads) \(threads == 1 ? "thread" : "threads"), \(instructionSet.rawValue)

      """
  }

  private var classes: String {
    guard !top.isEmpty else { return "" }
    let areNamed = top.contains { $0.label != nil }
    var table = TextTable(
      [.right("Class"), .right("Probability")] + (areNamed ? [.left("Name")] : []))
    for prediction in top {
      let percent = (Double(prediction.probability) * 100).rounded(toDigits: 3) + "%"
      table.add(
        [String(prediction.index), percent] + (areNamed ? [prediction.label ?? ""] : []))
    }
    return "\n" + table.text
  }

  /// The JSON document; classes without a name have the label null.
  var json: JSONValue {
    [
      "model": .string(model.name),
      "threads": .integer(threads),
      "isa": .string(instructionSet.rawValue),
      "repeat": .integer(timing.passes.count),
      "milliseconds": [
        "median": .number(timing.median), "min": .number(timing.min), "mean": .number(timing.mean),
        "p95": .number(timing.p95),
      ],
      "passes": .array(timing.passes.map(JSONValue.number)),
      "macs_per_second": macsPerSecond.map(JSONValue.number) ?? .null,
      "layers": .array(
        timing.layers.map { layer in
          [
            "name": .string(model.analysis.graph.name(of: layer.node)),
            "milliseconds": .number(layer.milliseconds),
            "macs": JSONValue(model.analysis.cost(of: layer.node).multiplyAccumulates),
          ]
        }),
      "top": .array(
        top.map {
          [
            "index": .integer($0.index), "label": $0.label.map(JSONValue.string) ?? .null,
            "probability": .number(Double($0.probability)),
          ]
        }),
    ]
  }
}
