import CHDF5

/// A group of an HDF5 file that lies in memory.
///
/// Only hard links are followed, one step at a time, so that a file can neither lead to another file
/// nor into a circle: a path is as long as its caller makes it.
struct HDF5Group {
  /// The group, or the file for the root group.
  let object: HDF5Object
  /// Where it lies in the file; empty for the root.
  let path: String
  /// The length of the whole file in bytes.
  let fileSize: Int

  /// Calls a function with the root group of a file; the bytes are not copied.
  ///
  /// - Throws: `WeightFileError` when the bytes are no HDF5 file, and what the function throws.
  static func reading<Result>(
    _ bytes: UnsafeRawBufferPointer, _ body: (HDF5Group) throws(WeightFileError) -> Result
  ) throws(WeightFileError) -> Result {
    HDF5.prepare()
    guard let base = bytes.baseAddress,
      let file = HDF5Object(explorer_h5_open_image(base, bytes.count), H5Fclose)
    else { throw .container(reason: "this is no HDF5 file, or its beginning is damaged") }
    return try body(HDF5Group(object: file, path: "", fileSize: bytes.count))
  }

  /// The path of a member.
  func path(of name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }

  /// The names of the members, in the order of their bytes.
  func names() throws(WeightFileError) -> [String] {
    var names: [String] = []
    var position: hsize_t = 0
    let status = withUnsafeMutablePointer(to: &names) { list in
      H5Literate(
        object.id, H5_INDEX_NAME, H5_ITER_NATIVE, &position,
        { _, name, _, context in
          guard let name, let context else { return -1 }
          let list = context.assumingMemoryBound(to: [String].self)
          list.pointee.append(String(cString: name))
          return list.pointee.count > HDF5.Limit.members ? -1 : 0
        }, list)
    }
    guard status >= 0 else {
      throw .part(
        path: path.isEmpty ? "/" : path, reason: "the list of the group's members is damaged")
    }
    return names.sorted()
  }

  /// A group inside; nil when there is no member of that name.
  func group(_ name: String) throws(WeightFileError) -> HDF5Group? {
    guard let member = try open(name) else { return nil }
    guard H5Iget_type(member.id) == H5I_GROUP else {
      throw .part(path: path(of: name), reason: "expected a group, got something else")
    }
    return HDF5Group(object: member, path: path(of: name), fileSize: fileSize)
  }

  /// A dataset inside; nil when there is no member of that name.
  func dataset(_ name: String) throws(WeightFileError) -> HDF5Dataset? {
    guard let member = try open(name) else { return nil }
    guard H5Iget_type(member.id) == H5I_DATASET else {
      throw .part(path: path(of: name), reason: "expected a dataset, got something else")
    }
    return HDF5Dataset(object: member, path: path(of: name), fileSize: fileSize)
  }

  /// The dataset at the end of a path through groups; nil when a step of it is missing.
  func dataset(at steps: [Substring]) throws(WeightFileError) -> HDF5Dataset? {
    guard let last = steps.last else { return nil }
    var group = self
    for step in steps.dropLast() {
      guard let next = try group.group(String(step)) else { return nil }
      group = next
    }
    return try group.dataset(String(last))
  }

  /// The groups and datasets inside by name; others, as types, are left out.
  func members() throws(WeightFileError) -> [(name: String, member: HDF5Member)] {
    var members: [(name: String, member: HDF5Member)] = []
    for name in try names() {
      guard let object = try open(name) else { continue }
      let path = path(of: name)
      switch H5Iget_type(object.id) {
      case H5I_GROUP:
        members.append((name, .group(HDF5Group(object: object, path: path, fileSize: fileSize))))
      case H5I_DATASET:
        members.append(
          (name, .dataset(HDF5Dataset(object: object, path: path, fileSize: fileSize))))
      default: continue
      }
    }
    return members
  }

  /// Opens a member through a hard link.
  private func open(_ name: String) throws(WeightFileError) -> HDF5Object? {
    // A name with a slash would be a path, and one with a zero would be cut.
    guard !name.isEmpty, name != ".", !name.utf8.contains(where: { $0 == 0 || $0 == 0x2F }) else {
      return nil
    }
    let kind = explorer_h5_link_kind(object.id, name)
    if kind == -1 { return nil }
    if kind == -2 { throw .part(path: path.isEmpty ? "/" : path, reason: "the group is damaged") }
    guard kind == H5L_TYPE_HARD.rawValue else {
      let word = kind == H5L_TYPE_EXTERNAL.rawValue ? "an external link" : "a soft link"
      throw .part(path: path(of: name), reason: "\(word), which is not followed")
    }
    guard let member = HDF5Object(H5Oopen(object.id, name, explorer_h5_default()), H5Oclose) else {
      throw .part(path: path(of: name), reason: "the object is damaged")
    }
    return member
  }
}

/// What is inside a group.
enum HDF5Member {
  case group(HDF5Group)
  case dataset(HDF5Dataset)
}
