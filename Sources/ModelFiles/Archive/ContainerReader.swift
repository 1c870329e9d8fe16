import GraphCore

/// Reads what is inside archives and HDF5 files, for which libraries in C are called.
///
/// A program that must outlive a fault in them on hostile bytes has a reader that calls
/// `DirectReader` in another process.
public protocol ContainerReader {
  /// The text of the model in a `.keras` archive or a whole-model `.h5`.
  ///
  /// - Throws: `WeightFileError`, `FileError`.
  func configuration(in file: OpenFile) throws -> [UInt8]

  /// The weights of a model in a `.weights.h5`, an older `.h5`, or a `.keras` archive.
  ///
  /// - Parameter document: what the model was read from, if it came from a file.
  /// - Throws: `WeightFileError`, `FileError`.
  func weights(
    in file: OpenFile, for analysis: ModelAnalysis, from document: KerasDocument?
  ) throws -> StoredWeights
}

/// Reads in this process.
public struct DirectReader: ContainerReader {
  /// A reader.
  public init() {}

  public func configuration(in file: OpenFile) throws -> [UInt8] {
    try Self.reading(file.bytes()) { bytes throws(WeightFileError) in
      try configuration(in: bytes)
    }
  }

  public func weights(
    in file: OpenFile, for analysis: ModelAnalysis, from document: KerasDocument?
  ) throws -> StoredWeights {
    try weights(in: file.bytes(), for: analysis)
  }

  /// The weights of a model in a file that lies in memory.
  ///
  /// - Throws: `WeightFileError`.
  public func weights(
    in bytes: [UInt8], for analysis: ModelAnalysis
  ) throws(WeightFileError) -> StoredWeights {
    try Self.reading(bytes) { bytes throws(WeightFileError) in
      try weights(in: bytes, for: analysis)
    }
  }

  /// Calls a function with the place of bytes; typed throws do not pass through `withUnsafeBytes`.
  private static func reading<Result>(
    _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(WeightFileError) -> Result
  ) throws(WeightFileError) -> Result {
    try bytes.withUnsafeBytes { buffer -> Swift.Result<Result, WeightFileError> in
      do throws(WeightFileError) {
        return .success(try body(buffer))
      } catch {
        return .failure(error)
      }
    }.get()
  }

  /// Most bytes of a model's document.
  private static let mostDocumentBytes = 256 << 20

  /// The text of the model in a `.keras` archive or a whole-model `.h5`.
  ///
  /// - Throws: `WeightFileError`.
  public func configuration(
    in bytes: UnsafeRawBufferPointer
  ) throws(WeightFileError) -> [UInt8] {
    guard Archive.isZip(bytes) else {
      guard let text = try WeightFile.configuration(bytes) else {
        throw .container(
          reason: "the file has weights, but no model; give the model and this file with --weights")
      }
      return text
    }
    return try Archive.reading(bytes) { archive throws(WeightFileError) in
      guard let text = try archive.entry("config.json", limit: Self.mostDocumentBytes) else {
        throw .container(reason: "the archive has no config.json, so it is no .keras model")
      }
      return text
    }
  }

  /// The weights of a model in a `.weights.h5`, an older `.h5`, or a `.keras` archive.
  ///
  /// - Throws: `WeightFileError`.
  public func weights(
    in bytes: UnsafeRawBufferPointer, for analysis: ModelAnalysis
  ) throws(WeightFileError) -> StoredWeights {
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
      return try Self.reading(file) { bytes throws(WeightFileError) in
        try WeightFile.read(bytes, for: analysis)
      }
    } catch .container(let reason) {
      throw .part(path: "model.weights.h5", reason: reason)
    }
  }
}
