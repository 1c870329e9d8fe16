import Compute
import GraphCore
import ModelFiles

/// The times of a run as a table or as JSON.
struct RunReport {
  /// The model that was run.
  var model: LoadedModel
  /// How it was run.
  var plan: Plan
  /// The times.
  var timing: Timing
  /// The images of a pass.
  var images = 1
  /// The number of threads.
  var threads: Int
  /// The floating point operations in a nanosecond of all threads, measured in the same run.
  var peak: Double
  /// The most probable classes by each output that is a vector.
  var outputs: [RankedClasses]
  /// The names of the classes, for the outputs that have as many; nil without any.
  var names: [String]?

  private var macs: Int? { ofAllImages(model.analysis.totals.multiplyAccumulates) }

  /// What all images of a pass take of something; nil beyond what can be counted.
  private func ofAllImages(_ count: Int?) -> Int? {
    guard let (all, overflow) = count?.multipliedReportingOverflow(by: images) else { return nil }
    return overflow ? nil : all
  }

  private var imagesPerSecond: Double? {
    timing.median > 0 ? Double(images) / timing.median * 1000 : nil
  }

  private var macsPerSecond: Double? {
    guard let macs, timing.median > 0 else { return nil }
    return (Double(macs) / timing.median * 1000).rounded()
  }

  /// A layer's time and what follows from it.
  private struct Row {
    var node: NodeID
    var milliseconds: Double
    var macs: Int?
    /// The bytes that are read and written at least.
    var bytes: Int
    /// The layer whose step does the work.
    var host: NodeID?

    /// Multiplications and additions.
    var operations: Int { (macs ?? 0) * 2 }

    /// The operations in a nanosecond; nil for a layer that has none or isn't timed by itself.
    var gigaflops: Double? {
      operations > 0 && milliseconds > 0 && host == nil
        ? Double(operations) / milliseconds / 1e6 : nil
    }

    /// The operations for each byte; nil for a layer that has none or isn't timed by itself.
    var intensity: Double? {
      operations > 0 && bytes > 0 && host == nil ? Double(operations) / Double(bytes) : nil
    }
  }

  private var rows: [Row] {
    zip(timing.layers, plan.steps).map { layer, step in
      Row(
        node: layer.node, milliseconds: layer.milliseconds,
        macs: ofAllImages(model.analysis.cost(of: layer.node).multiplyAccumulates),
        bytes: ofAllImages(step.bytes) ?? .max,
        host: step.fusedInto)
    }
  }

  /// The times layer by layer, the whole, and the classes.
  var table: String {
    var table = TextTable([
      .left("Layer"), .left("Output shape"), .right("MACs"), .right("ms"), .right("share"),
      .right("GFLOP/s"), .right("of peak"), .right("MB"), .right("FLOP/B"), .left("Done with"),
    ])
    let sum = timing.layerSum
    for row in rows {
      let share = sum > 0 ? (row.milliseconds / sum * 100).rounded(toDigits: 1) + "%" : ""
      table.add([
        model.analysis.graph.name(of: row.node),
        SummaryReport.kerasText(model.analysis.shape(of: row.node)), (row.macs ?? 0).grouped,
        row.host == nil ? row.milliseconds.rounded(toDigits: 3) : "", row.host == nil ? share : "",
        row.gigaflops?.rounded(toDigits: 1) ?? "",
        row.gigaflops.flatMap { percentOfPeak($0) } ?? "",
        row.host == nil ? (Double(row.bytes) / 1e6).rounded(toDigits: 2) : "",
        row.intensity?.rounded(toDigits: 1) ?? "",
        row.host.map { model.analysis.graph.name(of: $0) } ?? "",
      ])
    }
    return table.text + "\n" + whole + classes
  }

  /// The share of the measured peak; nil when the peak was measured while the machine was busy, so that it
  /// is none.
  private func percentOfPeak(_ gigaflops: Double) -> String? {
    guard peak > 0, gigaflops <= peak * 1.1 else { return nil }
    return (gigaflops / peak * 100).rounded(toDigits: 0) + "%"
  }

  private var whole: String {
    let gigaflops = macsPerSecond.map { $0 * 2 / 1e9 }
    let rate = gigaflops.map {
      ", \($0.rounded(toDigits: 1)) GFLOP/s\(percentOfPeak($0).map { ", \($0) of peak" } ?? "")"
    }
    let sum = timing.layerSum
    let rest = timing.median - sum
    return """
      \(model.name): \(macs?.grouped ?? "unknown") MACs\(rate ?? "")
      \(Self.times(timing)) ms\(batch)
      \(Self.passes(timing)), \(plan.options.description), \
      \(threads) \(threads == 1 ? "thread" : "threads"), \
      \(plan.options.instructionSet.rawValue), peak \(peak.rounded(toDigits: 0)) GFLOP/s
      layers \(sum.rounded(toDigits: 2)) ms, between them \(rest.rounded(toDigits: 2)) ms; \
      memory: weights \(Self.megabytes(plan.weightBytes)), \
      activations \(Self.megabytes(plan.activationBytes))

      """
  }

  /// How fast images are run, where there are several in a pass.
  private var batch: String {
    guard images > 1, let imagesPerSecond else { return "" }
    return """
      ; \(images) images one after the other, \(imagesPerSecond.rounded(toDigits: 1)) images/s
      """
  }

  private static func megabytes(_ bytes: Int) -> String {
    (Double(bytes) / 1e6).rounded(toDigits: 1) + " MB"
  }

  /// The times of the whole.
  static func times(_ timing: Timing) -> String {
    [
      ("median", timing.median), ("min", timing.min), ("mean", timing.mean), ("p95", timing.p95),
      ("spread", timing.spread),
    ].map { "\($0) \($1.rounded(toDigits: 2))" }.joined(separator: ", ")
  }

  /// How many passes there were.
  static func passes(_ timing: Timing) -> String {
    let first = timing.warmup.first.map { ", the first \($0.rounded(toDigits: 2)) ms" } ?? ""
    return "\(timing.passes.count) passes after \(timing.warmup.count) untimed\(first)"
  }

  /// A table for each output; named, where the model has several.
  private var classes: String {
    outputs.filter { !$0.top.isEmpty }.map { output in
      let title = model.analysis.graph.outputs.count > 1 ? "\(output.output):\n" : ""
      return "\n\(title)\(table(of: output))"
    }.joined()
  }

  private func table(of output: RankedClasses) -> String {
    let names = names(of: output)
    // A model that ends without softmax or sigmoid gives scores of any size.
    let areShares = output.top.allSatisfy { !($0.value > 1.0001 || $0.value < 0) }
    var table = TextTable(
      [.right("Class"), .right(areShares ? "Probability" : "Score")]
        + (names != nil ? [.left("Name")] : []))
    for score in output.top {
      let number = Double(score.value)
      let text = areShares ? (number * 100).rounded(toDigits: 3) + "%" : number.rounded(toDigits: 3)
      table.add([String(score.index), text] + (names.map { [$0[score.index]] } ?? []))
    }
    return table.text
  }

  private func names(of output: RankedClasses) -> [String]? {
    names?.count == output.count ? names : nil
  }

  private func json(_ output: RankedClasses) -> JSONValue {
    let names = names(of: output)
    return .array(
      output.top.map { score in
        [
          "index": .integer(score.index),
          "label": names.map { .string($0[score.index]) } ?? .null,
          "probability": .number(Double(score.value)),
        ]
      })
  }

  /// The JSON document; classes without a name have the label null.
  var json: JSONValue {
    [
      "model": .string(model.name),
      "threads": .integer(threads),
      "isa": .string(plan.options.instructionSet.rawValue),
      "repeat": .integer(timing.passes.count),
      "batch": .integer(images),
      "images_per_second": imagesPerSecond.map(JSONValue.number) ?? .null,
      "milliseconds": Self.json(timing),
      "passes": .array(timing.passes.map(JSONValue.number)),
      "macs_per_second": macsPerSecond.map(JSONValue.number) ?? .null,
      "plan": .string(plan.options.name),
      "memory_bound": plan.options.memory.map { .string("\($0)") } ?? .null,
      "warmup_milliseconds": .array(timing.warmup.map(JSONValue.number)),
      "peak_gflops": .number(peak),
      "layers_milliseconds": .number(timing.layerSum),
      "between_layers_milliseconds": .number(timing.median - timing.layerSum),
      "weight_bytes": .integer(plan.weightBytes),
      "activation_bytes": .integer(plan.activationBytes),
      "layers": .array(
        rows.map { row in
          [
            "name": .string(model.analysis.graph.name(of: row.node)),
            "milliseconds": .number(row.milliseconds),
            "macs": JSONValue(row.macs),
            "done_with": row.host.map { .string(model.analysis.graph.name(of: $0)) } ?? .null,
            "gflops": row.gigaflops.map(JSONValue.number) ?? .null,
            "peak_share": row.gigaflops.map { .number(peak > 0 ? $0 / peak : 0) } ?? .null,
            "bytes": row.host == nil ? .integer(row.bytes) : .null,
            "flops_per_byte": row.intensity.map(JSONValue.number) ?? .null,
          ]
        }),
      "top": outputs.first.map { json($0) } ?? [],
      "outputs": .array(
        outputs.map { ["name": .string($0.output), "top": json($0)] }),
    ]
  }

  /// The times of the whole.
  static func json(_ timing: Timing) -> JSONValue {
    [
      "median": .number(timing.median), "min": .number(timing.min), "mean": .number(timing.mean),
      "p95": .number(timing.p95), "spread": .number(timing.spread),
    ]
  }
}
