import GraphCore

extension EditMenu {
  /// The list of other values that the fields of a row's layer can take; of a unit, those of its
  /// convolution.
  static func fields(for item: OutlineItem, in state: State) -> [MenuState.Item] {
    guard item.inner == nil, item.kind == .layer || item.kind == .unit,
      let node = item.nodes.first
    else { return [] }
    let graph = state.analysis.graph
    let name = graph.name(of: node)
    let operation = graph.operation(of: node)
    let dials = Set(state.dials.map(\.field))
    return operation.fieldNames.filter { !dials.contains($0) }.flatMap { field in
      guard let now = operation.value(of: field) else { return [MenuState.Item]() }
      return alternatives(to: now, of: field).map { value in
        MenuState.Item(
          label: "\(field) \(value)", note: "now \(now)", section: "Fields of \(name)",
          words: "field \(field) \(value)",
          action: .edit(.set(target: name, field: field, value: value)))
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
