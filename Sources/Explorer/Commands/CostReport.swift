import GraphCore
import ModelFiles

/// All costs of a model's layers, in words and as JSON.
struct CostReport {
  private let analysis: ModelAnalysis
  private let counted: CountedOperations
  private let receptiveFields: ReceptiveFields
  private let coupling: ChannelCoupling
  private let peak: PeakActivation?
  private let operations: Int?
  /// The operations of each call, by its number; nil when a size is unknown.
  private let operationCounts: [Int?]
  /// The number of each group of coupled layers, from 1 on.
  private let groupNumbers: [[String]: Int]

  /// The costs of a model by a convention.
  ///
  /// - Throws: `GraphError.overflow`.
  init(_ analysis: ModelAnalysis, counting counted: CountedOperations) throws(GraphError) {
    self.analysis = analysis
    self.counted = counted
    receptiveFields = analysis.receptiveFields()
    let coupling = ChannelCoupling(analysis)
    self.coupling = coupling
    peak = try analysis.peakActivation()
    operations = try analysis.floatingPointOperations(counting: counted)
    var counts = [Int?](repeating: nil, count: analysis.graph.nodeCapacity)
    for id in analysis.order {
      counts[id.rawValue] = try analysis.floatingPointOperations(of: id, counting: counted)
    }
    operationCounts = counts
    var numbers: [[String]: Int] = [:]
    for id in analysis.order where analysis.graph.operation(of: id).carriesMark {
      guard let group = coupling.mark(of: id).group, numbers[group] == nil else { continue }
      numbers[group] = numbers.count + 1
    }
    groupNumbers = numbers
  }

  /// Operations of one layer or of several.
  private func operations(of ids: [NodeID]) -> Int? {
    var sum = 0
    for id in ids {
      guard let count = operationCounts[id.rawValue] else { return nil }
      // A part of the sum over the whole model, which was checked.
      sum += count
    }
    return sum
  }

  private func outputBytes(of ids: [NodeID]) -> Int? { analysis.cost(of: ids).outputBytes }

  private func mark(of id: NodeID) -> ChannelCoupling.Mark? {
    analysis.graph.operation(of: id).carriesMark ? coupling.mark(of: id) : nil
  }
}

// MARK: - Words

extension CostReport {
  /// The headings of the columns that `cells` fills.
  static let columns: [TextTable.Column] = [
    .right("Weight bytes"), .right("Output bytes"), .right("FLOPs"), .right("Sees"),
    .right("Stride"), .right("Offset"),
  ]

  /// The cells of a row that stands for some calls, of which the last one makes its output.
  func cells(of ids: [NodeID], output: NodeID) -> [String] {
    let field = receptiveFields[output] ?? .unknown
    let bytes = ids.count == 1 ? analysis.cost(of: output).outputBytes : outputBytes(of: ids)
    let cost = analysis.cost(of: ids)
    return [
      cost.inWords(cost.weightBytes), bytes?.grouped ?? "unknown",
      operations(of: ids)?.grouped ?? "unknown",
    ] + field.words
  }

  /// What ties a layer's channels: `free`, `slice of mixed0 (group 1)`, `coupled (group 1)`, `fixed`.
  func markText(of id: NodeID) -> String {
    let number = mark(of: id)?.group.flatMap { groupNumbers[$0] }.map { " (group \($0))" } ?? ""
    return switch mark(of: id) {
    case nil: ""
    case .free: "free"
    case .fixed: "fixed"
    case .coupled: "coupled\(number)"
    case .slice(let concatenation, _): "slice of \(concatenation)\(number)"
    }
  }

  /// The groups with their members, a line each.
  var groupLines: String {
    groupNumbers.sorted { $0.value < $1.value }
      .map { "Group \($0.value): \($0.key.joined(separator: ", "))\n" }.joined()
  }

  /// The totals as labels and values.
  var totals: [(label: String, value: String)] {
    let totals = analysis.totals
    return [
      ("FLOPs", operations?.grouped ?? "unknown"),
      ("Weight bytes", totals.inWords(totals.weightBytes)),
      ("Activation bytes", totals.outputBytes?.grouped ?? "unknown"),
      ("Peak activation bytes", peak?.bytes.grouped ?? "unknown"),
    ]
  }

  /// What the numbers mean.
  var footnotes: String {
    let live = peak.map { peak in
      "Peak: at \(analysis.graph.name(of: peak.node)), while "
        + "\(peak.live.map { analysis.graph.name(of: $0) }.joined(separator: ", ")) are live.\n"
    }
    return """
      FLOPs are \(counted.formula). Bytes are those of 32-bit floats, of one sample. A layer's inputs \
      and output are live together; nothing is computed in place.

      """ + (live ?? "")
  }
}

// MARK: - Values for programs

extension CostReport {
  /// The headings of `tsv`.
  static let tsvColumns = [
    "weight_bytes", "output_bytes", "flops", "sees_height", "sees_width", "stride_height",
    "stride_width", "offset_height", "offset_width", "channels", "group",
  ]

  /// The cells of a call in tab-separated values.
  func tsv(of id: NodeID) -> [String] {
    let cost = analysis.cost(of: id)
    let mark = mark(of: id)
    let numbers = [cost.knownWeightBytes, cost.outputBytes, operations(of: [id])]
    return numbers.map { $0.map(String.init) ?? "?" }
      + (receptiveFields[id] ?? .unknown).tsv
      + [mark?.word ?? "", mark?.group?.joined(separator: ",") ?? ""]
  }

  /// Adds the costs of a row to its JSON.
  func add(to json: inout JSONValue, of ids: [NodeID], output: NodeID) {
    json["weight_bytes"] = JSONValue(analysis.cost(of: ids).knownWeightBytes)
    json["output_bytes"] = JSONValue(
      ids.count == 1 ? analysis.cost(of: output).outputBytes : outputBytes(of: ids))
    json["flops"] = JSONValue(operations(of: ids))
    json["receptive_field"] = (receptiveFields[output] ?? .unknown).json
  }

  /// Adds what ties a layer's channels to its JSON.
  func addMark(to json: inout JSONValue, of id: NodeID) {
    guard let mark = mark(of: id) else { return }
    json["channels"] = .string(mark.word)
    if case .slice(let concatenation, _) = mark { json["slice_of"] = .string(concatenation) }
    if let group = mark.group { json["group"] = .array(group.map(JSONValue.string)) }
  }

  /// Adds the model's totals to its JSON.
  func addTotals(to json: inout JSONValue) {
    json["flops"] = JSONValue(operations)
    json["flops_convention"] = .string(counted.formula)
    json["weight_bytes"] = .integer(analysis.totals.weightBytes)
    json["activation_bytes"] = JSONValue(analysis.totals.outputBytes)
    json["peak_activation"] =
      peak.map { peak in
        [
          "bytes": .integer(peak.bytes), "layer": .string(analysis.graph.name(of: peak.node)),
          "live": .array(peak.live.map { .string(analysis.graph.name(of: $0)) }),
        ]
      } ?? .null
  }
}

extension Operation {
  /// Whether it has a kernel, so that it tells what ties its channels.
  fileprivate var carriesMark: Bool {
    switch self {
    case .conv2D, .depthwiseConv2D, .separableConv2D, .conv2DTranspose, .dense: true
    default: false
    }
  }
}

extension ChannelCoupling.Mark {
  /// The mark as one word.
  fileprivate var word: String {
    switch self {
    case .free: "free"
    case .slice: "slice"
    case .coupled: "coupled"
    case .fixed: "fixed"
    }
  }

  /// The layers that share the number of channels.
  fileprivate var group: [String]? {
    switch self {
    case .free, .fixed: nil
    case .slice(_, let group), .coupled(let group): group
    }
  }
}

extension VisibleInput {
  /// Size, stride and offset as height and width.
  fileprivate var words: [String] {
    switch self {
    case .everything: ["all", "", ""]
    case .unknown: ["unknown", "", ""]
    case .field(let field):
      [
        "\(Self.text(field.height.size))x\(Self.text(field.width.size))",
        "\(Self.text(field.height.stride))x\(Self.text(field.width.stride))",
        "\(Self.text(field.height.first)),\(Self.text(field.width.first))",
      ]
    }
  }

  fileprivate var tsv: [String] {
    switch self {
    case .everything: ["all", "all", "", "", "", ""]
    case .unknown: ["?", "?", "?", "?", "?", "?"]
    case .field(let field):
      [
        field.height.size, field.width.size, field.height.stride, field.width.stride,
        field.height.first, field.width.first,
      ].map(Self.text)
    }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .everything: .string("all")
    case .unknown: .null
    case .field(let field):
      [
        "size": [.number(field.height.size), .number(field.width.size)],
        "stride": [.number(field.height.stride), .number(field.width.stride)],
        "offset": [.number(field.height.first), .number(field.width.first)],
      ]
    }
  }

  /// A number of pixels; a fraction stands behind an upsampling.
  private static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? number.rounded(toDigits: 3)
  }
}
