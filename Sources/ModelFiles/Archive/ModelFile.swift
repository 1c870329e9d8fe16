import GraphCore

/// A model from a file of any format that is read, with its weights when the file has some.
public struct ModelFile: Sendable {
  /// The model's document.
  public var document: KerasDocument
  /// The model with its shapes and costs.
  public var analysis: ModelAnalysis
  /// The weights; nil when the format has none.
  public var weights: StoredWeights?

  /// Reads a model, whatever the file's name: Keras JSON, a `.keras` archive, or a whole-model `.h5`.
  ///
  /// - Parameter reader: reads archives and HDF5 files.
  /// - Throws: `ModelFileError`, `GraphError`, `WeightFileError`, and what the reader throws.
  public init(reading bytes: [UInt8], with reader: some ContainerReader = DirectReader()) throws {
    guard Archive.isZip(bytes) || WeightFile.isHDF5(bytes) else {
      document = try KerasDocument(reading: bytes)
      analysis = try ModelAnalysis(document.graph)
      return
    }
    let text = try reader.configuration(in: bytes)
    do {
      document = try KerasDocument(reading: text)
    } catch {
      let part = Archive.isZip(bytes) ? "config.json" : "attribute model_config"
      throw WeightFileError.part(path: part, reason: "\(error)")
    }
    analysis = try ModelAnalysis(document.graph)
    weights = try reader.weights(in: bytes, for: analysis, from: document)
  }
}
