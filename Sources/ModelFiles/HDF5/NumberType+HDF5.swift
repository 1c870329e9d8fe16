import CHDF5

extension NumberType {
  /// The library's type, the least significant byte first; nil when it cannot be made.
  var hdf5: HDF5Object? {
    let id =
      switch self {
      case .float16: explorer_h5_half()
      case .float32: H5Tcopy(explorer_h5_float32())
      case .float64: H5Tcopy(explorer_h5_float64())
      case .int8: H5Tcopy(explorer_h5_integer(1, 1))
      case .int16: H5Tcopy(explorer_h5_integer(2, 1))
      case .int32: H5Tcopy(explorer_h5_integer(4, 1))
      case .int64: H5Tcopy(explorer_h5_integer(8, 1))
      case .uint8: H5Tcopy(explorer_h5_integer(1, 0))
      case .uint16: H5Tcopy(explorer_h5_integer(2, 0))
      case .uint32: H5Tcopy(explorer_h5_integer(4, 0))
      case .uint64: H5Tcopy(explorer_h5_integer(8, 0))
      }
    return HDF5Object(id, H5Tclose)
  }

  /// The kind of a type, whatever the order of its bytes; nil for any that is no plain number.
  init?(_ type: HDF5Object) {
    for kind in Self.allCases {
      guard let same = kind.hdf5, H5Tget_size(same.id) == H5Tget_size(type.id) else { continue }
      for order in [H5T_ORDER_LE, H5T_ORDER_BE] {
        guard H5Tset_order(same.id, order) >= 0 else { continue }
        if H5Tequal(same.id, type.id) > 0 {
          self = kind
          return
        }
      }
    }
    return nil
  }
}
