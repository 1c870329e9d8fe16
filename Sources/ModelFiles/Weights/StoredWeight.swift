import GraphCore

/// A weight of a layer as a file gives it.
public struct StoredWeight: Sendable, Equatable {
  /// The layer of the model.
  public var layer: LayerID
  /// Keras' name of the variable inside the layer; inside a nested model `inner/kernel`.
  public var name: String
  /// The elements in Keras' layout, row-major.
  public var elements: [Float]

  /// A weight with its elements.
  public init(layer: LayerID, name: String, elements: [Float]) {
    self.layer = layer
    self.name = name
    self.elements = elements
  }
}

/// A weight of the model and the dataset that holds it, when both have been found to fit.
struct WeightMatch {
  /// The layer.
  var slot: LayerSlot
  /// The variable.
  var weight: WeightSpecification
  /// Where its elements are.
  var dataset: HDF5Dataset

  /// Pairs a variable with a dataset.
  ///
  /// - Throws: `WeightFileError.shape` when they differ.
  init(
    _ slot: LayerSlot, _ weight: WeightSpecification, _ dataset: HDF5Dataset
  ) throws(WeightFileError) {
    let shape = try dataset.shape()
    guard shape == weight.shape else {
      throw .shape(
        layer: slot.name, weight: weight.name, expected: weight.shape, found: shape,
        path: dataset.path)
    }
    self.slot = slot
    self.weight = weight
    self.dataset = dataset
  }

  /// Reads the elements.
  func read() throws(WeightFileError) -> StoredWeight {
    StoredWeight(
      layer: slot.layer, name: slot.prefix + weight.name, elements: try dataset.floats(weight.shape)
    )
  }
}
