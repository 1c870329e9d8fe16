import GraphCore

/// A model from a file of any format that is read, with its weights when the file has some.
public struct ModelFile: Sendable {
  /// The model's document.
  public var document: KerasDocument
  /// The model with its shapes and costs.
  public var analysis: ModelAnalysis
  /// The weights; nil when the format has none.
  public var weights: [StoredWeight]?

  /// Most bytes of a model's document.
  private static let mostDocumentBytes = 256 << 20

  /// Reads a model, whatever the file's name: Keras JSON, a `.keras` archive, or a whole-model `.h5`.
  ///
  /// - Throws: `ModelFileError`, `GraphError` or `WeightFileError`.
  public init(reading bytes: [UInt8]) throws {
    let text: [UInt8]
    if Archive.isZip(bytes) {
      text = try Self.configuration(inArchive: bytes)
    } else if WeightFile.isHDF5(bytes) {
      text = try Self.configuration(inHDF5: bytes)
    } else {
      document = try KerasDocument(reading: bytes)
      analysis = try ModelAnalysis(document.graph)
      return
    }
    do {
      document = try KerasDocument(reading: text)
    } catch {
      let part = Archive.isZip(bytes) ? "config.json" : "attribute model_config"
      throw WeightFileError.part(path: part, reason: "\(error)")
    }
    analysis = try ModelAnalysis(document.graph)
    weights = try Self.weights(bytes, for: analysis)
  }

  private static func configuration(inArchive bytes: [UInt8]) throws(WeightFileError) -> [UInt8] {
    try Archive.reading(bytes) { archive throws(WeightFileError) in
      guard let text = try archive.entry("config.json", limit: mostDocumentBytes) else {
        throw .container(reason: "the archive has no config.json, so it is no .keras model")
      }
      return text
    }
  }

  private static func configuration(inHDF5 bytes: [UInt8]) throws(WeightFileError) -> [UInt8] {
    guard let text = try WeightFile.configuration(bytes) else {
      throw .container(
        reason: "the file has weights, but no model; give the model and this file with --weights")
    }
    return text
  }

  /// Reads the weights of a model from a file: `.weights.h5`, an older `.h5`, or a `.keras` archive.
  ///
  /// - Throws: `WeightFileError`.
  public static func weights(
    _ bytes: [UInt8], for analysis: ModelAnalysis
  ) throws(WeightFileError) -> [StoredWeight] {
    guard Archive.isZip(bytes) else { return try WeightFile.read(bytes, for: analysis) }
    // An optimizer keeps a few numbers for each weight, so the file may be several times longer than
    // the weights; beyond that it is refused before it is unpacked.
    let (most, overflow) = analysis.totals.weightBytes.multipliedReportingOverflow(by: 16)
    let limit = overflow ? Int.max : max(most, most &+ 64 << 20)
    let file = try Archive.reading(bytes) { archive throws(WeightFileError) in
      try archive.entry("model.weights.h5", limit: limit)
    }
    guard let file else { throw .container(reason: "the archive has no model.weights.h5") }
    do {
      return try WeightFile.read(file, for: analysis)
    } catch .container(let reason) {
      throw .part(path: "model.weights.h5", reason: reason)
    }
  }
}
