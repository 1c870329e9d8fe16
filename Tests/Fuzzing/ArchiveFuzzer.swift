import GraphCore
import ModelFiles

/// What libFuzzer calls with each input: opening a model ends in a value or an error of one line.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzArchive(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    _ = try ModelFile(reading: bytes)
  } catch {
    precondition(!"\(error)".contains("\n"), "a message of several lines")
  }
  return 0
}
