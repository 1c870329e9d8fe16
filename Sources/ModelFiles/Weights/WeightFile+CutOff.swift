import GraphCore

extension WeightFile {
  /// The weights of layers whose input was known before an edit and is not known after it, as they were.
  ///
  /// What such a layer would have now cannot be told, as that depends on its input; without its weights
  /// Keras would refuse the file.
  ///
  /// - Parameter elements: the elements of a layer's weight in the old model, whose name inside a nested
  ///   model is `inner/kernel`; nil for a weight that is left out.
  public static func cutOff(
    from old: ModelAnalysis, in new: ModelAnalysis,
    elements: (LayerID, WeightSpecification) -> [Float]?
  ) -> [CarriedVariable] {
    let lost = LayerSlot.slots(of: new).filter { !$0.isKnown && !$0.isOpaque }
    guard !lost.isEmpty else { return [] }
    var before: [LayerSlot.Key: LayerSlot] = [:]
    for slot in LayerSlot.slots(of: old) where slot.isKnown { before[slot.key] = slot }
    return lost.compactMap { before[$0.key] }.flatMap { slot in
      slot.weights.enumerated().compactMap { index, own in
        var weight = own
        weight.name = slot.prefix + own.name
        return elements(slot.layer, weight).map { elements in
          CarriedVariable(
            layer: slot.layer, prefix: slot.prefix, path: ["vars", String(index)],
            shape: own.shape, type: .float32,
            bytes: elements.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) })
        }
      }
    }
  }
}

extension LayerSlot {
  /// What tells the layers of a model apart, those of nested models included.
  fileprivate struct Key: Hashable {
    var layer: LayerID
    var prefix: String
  }

  fileprivate var key: Key { Key(layer: layer, prefix: prefix) }
}
