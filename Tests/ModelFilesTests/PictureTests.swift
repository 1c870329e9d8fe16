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
    let expected: [(Preprocessing, [Float])] = [
      (.inception, [-1, -0.6, 1, -0.2, 0.2, 0.6]),
      (.unit, [0, 0.2, 1, 0.4, 0.6, 0.8]),
      (.raw, [0, 51, 255, 102, 153, 204]),
      // keras.applications.imagenet_utils.preprocess_input(x, mode="torch").
      (
        .imagenet,
        [-2.117904, -1.1429, 2.64, -0.370837, 0.6429, 1.7511]
      ),
    ]
    for (preprocessing, values) in expected {
      let input = picture.networkInput(
        height: 1, width: 2, channels: 3, preprocessing: preprocessing)
      #expect(zip(input, values).allSatisfy { abs($0 - $1) < 1e-3 }, "\(preprocessing) \(input)")
    }
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

  @Test func croppingTakesTheCentre() {
    let columns: [UInt8] = [10, 20, 30, 40, 50, 60]
    let pixels = columns.flatMap { [$0, $0, $0] }
    let wide = Picture(height: 2, width: 6, pixels: pixels + pixels)
    func crop(_ height: Int, _ width: Int) -> [Float] {
      wide.networkInput(
        height: height, width: width, channels: 1, preprocessing: .raw, fit: .crop)
    }
    #expect(zip(crop(2, 2), [30, 40, 30, 40]).allSatisfy { abs($0 - $1) < 1e-3 })
    #expect(zip(crop(1, 3), [15, 35, 55]).allSatisfy { abs($0 - $1) < 1e-3 })
    // A target that is narrower than any part of the picture still gets a column.
    #expect(crop(1000, 1).count == 1000)
  }

  @Test(arguments: PNGSamples.all)
  func everyColourTypeIsRead(sample: PNGSample) throws {
    let picture = try Picture(fileBytes: sample.bytes, path: sample.name)
    #expect(picture.width == 2 && picture.height == 1)
    #expect(picture.pixels == sample.pixels, "\(sample.name)")
  }
}
