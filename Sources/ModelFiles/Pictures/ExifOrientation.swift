import CExif
import CWebP

/// How a picture lies in its file, as Exif numbers it: where the first row and column are to be seen.
enum ExifOrientation: UInt16 {
  case upright = 1
  case mirrored
  case upsideDown
  case flipped
  case transposed
  case quarterTurnedLeft
  case transversed
  case quarterTurnedRight

  /// Reads Exif data with or without its six bytes of heading; upright when they tell nothing.
  init(exifBytes bytes: ArraySlice<UInt8>) {
    self = .upright
    guard !bytes.isEmpty, bytes.count <= 1 << 20 else { return }
    let heading = Array("Exif\0\0".utf8)
    let whole = bytes.starts(with: heading) ? Array(bytes) : heading + bytes
    guard let data = exif_data_new_from_data(whole, UInt32(whole.count)) else { return }
    defer { exif_data_unref(data) }
    guard let entry = explorer_exif_orientation(data)?.pointee, entry.format == EXIF_FORMAT_SHORT,
      entry.size >= 2, let value = entry.data
    else { return }
    let number = exif_get_short(value, exif_data_get_byte_order(data))
    self = ExifOrientation(rawValue: number) ?? .upright
  }

  /// Looks for the eXIf chunk of a PNG file.
  ///
  ///     signature, 8 bytes | length, 4 | type, 4 | data | check, 4 | length ...
  init(pngBytes bytes: [UInt8]) {
    var rest = bytes.dropFirst(8)
    while rest.count >= 8 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let type = rest.dropFirst(4).prefix(4)
      let data = rest.dropFirst(8)
      guard length + 4 <= data.count else { break }
      if type.elementsEqual("eXIf".utf8) {
        self.init(exifBytes: data.prefix(length))
        return
      }
      rest = data.dropFirst(length + 4)
    }
    self = .upright
  }

  /// Looks for the EXIF chunk of a WebP file.
  init(webPBytes bytes: [UInt8]) {
    self = bytes.withUnsafeBufferPointer { buffer in
      var data = WebPData(bytes: buffer.baseAddress, size: buffer.count)
      guard let demuxer = WebPDemuxInternal(&data, 0, nil, WEBP_DEMUX_ABI_VERSION) else {
        return .upright
      }
      defer { WebPDemuxDelete(demuxer) }
      var chunk = WebPChunkIterator()
      guard WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk) != 0 else { return .upright }
      defer { WebPDemuxReleaseChunkIterator(&chunk) }
      return ExifOrientation(
        exifBytes: Array(UnsafeBufferPointer(start: chunk.chunk.bytes, count: chunk.chunk.size))[
          ...])
    }
  }
}

extension Picture {
  /// The picture as it is to be seen, when it lies in its file like this.
  ///
  ///     1 upright   2 mirrored    3 upside down   4 flipped
  ///     5 and 7 mirrored about a diagonal; 6 is turned right and 8 left to be seen
  func turned(_ orientation: ExifOrientation) -> Picture {
    guard orientation != .upright else { return self }
    let isAcross = orientation.rawValue >= ExifOrientation.transposed.rawValue
    let (newHeight, newWidth) = isAcross ? (width, height) : (height, width)
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count)
    for row in 0..<newHeight {
      for column in 0..<newWidth {
        let (y, x) =
          switch orientation {
          case .upright: (row, column)
          case .mirrored: (row, width - 1 - column)
          case .upsideDown: (height - 1 - row, width - 1 - column)
          case .flipped: (height - 1 - row, column)
          case .transposed: (column, row)
          case .quarterTurnedLeft: (height - 1 - column, row)
          case .transversed: (height - 1 - column, width - 1 - row)
          case .quarterTurnedRight: (column, width - 1 - row)
          }
        let start = (y * width + x) * 3
        for channel in 0..<3 { result.append(pixels[start + channel]) }
      }
    }
    return Picture(height: newHeight, width: newWidth, pixels: result)
  }
}
