import CHDF5

/// An open file, group, dataset, type or space of the HDF5 library, which is closed with its last
/// reference.
///
/// The library has one lock for all its functions, and an error stack for each thread. None of these
/// objects may leave the closure of `HDF5.use`.
final class HDF5Object {
  /// The library's number for it.
  let id: hid_t
  private let close: (hid_t) -> herr_t

  /// Takes over what a function of the library returned; nil when the function failed.
  init?(_ id: hid_t, _ close: @escaping (hid_t) -> herr_t) {
    guard id >= 0 else { return nil }
    self.id = id
    self.close = close
  }

  deinit { _ = close(id) }
}

/// The HDF5 library as we use it: silent, and without plugins.
enum HDF5 {
  /// The limits on what a file can make us do.
  enum Limit {
    /// Most members of a group that are looked at.
    static let members = 200_000
    /// Most axes of a dataset.
    static let rank = 8
    /// Most bytes of a chunk, which the library holds as a whole.
    static let chunkBytes = 256 << 20
    /// Most bytes of an attribute.
    static let attributeBytes = 256 << 20
  }

  /// Prepares the library in this thread.
  static func prepare() {
    H5open()
    explorer_h5_silence()
    explorer_h5_no_plugins()
  }
}
