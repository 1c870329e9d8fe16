import ModelFiles
import Testing

struct PictureTests {
  @Test func thePhotographIsThere() throws {
    let picture = try Picture.photograph()
    #expect(picture.height == 299 && picture.width == 299)
    // As Pillow 12 reads the two corners.
    #expect(Array(picture.pixels.prefix(3)) == [119, 63, 48])
    #expect(Array(picture.pixels.suffix(3)) == [175, 153, 142])
  }

  @Test func theSameSizeIsOnlyScaled() {
    let picture = Picture(height: 1, width: 2, pixels: [0, 51, 255, 102, 153, 204])
    let input = picture.networkInput(height: 1, width: 2, channels: 3)
    let expected: [Float] = [-1, -0.6, 1, -0.2, 0.2, 0.6]
    #expect(zip(input, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func stretchingInterpolatesBetweenPixelCentres() {
    let black: [UInt8] = [0, 0, 0]
    let white: [UInt8] = [255, 255, 255]
    let picture = Picture(height: 1, width: 2, pixels: black + white)
    // tf.image.resize([[0, 1]], [1, 4]) is 0, 0.25, 0.75, 1.
    let wide = picture.networkInput(height: 1, width: 4, channels: 1)
    let expected: [Float] = [-1, -0.5, 0.5, 1]
    #expect(zip(wide, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    // Between the two, whatever the number of rows.
    #expect(picture.networkInput(height: 3, width: 1, channels: 1).allSatisfy { abs($0) < 1e-6 })
  }

  @Test(arguments: PNGSamples.all)
  func everyColourTypeIsRead(sample: PNGSample) throws {
    let picture = try Picture(pngBytes: sample.bytes, path: sample.name)
    #expect(picture.width == 2 && picture.height == 1)
    #expect(picture.pixels == sample.pixels, "\(sample.name)")
  }

  @Test func damagedPicturesAreRefusedInWords() throws {
    let whole = PNGSamples.all[0].bytes
    for length in 0..<(whole.count - 12) {
      #expect(throws: FileError.self) {
        try Picture(pngBytes: Array(whole.prefix(length)), path: "a.png")
      }
    }
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 0x55
      // Some damage does no harm, as in the end marker; none may end the process.
      _ = try? Picture(pngBytes: bytes, path: "a.png")
    }
  }

  @Test func aHugeClaimTakesNoMemory() {
    var bytes = PNGSamples.all[0].bytes
    bytes.replaceSubrange(16..<24, with: [0, 0x0F, 0, 0, 0, 0x0F, 0, 0])
    #expect(throws: FileError.self) { try Picture(pngBytes: bytes, path: "a.png") }
  }
}
