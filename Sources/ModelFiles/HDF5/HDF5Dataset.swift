import CHDF5

/// An array of numbers in an HDF5 file.
struct HDF5Dataset {
  /// The dataset.
  let object: HDF5Object
  /// Where it lies in the file.
  let path: String
  /// The length of the whole file in bytes.
  let fileSize: Int

  /// The sizes of all axes; empty for a single number.
  ///
  /// - Throws: `WeightFileError.part` for anything but a block of numbers.
  func shape() throws(WeightFileError) -> [Int] {
    guard let space = HDF5Object(H5Dget_space(object.id), H5Sclose) else {
      throw .part(path: path, reason: "the dataset is damaged")
    }
    guard H5Sget_simple_extent_type(space.id) != H5S_NULL else {
      throw .part(path: path, reason: "the dataset is empty")
    }
    let rank = Int(H5Sget_simple_extent_ndims(space.id))
    guard (0...HDF5.Limit.rank).contains(rank) else {
      throw .part(path: path, reason: "a dataset of \(rank) axes is no weight")
    }
    var sizes = [hsize_t](repeating: 0, count: max(rank, 1))
    guard H5Sget_simple_extent_dims(space.id, &sizes, nil) >= 0 else {
      throw .part(path: path, reason: "the dataset is damaged")
    }
    var shape: [Int] = []
    for size in sizes.prefix(rank) { shape.append(Int(clamping: size)) }
    return shape
  }

  /// Reads all elements as float32, rounded from what the file has.
  ///
  /// - Parameter shape: the shape that the caller has checked; it says how much memory is taken.
  /// - Throws: `WeightFileError.part`, before the memory is taken where that can be known.
  func floats(_ shape: [Int]) throws(WeightFileError) -> [Float] {
    _ = try numberType()
    return try elements(shape.reduce(1, *), explorer_h5_native_float())
  }

  /// Whether the elements are whole numbers.
  var hasWholeNumbers: Bool {
    guard let type = HDF5Object(H5Dget_type(object.id), H5Tclose) else { return false }
    return H5Tget_class(type.id) == H5T_INTEGER
  }

  /// Reads all numbers as they are, the least significant byte first.
  ///
  /// - Throws: `WeightFileError.part` for anything but a block of plain numbers that the file can hold.
  func numbers() throws(WeightFileError) -> (shape: [Int], type: NumberType, bytes: [UInt8]) {
    let (shape, type) = (try shape(), try numberType())
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else {
        throw .part(path: path, reason: "the dataset claims more data than the file has")
      }
      count = product
    }
    guard let memory = type.hdf5 else {
      throw .part(path: path, reason: "the dataset's type is damaged")
    }
    let bytes: [UInt8] = try elements(count, memory.id, each: H5Tget_size(memory.id))
    return (shape, type, bytes)
  }

  /// Reads all elements as a type of the library, each of which takes `each` of `Element`.
  private func elements<Element: BitwiseCopyable>(
    _ count: Int, _ type: hid_t, each: Int = 1
  ) throws(WeightFileError) -> [Element] {
    try checkStorage(elements: count)
    let (room, overflow) = count.multipliedReportingOverflow(by: each)
    guard !overflow else {
      throw .part(path: path, reason: "the dataset claims more data than the file has")
    }
    var isRead = true
    let elements = [Element](unsafeUninitializedCapacity: room) { buffer, initialized in
      if count > 0 {
        let all = explorer_h5_all()
        isRead =
          H5Dread(object.id, type, all, all, explorer_h5_default(), buffer.baseAddress) >= 0
      }
      initialized = isRead ? room : 0
    }
    guard isRead else {
      throw .part(path: path, reason: "the data cannot be read: cut off, or a wrong checksum")
    }
    return elements
  }

  /// The kind of the elements.
  ///
  /// - Throws: `WeightFileError.part` for anything but plain numbers.
  private func numberType() throws(WeightFileError) -> NumberType {
    guard let type = HDF5Object(H5Dget_type(object.id), H5Tclose) else {
      throw .part(path: path, reason: "the dataset's type is damaged")
    }
    if let known = NumberType(type) { return known }
    if H5Tget_class(type.id) == H5T_OPAQUE, H5Tget_size(type.id) == 2 {
      throw .part(
        path: path,
        reason: "the elements are of an opaque type of 16 bits, as Keras stores bfloat16, which is "
          + "not read; save the model in float32")
    }
    guard H5Tget_class(type.id) == H5T_FLOAT else {
      throw .part(path: path, reason: "the elements are no numbers")
    }
    throw .part(
      path: path,
      reason: "the numbers are floats of an unknown kind with \(H5Tget_size(type.id) * 8) bits")
  }

  /// How many times longer than its compressed form data can be: what deflate reaches at most.
  private static let mostInflation = 1032

  /// Checks that the data lies in this file, in a way that is read, and that there is some.
  private func checkStorage(elements: Int) throws(WeightFileError) {
    guard let plan = HDF5Object(H5Dget_create_plist(object.id), H5Pclose) else {
      throw .part(path: path, reason: "the dataset is damaged")
    }
    guard H5Pget_external_count(plan.id) == 0 else {
      throw .part(path: path, reason: "the data lies in another file, which is not opened")
    }
    let stored = Int(clamping: H5Dget_storage_size(object.id))
    var most = fileSize
    switch H5Pget_layout(plan.id) {
    case H5D_COMPACT, H5D_CONTIGUOUS: break
    case H5D_CHUNKED:
      try checkChunks(plan)
      most = most.multipliedReportingOverflow(by: Self.mostInflation).partialValue
    case H5D_VIRTUAL:
      throw .part(path: path, reason: "a virtual dataset, whose other files are not opened")
    default: throw .part(path: path, reason: "the data is stored in an unknown way")
    }
    guard elements == 0 || stored > 0 else {
      throw .part(path: path, reason: "the dataset has a shape, but no data")
    }
    guard stored <= fileSize, elements <= most else {
      throw .part(path: path, reason: "the dataset claims more data than the file has")
    }
  }

  private func checkChunks(_ plan: HDF5Object) throws(WeightFileError) {
    var sizes = [hsize_t](repeating: 1, count: HDF5.Limit.rank)
    let rank = H5Pget_chunk(plan.id, Int32(HDF5.Limit.rank), &sizes)
    guard rank >= 0, let type = HDF5Object(H5Dget_type(object.id), H5Tclose) else {
      throw .part(path: path, reason: "the dataset's chunks are damaged")
    }
    var bytes = H5Tget_size(type.id)
    for size in sizes.prefix(Int(rank)) {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: Int(clamping: size))
      guard !overflow, product <= HDF5.Limit.chunkBytes else {
        throw .part(
          path: path, reason: "a chunk has more than \(HDF5.Limit.chunkBytes >> 20) MiB")
      }
      bytes = product
    }
    for index in 0..<max(H5Pget_nfilters(plan.id), 0) {
      var flags: UInt32 = 0
      var count = 0
      let filter = H5Pget_filter2(plan.id, UInt32(index), &flags, &count, nil, 0, nil, nil)
      guard [H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32].contains(filter) else {
        throw .part(
          path: path, reason: "compressed by filter \(filter), and only gzip and shuffle are read")
      }
    }
  }
}
