import GraphCore
import ModelFiles

/// What libFuzzer calls with each input: reading, inferring and writing end in a value or an error.
///
/// A model that is written and read again must be the model.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKerasReader(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    let document = try KerasDocument(reading: bytes)
    let analysis = try ModelAnalysis(document.graph)
    _ = document.remarks(analysis)
    let kept = JSONValue(keras: analysis, keeping: document).pythonBytes
    let again = try KerasDocument(reading: kept)
    precondition(again.graph == document.graph, "the written file is another model")
  } catch let error as ModelFileError {
    precondition(!error.description.contains("\n"), "a message of several lines")
  } catch {
    precondition(!"\(error)".contains("\n"), "a message of several lines")
  }
  return 0
}
