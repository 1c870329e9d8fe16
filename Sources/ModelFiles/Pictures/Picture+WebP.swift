import CWebP

extension Picture {
  /// Reads a WebP file, lossy or lossless.
  static func readWebP(
    _ bytes: [UInt8], path: String
  ) throws(FileError) -> (picture: Picture, orientation: ExifOrientation) {
    var features = WebPBitstreamFeatures()
    let status = WebPGetFeaturesInternal(
      bytes, bytes.count, &features, WEBP_DECODER_ABI_VERSION)
    guard status == VP8_STATUS_OK else { throw brokenWebP(status, path) }
    guard features.has_animation == 0 else {
      throw .malformed(path: path, reason: "an animated WebP; save one frame of it as PNG first")
    }
    let (width, height) = (Int(features.width), Int(features.height))
    try checkSize(width: width, height: height, fileSize: bytes.count, path: path)

    var configuration = WebPDecoderConfig()
    guard WebPInitDecoderConfigInternal(&configuration, WEBP_DECODER_ABI_VERSION) != 0 else {
      throw .malformed(
        path: path, reason: "the WebP library has another version than it was built for")
    }
    var decoded = VP8_STATUS_OK
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
      configuration.output.colorspace = MODE_RGB
      configuration.output.is_external_memory = 1
      configuration.output.u.RGBA = WebPRGBABuffer(
        rgba: buffer.baseAddress, stride: Int32(width * 3), size: width * height * 3)
      decoded = WebPDecode(bytes, bytes.count, &configuration)
      count = decoded == VP8_STATUS_OK ? width * height * 3 : 0
    }
    WebPFreeDecBuffer(&configuration.output)
    guard decoded == VP8_STATUS_OK else { throw brokenWebP(decoded, path) }
    return (
      Picture(height: height, width: width, pixels: pixels), ExifOrientation(webPBytes: bytes)
    )
  }

  private static func brokenWebP(_ status: VP8StatusCode, _ path: String) -> FileError {
    let reason =
      switch status {
      case VP8_STATUS_NOT_ENOUGH_DATA: "the file ends too early"
      case VP8_STATUS_OUT_OF_MEMORY: "there is no memory for it"
      case VP8_STATUS_UNSUPPORTED_FEATURE: "it has a feature that libwebp does not know"
      default: "its data are damaged"
      }
    return .malformed(path: path, reason: "broken WebP: \(reason)")
  }
}
