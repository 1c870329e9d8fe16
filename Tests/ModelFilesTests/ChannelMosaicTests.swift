import ModelFiles
import Testing

struct ChannelMosaicTests {
  @Test func channelsStandInAGrid() throws {
    // Two rows, one column, three channels; enlarged 16 times.
    let mosaic = try #require(
      ChannelMosaic(shape: [2, 1, 3], elements: [0, 1, 2, 3, 4, 5]))
    let picture = mosaic.picture
    // Tiles of 33 x 17 with their border: three of them side by side.
    #expect(picture.height == 32 && picture.width == 50)
    func gray(_ row: Int, _ column: Int) -> UInt8 { picture.pixels[(row * 50 + column) * 3] }
    #expect(gray(0, 0) == 0 && gray(15, 15) == 0 && gray(16, 0) == 153)
    #expect(gray(0, 17) == 51 && gray(31, 49) == 255)
    #expect(gray(0, 16) == 96)
  }

  @Test func aVectorIsOneMap() throws {
    let mosaic = try #require(ChannelMosaic(shape: [5], elements: [1, 2, 3, 4, .infinity]))
    // Three columns, two rows; the infinite element and the one that is missing are red.
    let picture = mosaic.picture
    #expect(picture.height == 20 && picture.width == 30)
    let last = picture.pixels.suffix(3)
    #expect(Array(last) == [200, 0, 0])
  }

  @Test func equalValuesAreBlack() throws {
    let mosaic = try #require(
      ChannelMosaic(shape: [40, 40, 1], elements: .init(repeating: 7, count: 1600)))
    #expect(mosaic.picture.pixels.allSatisfy { $0 == 0 })
  }

  @Test func otherShapesMakeNoPicture() {
    #expect(ChannelMosaic(shape: [1, 2, 1, 2], elements: [1, 2, 3, 4]) == nil)
    #expect(ChannelMosaic(shape: [], elements: [1]) == nil)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let picture = Picture(height: 2, width: 3, pixels: (0..<18).map { UInt8($0 * 14) })
    let bytes = try picture.pngBytes(path: "a.png")
    #expect(try Picture(fileBytes: bytes, path: "a.png") == picture)
  }
}
