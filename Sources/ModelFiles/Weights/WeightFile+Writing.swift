import GraphCore

extension WeightFile {
  /// The bytes of a `.weights.h5` file as Keras 3 writes it.
  ///
  /// - Parameters:
  ///   - carried: the variables of layers whose class is not known.
  ///   - elements: gives the elements of a layer's weight, whose name inside a nested model is
  ///     `inner/kernel`.
  /// - Throws: what `elements` throws, and `WeightFileError`.
  public static func bytes(
    of analysis: ModelAnalysis, carried: [CarriedVariable] = [],
    elements: (LayerID, WeightSpecification) throws -> [Float]
  ) throws -> [UInt8] {
    try HDF5Writer.bytes { writer in
      try writer.addGroup(["vars"], name: analysis.graph.name)
      for slot in LayerSlot.slots(of: analysis) {
        let group = slot.group + ["vars"]
        try writer.addGroup(group, name: slot.ownName)
        let own = carried.filter { $0.layer == slot.layer && $0.prefix == slot.prefix }
        for variable in own {
          try variable.bytes.withUnsafeBytes {
            try writer.add(
              $0, variable.type, shape: variable.shape, at: slot.group + variable.path)
          }
        }
        guard own.isEmpty else { continue }
        for (index, own) in slot.weights.enumerated() {
          var weight = own
          weight.name = slot.prefix + own.name
          try writer.addFloats(
            elements(slot.layer, weight), shape: weight.shape, at: group + [String(index)])
        }
      }
    }
  }
}
