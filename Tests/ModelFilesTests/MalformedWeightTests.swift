import Foundation
import GraphCore
import ModelFiles
import Testing

/// Damaged, lying and hostile archives and HDF5 files, and what is said of each.
struct MalformedWeightTests {
  /// A line of `cases.tsv`: the file, and the message, or `ok`.
  struct Case: Sendable, CustomTestStringConvertible {
    var file: String
    var message: String
    var testDescription: String { file }
  }

  private static let folder =
    Bundle.module.resourceURL?.appending(path: "Fixtures/malformed") ?? URL(filePath: "/")

  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  static let cases: [Case] = {
    let text = (try? bytes("cases.tsv")).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(separator: "\n").map { line in
      let fields = line.split(separator: "\t", maxSplits: 1).map(String.init)
      return Case(file: fields[0], message: fields[1])
    }
  }()

  /// What is said of a file: archives and whole models are opened as models, others as weights.
  private func message(_ name: String) throws -> String {
    let bytes = try Self.bytes(name)
    do {
      if name.hasSuffix(".keras") || name.hasPrefix("whole") {
        _ = try ModelFile(reading: bytes)
      } else {
        let model = name.hasPrefix("huge_claims") ? "huge.json" : "model.json"
        let analysis = try ModelAnalysis(KerasDocument(reading: Self.bytes(model)).graph)
        _ = try DirectReader().weights(in: bytes, for: analysis)
      }
      return "ok"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: cases)
  func theMessageSaysWhatIsWrong(_ sample: Case) throws {
    #expect(try message(sample.file) == sample.message)
  }

  @Test func everyFileHasACase() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".keras") || $0.hasSuffix(".h5") }
    #expect(Set(files) == Set(Self.cases.map(\.file)))
    #expect(Self.cases.count { $0.message != "ok" } >= 60)
  }

  /// Every file cut off anywhere gives a model or a message, and never anything else.
  @Test(arguments: ["good.keras", "good.weights.h5", "good_legacy.h5"])
  func everyBeginningIsRefused(_ name: String) throws {
    let analysis = try ModelAnalysis(KerasDocument(reading: Self.bytes("model.json")).graph)
    let bytes = try Self.bytes(name)
    for count in stride(from: 0, to: bytes.count - 1, by: 97) {
      #expect(throws: WeightFileError.self) {
        try DirectReader().weights(in: Array(bytes[..<count]), for: analysis)
      }
    }
  }
}
