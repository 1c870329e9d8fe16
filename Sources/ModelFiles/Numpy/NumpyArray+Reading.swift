extension NumpyArray {
  /// Reads the bytes of a `.npy` file, format versions 1 to 3, in C order.
  ///
  /// Floats of 16, 32 and 64 bits, whole numbers and booleans are read; all become 32-bit floats.
  ///
  /// - Parameter path: the file's name, for the error.
  /// - Throws: `FileError.malformed` for any other bytes.
  public init(fileBytes bytes: [UInt8], path: String) throws(FileError) {
    func fail(_ reason: String) -> FileError { .malformed(path: path, reason: reason) }

    let magic = Self.magic
    guard bytes.starts(with: magic), bytes.count >= magic.count + 4 else {
      throw fail("it is no .npy file: it does not begin with \\x93NUMPY")
    }
    let version = bytes[magic.count]
    guard (1...3).contains(version) else {
      throw fail(".npy format version \(version) is not known; versions 1 to 3 are")
    }
    let lengthBytes = version == 1 ? 2 : 4
    let headerStart = magic.count + 2 + lengthBytes
    guard bytes.count >= headerStart else { throw fail("the file ends inside its header") }
    var length = 0
    for index in (0..<lengthBytes).reversed() {
      length = length << 8 | Int(bytes[magic.count + 2 + index])
    }
    guard length <= bytes.count - headerStart else { throw fail("the file ends inside its header") }
    let data = bytes[(headerStart + length)...]
    guard let header = NumpyHeader(bytes[headerStart..<(headerStart + length)]) else {
      throw fail("its header is not the dictionary of descr, fortran_order and shape")
    }

    guard let type = NumpyType(header.type) else {
      throw fail(
        "its elements are '\(header.type)', no real numbers; save array.astype('float32') instead")
    }
    guard !header.isFortranOrder else {
      throw fail("it is in Fortran order; save numpy.ascontiguousarray(array) instead")
    }
    var size = type.size
    for dimension in header.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw fail("its shape \(header.shape) exceeds 64 bits") }
      size = product
    }
    guard data.count == size else {
      throw fail("its shape \(header.shape) takes \(size) bytes, but \(data.count) follow")
    }
    self.init(shape: header.shape, elements: type.floats(data))
  }
}
