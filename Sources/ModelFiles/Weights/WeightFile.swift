import GraphCore

/// Weights of a model in an HDF5 file.
///
/// Three layouts are read: what `model.save_weights('x.weights.h5')` of Keras 3 writes, which is also
/// what a `.keras` archive has inside; the older whole-model `.h5`; and the older weights-only `.h5`,
/// such as those published for the named networks.
public enum WeightFile {
  /// The first bytes of an HDF5 file.
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Whether the bytes begin as an HDF5 file does.
  public static func isHDF5(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: signature) }

  /// Reads the weights of a model: all that the model has, or none.
  ///
  /// Every shape is compared before the first element is read.
  ///
  /// - Throws: `WeightFileError` that names the layer, the shape expected and the shape found.
  static func read(
    _ bytes: UnsafeRawBufferPointer, for analysis: ModelAnalysis
  ) throws(WeightFileError) -> StoredWeights {
    try HDF5Group.reading(bytes) { root throws(WeightFileError) in
      try read(LayerSlot.slots(of: analysis), in: root)
    }
  }

  private static func read(
    _ slots: [LayerSlot], in root: HDF5Group
  ) throws(WeightFileError) -> StoredWeights {
    if let group = try root.group("model_weights") {
      var stored = try LegacyWeights(group: group).read(slots, byName: true)
      stored.hasOptimizer = try root.group("optimizer_weights")?.names().isEmpty == false
      return stored
    }
    if try root.splitTexts("layer_names") != nil {
      return try LegacyWeights(group: root).read(slots, byName: false)
    }
    // The first versions of the format had another word for the list of layers.
    for container in ["layers", "_layer_checkpoint_dependencies"] {
      if try root.group(container) != nil {
        return try LayeredWeights(root: root, container: container).read(slots)
      }
    }
    throw .container(
      reason: "the HDF5 file has no Keras weights: neither a group 'layers' or 'model_weights' nor "
        + "an attribute 'layer_names'")
  }

  /// The text of the model that a whole-model `.h5` holds; nil when the file has weights only.
  ///
  /// - Throws: `WeightFileError` when the bytes are no HDF5 file, or the attribute is damaged.
  static func configuration(_ bytes: UnsafeRawBufferPointer) throws(WeightFileError) -> [UInt8]? {
    try HDF5Group.reading(bytes) { root throws(WeightFileError) in
      guard let texts = try root.texts("model_config") else { return nil }
      guard texts.count == 1 else {
        throw .part(path: "attribute model_config", reason: "expected one text")
      }
      return Array(texts[0].utf8)
    }
  }
}
