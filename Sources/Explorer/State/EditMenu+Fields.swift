import GraphCore

extension EditMenu {
  /// The list of other values that the fields of some rows' layers can take, of a unit those of its
  /// convolution: the fields of the first one, set for all that have them.
  static func fields(for items: [OutlineItem], in state: State) -> [MenuState.Item] {
    let graph = state.analysis.graph
    let nodes = items.filter { $0.inner == nil && ($0.kind == .layer || $0.kind == .unit) }
      .compactMap(\.nodes.first)
    guard let first = nodes.first else { return [] }
    let operation = graph.operation(of: first)
    let dials = Set(state.turnedDials.map(\.field))
    let title = nodes.count == 1 ? graph.name(of: first) : "\(nodes.count) marked rows"
    return operation.fieldNames.filter { !dials.contains($0) }.flatMap { field in
      guard let now = operation.value(of: field) else { return [MenuState.Item]() }
      return alternatives(to: now, of: field).map { value in
        let edits = nodes.filter {
          graph.operation(of: $0).value(of: field).map { $0 != value } ?? false
        }
        .map { Edit.set(target: graph.name(of: $0), field: field, value: value) }
        return MenuState.Item(
          label: "\(field) \(value)", note: "now \(now)", section: "Fields of \(title)",
          words: "field \(field) \(value)", action: .edit(Edit(edits)))
      }
    }
  }

  /// Values that designers try, in the order of the size of the change.
  private static func alternatives(to value: FieldValue, of field: String) -> [FieldValue] {
    let values: [FieldValue]
    switch (field, value) {
    case (_, .boolean(let flag)): values = [.boolean(!flag)]
    case ("padding", .text): values = ["same", "valid"].map(FieldValue.text)
    case ("activation", .text):
      values = ["relu", "linear", "silu", "gelu", "sigmoid", "tanh", "softmax"]
        .map(FieldValue.text)
    case ("kernel_size", _), ("pool_size", _):
      values = [[1, 1], [2, 2], [3, 3], [5, 5], [7, 7], [1, 7], [7, 1], [1, 3], [3, 1]]
        .map { .integers($0) }
    case ("strides", _), ("dilation_rate", _):
      values = [[1, 1], [2, 2], [3, 3]].map { .integers($0) }
    case ("groups", _), ("depth_multiplier", _): values = [1, 2, 4, 8].map(FieldValue.integer)
    case ("rate", _): values = [0.1, 0.2, 0.4, 0.5].map(FieldValue.number)
    case ("scale", .number): values = [0.1, 0.17, 0.2, 0.3, 1].map(FieldValue.number)
    default: values = []
    }
    return values.filter { $0 != value }
  }
}
