import ModelFiles

/// What libFuzzer calls with each input: every reader ends in a value or an error of one line.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPictures(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  attempt {
    let picture = try Picture(fileBytes: bytes, path: "a")
    precondition(picture.pixels.count == picture.height * picture.width * 3, "a size that lies")
    let input = picture.networkInput(
      height: 3, width: 5, channels: 3, preprocessing: .imagenet, fit: .crop)
    precondition(input.allSatisfy(\.isFinite), "a value that is no number")
  }
  attempt {
    let array = try NumpyArray(fileBytes: bytes, path: "a")
    let again = try NumpyArray(fileBytes: array.fileBytes, path: "a")
    precondition(again.shape == array.shape, "an array that is written otherwise")
  }
  attempt {
    let labels = try ClassLabels(fileBytes: bytes, path: "a")
    precondition(!labels.names.contains { $0.contains("\n") }, "a name of several lines")
  }
  return 0
}

private func attempt(_ body: () throws -> Void) {
  do {
    try body()
  } catch {
    precondition(error is FileError, "an error of another kind")
    precondition(!"\(error)".contains(where: \.isNewline), "a message of several lines")
  }
}
