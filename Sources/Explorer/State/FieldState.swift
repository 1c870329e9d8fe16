import GraphCore

/// A number that can be turned: a field of a layer, of a block, or of all blocks of a run.
struct DialChoice: Hashable, Sendable {
  /// The name for people, such as `3x3 reduce`.
  var label: String
  /// The layer, block or run in an edit.
  var target: String
  /// The field in an edit.
  var field: String
  /// The layer that has the field.
  var layer: String
  /// Its value; nil for the size of an input that takes any.
  var value: Int?

  /// The value as it is shown.
  var valueText: String { value.map { String($0) } ?? "any" }

  /// Whether it is the size of an input, which every layer behind follows.
  var changesEveryShape: Bool { field == "size" }

  /// The edit that sets it.
  func edit(to value: Int) -> Edit {
    .set(target: target, field: field, value: .integer(value))
  }
}

extension DialChoice {
  /// The numbers that can be turned on a row, in the argument order of a block.
  static func choices(for item: OutlineItem, in graph: ModelGraph) -> [DialChoice] {
    if case .layer = item.kind, case .inputLayer(let input) = graph.operation(of: item.node) {
      guard let height = input.shape.height else { return [] }
      let name = graph.name(of: item.node)
      return [
        DialChoice(label: "size", target: name, field: "size", layer: name, value: height.value)
      ]
    }
    if let inner = item.inner { return choices(for: item, at: inner, in: graph) }
    if case .branch = item.kind {
      var seen: Set<String> = []
      let numbers = item.children.flatMap { child in
        let isPart = child.kind == .layer || child.kind == .unit
        return choices(for: child, in: graph).map { choice in
          var choice = choice
          // Two numbers of a branch are told apart by what they are of.
          if isPart { choice.label = child.role ?? child.title }
          return choice
        }
      }
      // A layer that is called again has one number.
      return numbers.filter { seen.insert("\($0.layer).\($0.field)").inserted }
    }
    let isBlock =
      switch item.kind {
      case .block, .run: true
      case .branch, .unit, .layer: false
      }
    // The numbers of a run are those of each of its blocks, which are equal.
    return (item.blocks.first?.dials ?? []).map { dial in
      DialChoice(
        label: dial.label, target: isBlock ? item.path : dial.layer,
        field: isBlock ? dial.parameter : dial.field, layer: dial.layer, value: dial.value)
    }
  }
}

extension DialChoice {
  /// The number of a layer or unit inside a nested model, which is set there by its path.
  private static func choices(
    for item: OutlineItem, at inner: InnerPosition, in graph: ModelGraph
  ) -> [DialChoice] {
    guard item.kind == .layer || item.kind == .unit else { return [] }
    var graph = graph
    var path = ""
    for call in inner.calls {
      guard case .model(let model) = graph.operation(of: call) else { return [] }
      path += graph.name(of: call) + "/"
      graph = model.analysis.graph
    }
    for node in inner.nodes {
      let operation = graph.operation(of: node)
      for field in ["filters", "units"] {
        guard case .integer(let value)? = operation.value(of: field) else { continue }
        let layer = path + graph.name(of: node)
        return [DialChoice(label: field, target: layer, field: field, layer: layer, value: value)]
      }
    }
    return []
  }
}

/// The field that takes a number for a dial, or for those of all marked rows.
struct FieldState: Hashable, Sendable {
  /// What turning begins with for an input that takes any size: what most named networks take.
  static let usualSize = 224

  /// The dial, or those of the marked rows.
  var dials: [DialChoice]
  /// What was typed.
  var text: String
  /// Whether the number came about by turning, so that a digit begins another one.
  var isTurned = false
  /// What Enter would lead to; nil while the text is no other number.
  var preview: EditPreview?

  /// Whether it is for several dials, which are turned by the same amount or set to one number.
  var isForMarks: Bool { dials.count > 1 }

  /// What the text says: every dial with its number that would be another one.
  var changes: [(dial: DialChoice, value: Int)] {
    guard let number = Int(text) else { return [] }
    let isAmount = isForMarks && (text.first == "+" || text.first == "-")
    return dials.compactMap { dial in
      guard isAmount else { return number == dial.value ? nil : (dial, number) }
      guard let old = dial.value else { return nil }
      let (sum, overflow) = old.addingReportingOverflow(number)
      let value = overflow ? Int.max : max(1, sum)
      return value == old ? nil : (dial, value)
    }
  }

  /// The edit that the text says; nil for none.
  var edit: Edit? {
    let edits = changes.map { $0.dial.edit(to: $0.value) }
    return edits.isEmpty ? nil : Edit(edits)
  }

  /// The numbers as they are, each once.
  var valueText: String {
    var values: [String] = []
    for dial in dials where !values.contains(dial.valueText) { values.append(dial.valueText) }
    return values.count > 3
      ? "\(values[0]) … \(values[values.count - 1])" : values.joined(separator: ", ")
  }

  /// The edit in few words.
  var words: String {
    isForMarks
      ? "\(dials.count) numbers \(text)"
      : dials.map { "\($0.label) \($0.valueText) → \(text)" }.joined()
  }
}
