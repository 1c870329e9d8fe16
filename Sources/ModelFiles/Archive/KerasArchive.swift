import Glibc
import GraphCore

/// The `.keras` archive of Keras 3.
///
/// Three stored entries in this order: `metadata.json`, `config.json`, `model.weights.h5`.
public enum KerasArchive {
  /// The version of Keras whose files ours are like.
  static let kerasVersion = "3.15.1"

  /// The bytes of an archive that `keras.models.load_model` opens.
  ///
  /// - Parameters:
  ///   - document: the file that the model came from, of which everything is kept that edits did not
  ///     touch.
  ///   - carried: the variables of layers whose class is not known.
  ///   - elements: gives the elements of a layer's weight, whose name inside a nested model is
  ///     `inner/kernel`.
  /// - Throws: what `elements` throws, and `WeightFileError`.
  public static func bytes(
    of analysis: ModelAnalysis, keeping document: KerasDocument?,
    carried: [CarriedVariable] = [],
    elements: (LayerID, WeightSpecification) throws -> [Float]
  ) throws -> [UInt8] {
    let metadata: JSONValue = [
      "keras_version": .string(kerasVersion), "date_saved": .string(currentDate),
    ]
    return try ArchiveWriter.bytes([
      ("metadata.json", metadata.pythonBytes),
      ("config.json", JSONValue(keras: analysis, keeping: document).pythonBytes),
      (
        "model.weights.h5",
        WeightFile.bytes(of: analysis, carried: carried, elements: elements)
      ),
    ])
  }

  /// The local time as Keras writes it: `2026-11-24@18:30:00`.
  private static var currentDate: String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    let numbers = [
      parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
      parts.tm_sec,
    ].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return numbers[..<3].joined(separator: "-") + "@" + numbers[3...].joined(separator: ":")
  }
}
