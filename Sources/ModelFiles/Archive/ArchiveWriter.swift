import CZip

/// Makes a zip archive in memory, its entries stored as they are.
enum ArchiveWriter {
  /// 1 January 1980, the first date that zip knows: archives of the same model are the same.
  private static let firstDate: zip_uint16_t = 1 << 5 | 1

  /// The bytes of an archive.
  ///
  /// - Throws: `WeightFileError.container` when the library fails.
  static func bytes(_ entries: [(name: String, bytes: [UInt8])]) throws(WeightFileError) -> [UInt8]
  {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let target = zip_source_buffer_create(nil, 0, 0, &error) else { throw failure(&error) }
    defer { zip_source_free(target) }
    guard let archive = zip_open_from_source(target, ZIP_TRUNCATE, &error) else {
      throw failure(&error)
    }
    // Closing the archive gives up its own hold on the target.
    zip_source_keep(target)
    guard add(entries[...], to: archive, finish: { zip_close(archive) == 0 }) else {
      let reason = String(cString: zip_error_strerror(zip_get_error(archive)))
      zip_discard(archive)
      throw .container(reason: "the zip library cannot make the archive: \(reason)")
    }
    return try read(target)
  }

  /// Adds the entries and closes the archive while all their bytes are in place.
  private static func add(
    _ entries: ArraySlice<(name: String, bytes: [UInt8])>, to archive: OpaquePointer,
    finish: () -> Bool
  ) -> Bool {
    guard let entry = entries.first else { return finish() }
    return entry.bytes.withUnsafeBytes { buffer in
      guard
        let source = zip_source_buffer(
          archive, buffer.baseAddress, zip_uint64_t(buffer.count), 0)
      else { return false }
      let index = zip_file_add(archive, entry.name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
      guard index >= 0 else {
        zip_source_free(source)
        return false
      }
      let number = zip_uint64_t(index)
      guard zip_set_file_compression(archive, number, zip_int32_t(ZIP_CM_STORE), 0) == 0,
        zip_file_set_dostime(archive, number, 0, firstDate, 0) == 0
      else { return false }
      return add(entries.dropFirst(), to: archive, finish: finish)
    }
  }

  private static func read(_ source: OpaquePointer) throws(WeightFileError) -> [UInt8] {
    var status = zip_stat_t()
    zip_stat_init(&status)
    guard zip_source_stat(source, &status) == 0, zip_source_open(source) == 0 else {
      throw .container(reason: "the zip library cannot make the archive")
    }
    defer { zip_source_close(source) }
    let count = Int(status.size)
    var isRead = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      isRead =
        zip_source_read(source, buffer.baseAddress, zip_uint64_t(count)) == zip_int64_t(count)
      initialized = isRead ? count : 0
    }
    guard isRead else { throw .container(reason: "the zip library cannot make the archive") }
    return bytes
  }

  private static func failure(_ error: inout zip_error_t) -> WeightFileError {
    let reason = String(cString: zip_error_strerror(&error))
    return .container(reason: "the zip library cannot make the archive: \(reason)")
  }
}
