/// A change of a model, as a value.
///
/// A target is a layer's name, or the path or title of a block, a run of blocks or a branch in the
/// outline; `model` is the whole model. `EditScript` tells how edits are written.
public indirect enum Edit: Hashable, Sendable {
  /// Sets a field of a layer, a number of a block (of all blocks, for a run), or `input_size` or
  /// `classes` of the model.
  case set(target: String, field: String, value: FieldValue)
  /// Sets a number of filters together with those of all layers that sums tie to it.
  case setGroup(layer: String, filters: Int)
  /// Multiplies the filters inside a target, rounded to the nearest multiple, at least one multiple.
  case widen(target: String, factor: Double, multiple: Int)
  /// Puts a layer behind another one; everything that read the old one reads the new one.
  case insertLayer(after: String, LayerTemplate)
  /// Puts an inception module behind a layer.
  case insertBlock(after: String, InceptionFilters, isResidual: Bool)
  /// Takes out a layer, a branch or a block; what read it reads its input.
  case remove(target: String)
  /// Adds a branch of layers to a block whose branches are concatenated or summed.
  case addBranch(block: String, layers: [LayerTemplate])
  /// Puts a copy of a block, with new names, behind it.
  case duplicate(block: String)
  /// Adds a block's input to its output.
  case makeResidual(block: String)
  /// Gives a layer another name.
  case rename(layer: String, name: String)
  /// Several changes that are checked and repaired together.
  case all([Edit])
}
