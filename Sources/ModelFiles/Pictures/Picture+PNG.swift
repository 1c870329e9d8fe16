import CPNG

extension Picture {
  /// The most pixels a picture may have; a small file can claim more than memory holds.
  public static let mostPixels = 100_000_000

  /// Reads a PNG file of any colour type and depth.
  ///
  /// Transparency is dropped, as `convert('RGB')` of Pillow drops it.
  ///
  /// - Parameter path: the file's name, for the error.
  /// - Throws: `FileError.malformed` for any other bytes.
  public init(pngBytes bytes: [UInt8], path: String) throws(FileError) {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    let pixels: [UInt8]? = bytes.withUnsafeBytes { buffer -> [UInt8]? in
      guard let base = buffer.baseAddress,
        png_image_begin_read_from_memory(&image, base, buffer.count) != 0
      else { return nil }
      guard Int(image.width) * Int(image.height) <= Self.mostPixels else { return [] }
      image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
      // Without this, 16-bit files without a gamma chunk would count as linear light.
      image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
      var pixels = [UInt8](repeating: 0, count: Int(image.width) * Int(image.height) * 4)
      return png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 ? pixels : nil
    }
    defer { png_image_free(&image) }
    guard let pixels else {
      throw .malformed(path: path, reason: "no PNG picture: \(Self.message(of: image))")
    }
    let size = "\(image.width) x \(image.height)"
    guard !pixels.isEmpty else {
      throw .malformed(
        path: path, reason: "\(size) pixels are more than \(Self.mostPixels / 1_000_000) million")
    }
    self.init(
      height: Int(image.height), width: Int(image.width), pixels: Self.withoutAlpha(pixels))
  }

  private static func withoutAlpha(_ pixels: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count / 4 * 3)
    for start in stride(from: 0, to: pixels.count, by: 4) {
      result += pixels[start..<(start + 3)]
    }
    return result
  }

  private static func message(of image: png_image) -> String {
    withUnsafeBytes(of: image.message) { buffer in
      let text = String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
      return text.isEmpty ? "the file is empty" : text
    }
  }
}
