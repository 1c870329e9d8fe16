import CHDF5

extension HDF5Group {
  /// The texts of an attribute of strings, fixed or variable in length; nil when there is none.
  ///
  /// - Throws: `WeightFileError.part` when it holds anything but texts.
  func texts(_ name: String) throws(WeightFileError) -> [String]? {
    guard H5Aexists(object.id, name) > 0 else { return nil }
    let place = "attribute \(name)\(path.isEmpty ? "" : " of \(path)")"
    guard let attribute = HDF5Object(H5Aopen(object.id, name, explorer_h5_default()), H5Aclose),
      let type = HDF5Object(H5Aget_type(attribute.id), H5Tclose),
      let space = HDF5Object(H5Aget_space(attribute.id), H5Sclose)
    else { throw .part(path: place, reason: "it is damaged") }
    let count = Int(H5Sget_simple_extent_npoints(space.id))
    // An empty list of names is stored as an empty list of numbers.
    if count == 0 { return [] }
    guard H5Tget_class(type.id) == H5T_STRING else {
      throw .part(path: place, reason: "expected texts, got something else")
    }
    guard (1...HDF5.Limit.members).contains(count) else {
      throw .part(path: place, reason: "it has \(count) texts")
    }
    let texts =
      H5Tis_variable_str(type.id) > 0
      ? Self.variableTexts(attribute, type, space, count)
      : Self.fixedTexts(attribute, type, count)
    guard let texts else { throw .part(path: place, reason: "its texts cannot be read") }
    return texts
  }

  /// The texts of an attribute that Keras splits when it is long: `layer_names`, else
  /// `layer_names0`, `layer_names1`, and so on.
  func splitTexts(_ name: String) throws(WeightFileError) -> [String]? {
    if let texts = try texts(name) { return texts }
    var all: [String]?
    var number = 0
    while number < HDF5.Limit.members, let part = try texts("\(name)\(number)") {
      all = (all ?? []) + part
      number += 1
    }
    return all
  }

  private static func fixedTexts(
    _ attribute: HDF5Object, _ type: HDF5Object, _ count: Int
  ) -> [String]? {
    let size = H5Tget_size(type.id)
    let (total, overflow) = size.multipliedReportingOverflow(by: count)
    guard size > 0, !overflow, total <= HDF5.Limit.attributeBytes else { return nil }
    var bytes = [UInt8](repeating: 0, count: total)
    guard H5Aread(attribute.id, type.id, &bytes) >= 0 else { return nil }
    return (0..<count).map { index in
      let text = bytes[(index * size)..<((index + 1) * size)]
      return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static func variableTexts(
    _ attribute: HDF5Object, _ type: HDF5Object, _ space: HDF5Object, _ count: Int
  ) -> [String]? {
    var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    guard H5Aread(attribute.id, type.id, &pointers) >= 0 else { return nil }
    defer { H5Dvlen_reclaim(type.id, space.id, explorer_h5_default(), &pointers) }
    return pointers.map { $0.map { String(cString: $0) } ?? "" }
  }
}
