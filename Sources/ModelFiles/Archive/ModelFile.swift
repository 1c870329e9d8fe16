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
  /// - Throws: `ModelFileError`, `WeightFileError`, and what the reader throws.
  public init(reading file: OpenFile, with reader: some ContainerReader) throws {
    if let picture = PictureFormat(of: Array(file.beginning)) {
      throw ModelFileError.invalid(
        path: JSONPath(), reason: "this is \(picture.words) picture, not a model")
    }
    let isArchive = Archive.isZip(file.beginning)
    guard isArchive || WeightFile.isHDF5(file.beginning) else {
      document = try KerasDocument(reading: file.bytes())
      analysis = try document.analysis()
      return
    }
    let text = try reader.configuration(in: file)
    do {
      document = try KerasDocument(reading: text)
      analysis = try document.analysis()
    } catch {
      let part = isArchive ? "config.json" : "attribute model_config"
      throw WeightFileError.part(path: part, reason: "\(error)")
    }
    weights = try reader.weights(in: file, for: analysis, from: document)
  }

  /// Reads a model that lies in memory, in this process.
  ///
  /// - Throws: as for a file.
  public init(reading bytes: [UInt8]) throws {
    try self.init(reading: OpenFile(bytes), with: DirectReader())
  }
}
