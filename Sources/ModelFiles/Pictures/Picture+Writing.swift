import CPNG

extension Picture {
  /// The bytes of a PNG file.
  ///
  /// - Throws: `FileError.cannotWrite` when there is no memory for them.
  public func pngBytes(path: String) throws(FileError) -> [UInt8] {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(width)
    image.height = png_uint_32(height)
    image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
    // Room for the worst case, so that the picture is compressed once.
    var size = png_alloc_size_t(pixels.count + pixels.count / 100 + height * 16 + 4096)
    var bytes = [UInt8](repeating: 0, count: Int(size))
    guard png_image_write_to_memory(&image, &bytes, &size, 0, pixels, 0, nil) != 0 else {
      let message = withUnsafeBytes(of: image.message) { buffer in
        String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw .cannotWrite(path: path, reason: message)
    }
    return Array(bytes.prefix(Int(size)))
  }
}
