import CHDF5

/// An HDF5 file that grows in memory: groups, texts, and blocks of float32.
struct HDF5Writer {
  private let file: HDF5Object

  /// How the file grows, in bytes.
  private static let step = 1 << 20

  /// The bytes of a file that a function fills.
  ///
  /// - Throws: `WeightFileError.container` when the library fails, as for want of memory, and what the
  ///   function throws.
  static func bytes<Failure: Error>(
    _ fill: (HDF5Writer) throws(Failure) -> Void
  ) throws -> [UInt8] {
    HDF5.prepare()
    guard let access = HDF5Object(H5Pcreate(explorer_h5_file_access()), H5Pclose),
      H5Pset_fapl_core(access.id, step, false) >= 0,
      // The name is not used: the file is never stored.
      let file = HDF5Object(
        H5Fcreate("memory", explorer_h5_truncate(), explorer_h5_default(), access.id), H5Fclose)
    else { throw failure }
    try fill(HDF5Writer(file: file))
    guard H5Fflush(file.id, H5F_SCOPE_GLOBAL) >= 0 else { throw failure }
    let count = H5Fget_file_image(file.id, nil, 0)
    guard count > 0 else { throw failure }
    var isRead = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      isRead = H5Fget_file_image(file.id, buffer.baseAddress, count) == count
      initialized = isRead ? count : 0
    }
    guard isRead else { throw failure }
    return bytes
  }

  /// What is said when the library fails.
  private static let failure = WeightFileError.container(
    reason: "the HDF5 library cannot make the file; is there memory left?")

  /// Makes a group, and those on the way to it.
  ///
  /// - Parameter name: a text that becomes the attribute `name` of the group.
  func addGroup(_ path: [String], name: String?) throws {
    guard let group = try object(path) else { return }
    if let name { try addText(name, as: "name", to: group) }
  }

  /// Makes a dataset of float32 in a group.
  func addFloats(_ elements: [Float], shape: [Int], at path: [String]) throws {
    try elements.withUnsafeBytes { try add($0, .float32, shape: shape, at: path) }
  }

  /// Makes a dataset in a group.
  ///
  /// - Parameter bytes: the numbers, row-major, the least significant byte first.
  func add(
    _ bytes: UnsafeRawBufferPointer, _ type: NumberType, shape: [Int], at path: [String]
  ) throws {
    let sizes = shape.map { hsize_t($0) }
    guard let group = try object(path.dropLast()), let name = path.last, let type = type.hdf5,
      let space = HDF5Object(
        sizes.isEmpty
          ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(sizes.count), sizes, nil), H5Sclose),
      // Without the time, as h5py writes it: the same weights give the same file.
      let creation = HDF5Object(H5Pcreate(explorer_h5_dataset_creation()), H5Pclose),
      H5Pset_obj_track_times(creation.id, false) >= 0,
      let dataset = HDF5Object(
        H5Dcreate2(
          group.id, name, type.id, space.id, explorer_h5_default(), creation.id,
          explorer_h5_default()), H5Dclose)
    else { throw Self.failure }
    let all = explorer_h5_all()
    guard
      H5Dwrite(dataset.id, type.id, all, all, explorer_h5_default(), bytes.baseAddress) >= 0
    else { throw Self.failure }
  }

  /// The group at a path, made when it is not there; nil for the root.
  private func object(_ path: some Collection<String>) throws -> HDF5Object? {
    var group: HDF5Object?
    for step in path {
      let parent = group?.id ?? file.id
      let next =
        H5Lexists(parent, step, explorer_h5_default()) > 0
        ? H5Gopen2(parent, step, explorer_h5_default())
        : H5Gcreate2(
          parent, step, explorer_h5_default(), explorer_h5_default(), explorer_h5_default())
      guard let opened = HDF5Object(next, H5Gclose) else { throw Self.failure }
      group = opened
    }
    return group
  }

  /// Writes a text of variable length in UTF-8, as h5py does.
  private func addText(_ text: String, as key: String, to object: HDF5Object) throws {
    guard let type = HDF5Object(H5Tcopy(explorer_h5_c_string()), H5Tclose),
      H5Tset_size(type.id, explorer_h5_variable()) >= 0,
      H5Tset_cset(type.id, H5T_CSET_UTF8) >= 0,
      let space = HDF5Object(H5Screate(H5S_SCALAR), H5Sclose),
      let attribute = HDF5Object(
        H5Acreate2(
          object.id, key, type.id, space.id, explorer_h5_default(), explorer_h5_default()),
        H5Aclose)
    else { throw Self.failure }
    let status = text.withCString { pointer in
      var pointer: UnsafePointer<CChar>? = pointer
      return H5Awrite(attribute.id, type.id, &pointer)
    }
    guard status >= 0 else { throw Self.failure }
  }
}
