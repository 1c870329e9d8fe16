import CPNG
import Glibc

extension Picture {
  /// Reads a PNG file of any colour type and depth.
  static func readPNG(
    _ bytes: [UInt8], path: String
  ) throws(FileError) -> (picture: Picture, orientation: ExifOrientation) {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    let hasHeader = bytes.withUnsafeBytes { buffer in
      png_image_begin_read_from_memory(
        &image, buffer.baseAddress ?? .init(bitPattern: 1), buffer.count)
        != 0
    }
    guard hasHeader else { throw Self.noPNG(image, path) }
    let (width, height) = (Int(image.width), Int(image.height))
    try checkSize(width: width, height: height, fileSize: bytes.count, path: path)
    image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
    // Without this, 16-bit files without a gamma chunk would count as linear light.
    image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
    // Pages of the system that no row reaches, as in a file cut short, take no memory.
    guard let pixels = calloc(width * height, 4) else {
      throw .malformed(path: path, reason: "there is no memory for \(width) x \(height) pixels")
    }
    defer { free(pixels) }
    let isRead = bytes.withUnsafeBytes { _ in
      png_image_finish_read(&image, nil, pixels, 0, nil) != 0
    }
    guard isRead else { throw Self.noPNG(image, path) }
    let rgba = UnsafeRawBufferPointer(start: pixels, count: width * height * 4)
    return (
      Picture(height: height, width: width, pixels: withoutAlpha(rgba)),
      ExifOrientation(pngBytes: bytes)
    )
  }

  private static func withoutAlpha(_ rgba: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: rgba.count / 4 * 3) { buffer, count in
      for start in stride(from: 0, to: rgba.count, by: 4) {
        for channel in 0..<3 {
          buffer.initializeElement(at: count, to: rgba[start + channel])
          count += 1
        }
      }
    }
  }

  private static func noPNG(_ image: png_image, _ path: String) -> FileError {
    let message = withUnsafeBytes(of: image.message) { buffer in
      String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }
    return .malformed(path: path, reason: "broken PNG: \(message)")
  }
}
