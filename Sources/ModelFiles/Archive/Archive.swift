import CZip

/// A zip archive that lies in memory.
///
/// Nothing is ever unpacked to the disk. Sizes are checked before memory is taken, and checksums when
/// an entry has been read.
struct Archive {
  private let handle: OpaquePointer

  /// Most entries that are looked at.
  private static let mostEntries = 100_000

  /// Whether the bytes begin as a zip archive does.
  static func isZip(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
  }

  /// Calls a function with an archive whose names have been checked; the bytes are not copied.
  ///
  /// - Throws: `WeightFileError` for anything but a sound archive with harmless names, and what the
  ///   function throws.
  static func reading<Result>(
    _ bytes: UnsafeRawBufferPointer, _ body: (Archive) throws(WeightFileError) -> Result
  ) throws(WeightFileError) -> Result {
    let archive = try Archive(opening: bytes)
    defer { zip_discard(archive.handle) }
    try archive.checkNames()
    return try body(archive)
  }

  private init(opening bytes: UnsafeRawBufferPointer) throws(WeightFileError) {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard
      let source = zip_source_buffer_create(
        bytes.baseAddress, zip_uint64_t(bytes.count), 0, &error)
    else { throw .container(reason: "no zip archive: \(Self.text(&error))") }
    guard let handle = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) else {
      let reason = Self.text(&error)
      zip_source_free(source)
      throw .container(reason: "no sound zip archive: \(reason)")
    }
    self.handle = handle
  }

  /// Reads an entry; nil when there is none of that name.
  ///
  /// - Parameter limit: the most bytes that it may have when unpacked.
  func entry(_ name: String, limit: Int) throws(WeightFileError) -> [UInt8]? {
    let index = zip_name_locate(handle, name, 0)
    guard index >= 0 else { return nil }
    var status = zip_stat_t()
    zip_stat_init(&status)
    let wanted = UInt64(ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD)
    guard zip_stat_index(handle, zip_uint64_t(index), 0, &status) == 0,
      status.valid & wanted == wanted
    else { throw .part(path: name, reason: "the entry's record is damaged") }
    guard status.encryption_method == 0 else {
      throw .part(path: name, reason: "the entry is encrypted")
    }
    guard status.comp_method == 0 || status.comp_method == 8 else {
      throw .part(
        path: name,
        reason: "compressed by method \(status.comp_method); only stored and deflated entries are "
          + "read")
    }
    guard status.size <= UInt64(limit) else {
      throw .part(
        path: name,
        reason: "the entry claims \(status.size) bytes, and more than \(limit) cannot be right")
    }
    return try read(index, count: Int(status.size), name: name)
  }

  private func read(
    _ index: zip_int64_t, count: Int, name: String
  ) throws(WeightFileError) -> [UInt8] {
    guard let file = zip_fopen_index(handle, zip_uint64_t(index), 0) else {
      throw .part(path: name, reason: "the entry cannot be opened: \(Self.text(of: handle))")
    }
    defer { zip_fclose(file) }
    var fault: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while initialized < count {
        let got = zip_fread(
          file, buffer.baseAddress?.advanced(by: initialized), zip_uint64_t(count - initialized))
        guard got > 0 else {
          fault =
            got < 0 ? Self.text(zip_file_get_error(file)) : "cut off"
          return
        }
        initialized += Int(got)
      }
      // The checksum is compared when the end has been seen.
      var more: UInt8 = 0
      let rest = zip_fread(file, &more, 1)
      if rest > 0 { fault = "it is longer than it claims" }
      if rest < 0 { fault = Self.text(zip_file_get_error(file)) }
    }
    if let fault { throw .part(path: name, reason: "the entry is damaged: \(fault)") }
    return bytes
  }

  /// Refuses names that lead out of an archive, and two entries of one name.
  private func checkNames() throws(WeightFileError) {
    let count = zip_get_num_entries(handle, 0)
    guard count <= Self.mostEntries else {
      throw .container(reason: "the archive has \(count) entries; a model has a handful")
    }
    var seen: Set<String> = []
    for index in 0..<max(count, 0) {
      guard let raw = zip_get_name(handle, zip_uint64_t(index), zip_flags_t(ZIP_FL_ENC_GUESS))
      else { throw .container(reason: "the name of entry \(index) cannot be read") }
      let name = String(cString: raw)
      let shown = WeightFileError.cut(name)
      let steps = name.split(whereSeparator: { $0 == "/" || $0 == "\\" })
      guard !name.hasPrefix("/"), !name.hasPrefix("\\"), !steps.contains("..") else {
        throw .part(path: shown, reason: "the entry's name leads out of the archive")
      }
      guard seen.insert(name).inserted else {
        throw .part(path: shown, reason: "the archive has two entries of this name")
      }
    }
  }

  private static func text(_ error: inout zip_error_t) -> String {
    switch zip_error_code_zip(&error) {
    // Libzip speaks of files on a disk here.
    case ZIP_ER_EXISTS: return "two entries have the same name"
    case ZIP_ER_CRC: return "wrong checksum"
    default: break
    }
    return String(cString: zip_error_strerror(&error)).lowercased()
  }

  private static func text(_ error: UnsafeMutablePointer<zip_error_t>?) -> String {
    error.map { text(&$0.pointee) } ?? "unknown"
  }

  private static func text(of archive: OpaquePointer) -> String {
    String(cString: zip_error_strerror(zip_get_error(archive))).lowercased()
  }
}
