import CJPEG

extension Picture {
  /// Reads a JPEG file: baseline or progressive, grayscale, colour or CMYK.
  static func readJPEG(
    _ bytes: [UInt8], path: String
  ) throws(FileError) -> (picture: Picture, orientation: ExifOrientation) {
    var header = explorer_jpeg_header()
    guard explorer_jpeg_read_header(bytes, bytes.count, &header) != 0 else {
      throw brokenJPEG(header, path)
    }
    let (width, height) = (Int(header.width), Int(header.height))
    try checkSize(width: width, height: height, fileSize: bytes.count, path: path)
    var isRead = false
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      isRead = explorer_jpeg_decode(bytes, bytes.count, &header, start) != 0
      // What a broken file left unwritten is dropped with the array.
      count = isRead ? width * height * 3 : 0
    }
    guard isRead else { throw brokenJPEG(header, path) }
    let exif = bytes[header.exif_start..<(header.exif_start + header.exif_count)]
    return (
      Picture(height: height, width: width, pixels: pixels), ExifOrientation(exifBytes: exif)
    )
  }

  private static func brokenJPEG(_ header: explorer_jpeg_header, _ path: String) -> FileError {
    let message = withUnsafeBytes(of: header.message) { buffer in
      String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }
    return .malformed(path: path, reason: "broken JPEG: \(message)")
  }
}
