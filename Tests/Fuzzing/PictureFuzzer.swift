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

// MARK: - Damage behind checksums

@_silgen_name("LLVMFuzzerMutate")
private func defaultMutation(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int) -> Int

/// What libFuzzer calls to change an input: chunks of PNG mostly get the checksum of their new content.
///
/// libpng refuses a wrong checksum before it looks at the content.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutatePicture(
  _ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ most: Int, _ seed: UInt32
) -> Int {
  let count = defaultMutation(data, count, most)
  if seed % 8 != 0 { repairChunks(UnsafeMutableBufferPointer(start: data, count: count)) }
  return count
}

/// Writes the checksums of PNG chunks: four bytes of length, four of type, the content, the checksum.
private func repairChunks(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
  guard bytes.count > 8, bytes[0] == 0x89, bytes[1] == 0x50 else { return }
  var start = 8
  while bytes.count - start >= 12 {
    let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - start - 12 else { return }
    let end = start + 8 + length
    var sum = UInt32.max
    for byte in bytes[start + 4..<end] {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    for place in 0..<4 { bytes[end + place] = UInt8(truncatingIfNeeded: ~sum >> (24 - 8 * place)) }
    start = end + 4
  }
}
