extension Picture {
  /// The most pixels a picture may have; a small file can claim more than memory holds.
  public static let mostPixels = 100_000_000

  /// Reads a picture file, by its content whatever its name: PNG, JPEG or WebP.
  ///
  /// Transparency is dropped, as `convert('RGB')` of Pillow drops it, and the picture is turned the
  /// way that its Exif orientation asks.
  ///
  /// - Parameter path: the file's name, for the error.
  /// - Throws: `FileError.malformed` for any other bytes, broken ones, and more pixels than
  ///   `mostPixels`; the memory for the pixels is not taken before these are checked.
  public init(fileBytes bytes: [UInt8], path: String) throws(FileError) {
    let upright: (picture: Picture, orientation: ExifOrientation)
    switch PictureFormat(of: bytes) {
    case .png: upright = try Self.readPNG(bytes, path: path)
    case .jpeg: upright = try Self.readJPEG(bytes, path: path)
    case .webP: upright = try Self.readWebP(bytes, path: path)
    case .other(let name):
      throw .malformed(
        path: path,
        reason: "\(name) cannot be read; PNG, JPEG and WebP can, so convert it to PNG first")
    case nil:
      throw .malformed(
        path: path, reason: "it is neither a PNG, JPEG or WebP picture nor a .npy file")
    }
    self = upright.picture.turned(upright.orientation)
  }

  /// The bytes of the pixels, after the claimed size was checked.
  ///
  /// Deflate and Huffman codes cannot say more than some thousand pixels with a byte, so a file that
  /// claims more is broken; found before any memory is taken.
  static func checkSize(
    width: Int, height: Int, fileSize: Int, path: String
  ) throws(FileError) {
    guard width > 0, height > 0 else {
      throw .malformed(path: path, reason: "its size is \(width) x \(height) pixels")
    }
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, count <= mostPixels else {
      throw .malformed(
        path: path,
        reason: "\(width) x \(height) pixels are more than \(mostPixels / 1_000_000) million")
    }
    guard count / 10_000 <= fileSize else {
      throw .malformed(
        path: path,
        reason: "\(width) x \(height) pixels cannot be in a file of \(fileSize) bytes")
    }
  }
}

/// What the first bytes of a file say that it is.
enum PictureFormat: Equatable {
  case png
  case jpeg
  case webP
  /// A picture that we do not read, with its name.
  case other(String)

  /// Its name with an article.
  var words: String {
    switch self {
    case .png: "a PNG"
    case .jpeg: "a JPEG"
    case .webP: "a WebP"
    case .other(let name): name
    }
  }

  /// The format, or nil for bytes that are no picture we know of.
  init?(of bytes: [UInt8]) {
    func begins(_ signature: [UInt8], at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: signature)
    }
    if begins([0x89, 0x50, 0x4E, 0x47]) {
      self = .png
    } else if begins([0xFF, 0xD8]) {
      self = .jpeg
    } else if begins(Array("RIFF".utf8)), begins(Array("WEBP".utf8), at: 8) {
      self = .webP
    } else if begins(Array("GIF8".utf8)) {
      self = .other("a GIF")
    } else if begins(Array("BM".utf8)) {
      self = .other("a BMP")
    } else if begins([0x49, 0x49, 0x2A, 0]) || begins([0x4D, 0x4D, 0, 0x2A]) {
      self = .other("a TIFF")
    } else if begins(Array("ftyp".utf8), at: 4) {
      self = .other("an HEIF or AVIF")
    } else {
      return nil
    }
  }
}
