/// A change of a model, as a value.
///
/// A target is a layer's name, or the path or title of a block, a run of blocks or a branch in the
/// outline (`Outline.items(at:)`); `model` is the whole model. An edit of a run is made on each of its
/// blocks, and an edit of one of them splits that one off. What is inside a nested model has that
/// model's name in front, as in `backbone/conv2d_3`. `EditScript` tells how edits are written.
public indirect enum Edit: Hashable, Sendable {
  /// Sets a field of a layer, a number of a block (of all blocks, for a run), or `input_size` or
  /// `classes` of the model.
  case set(target: String, field: String, value: FieldValue)
  /// Sets all numbers of a block, in the order of its dials.
  case setNumbers(block: String, [Int])
  /// Sets a number of filters together with those of all layers that sums tie to it, or to the
  /// concatenation that it is a slice of.
  case setGroup(layer: String, filters: Int)
  /// Multiplies the filters inside a target, rounded to the nearest multiple, at least one multiple.
  case widen(target: String, factor: Double, multiple: Int)
  /// Puts a layer behind another one; everything that read the old one reads the new one, or with
  /// `before` only that layer, in the same model.
  case insertLayer(after: String, before: String? = nil, LayerTemplate)
  /// Puts an inception module behind a layer.
  case insertBlock(after: String, InceptionFilters, isResidual: Bool)
  /// Takes out a layer, a branch or a block; what read it reads its input.
  case remove(target: String)
  /// Adds a branch of layers to a block whose branches are concatenated or summed.
  case addBranch(block: String, layers: [LayerTemplate])
  /// Puts a copy of a block, with new names, behind it.
  case duplicate(block: String)
  /// Adds the input of a block, a branch, a unit or a layer to its output.
  case makeResidual(block: String)
  /// Gives a layer another name.
  case rename(layer: String, name: String)
  /// Several changes that are checked and repaired together.
  case all([Edit])
}

extension Edit {
  /// The edit itself, or those that it is made of.
  public var parts: [Edit] {
    if case .all(let edits) = self { return edits.flatMap(\.parts) }
    return [self]
  }

  /// Several edits as one, or the only one itself.
  public init(_ parts: [Edit]) {
    self = parts.count == 1 ? parts[0] : .all(parts)
  }

  /// What the edit is made on; nil for several edits together.
  var target: String? {
    switch self {
    case .set(let target, _, _), .setNumbers(let target, _), .setGroup(let target, _),
      .widen(let target, _, _), .insertLayer(let target, _, _),
      .insertBlock(let target, _, _),
      .remove(let target), .addBranch(let target, _), .duplicate(let target),
      .makeResidual(let target), .rename(let target, _):
      target
    case .all: nil
    }
  }

  /// The same edit on something else.
  func on(_ target: String) -> Edit {
    switch self {
    case .set(_, let field, let value): .set(target: target, field: field, value: value)
    case .setNumbers(_, let values): .setNumbers(block: target, values)
    case .setGroup(_, let filters): .setGroup(layer: target, filters: filters)
    case .widen(_, let factor, let multiple):
      .widen(target: target, factor: factor, multiple: multiple)
    case .insertLayer(_, let reader, let template):
      .insertLayer(after: target, before: reader, template)
    case .insertBlock(_, let filters, let isResidual):
      .insertBlock(after: target, filters, isResidual: isResidual)
    case .remove: .remove(target: target)
    case .addBranch(_, let layers): .addBranch(block: target, layers: layers)
    case .duplicate: .duplicate(block: target)
    case .makeResidual: .makeResidual(block: target)
    case .rename(_, let name): .rename(layer: target, name: name)
    case .all: self
    }
  }
}
