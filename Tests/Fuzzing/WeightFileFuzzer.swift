import Glibc
import GraphCore
import ModelFiles

/// The model whose weights the inputs claim to be; `FUZZ_MODEL` names its file.
private let model: ModelAnalysis = {
  guard let path = getenv("FUZZ_MODEL").map({ String(cString: $0) }),
    let bytes = try? File.read(path),
    let document = try? KerasDocument(reading: bytes),
    let analysis = try? ModelAnalysis(document.graph)
  else { preconditionFailure("FUZZ_MODEL names no model") }
  return analysis
}()

/// What libFuzzer calls with each input: reading ends in weights or an error of one line.
///
/// What was read is written and read again, and must be the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWeightFile(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    let stored = try DirectReader().weights(in: bytes, for: model)
    var elements: [String: [Float]] = [:]
    for weight in stored.weights { elements["\(weight.layer) \(weight.name)"] = weight.elements }
    let written = try WeightFile.bytes(of: model, carried: stored.carried) {
      elements["\($0) \($1.name)"] ?? []
    }
    let again = try DirectReader().weights(in: written, for: model)
    // Bit by bit: a number that is none equals nothing.
    precondition(
      stored.weights.map { $0.elements.map(\.bitPattern) }
        == again.weights.map { $0.elements.map(\.bitPattern) }
        && stored.carried == again.carried, "the written file has other weights")
  } catch {
    precondition(!"\(error)".contains("\n"), "a message of several lines")
  }
  return 0
}
