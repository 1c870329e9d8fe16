import Foundation
import ModelFiles
import Testing

/// The photograph in other sizes, held against `tf.image.resize`, which is also what the `Resizing`
/// layer of Keras and its readers of folders do.
struct PictureResizingTests {
  @Test func resizingIsThatOfTensorFlow() throws {
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/pictures/resized", withExtension: "tsv"))
    let picture = try Picture.photograph()
    var count = 0
    var size: [Int] = []
    var input: [Float] = []
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
      let fields = line.split(separator: "\t").compactMap { Float($0) }
      try #require(fields.count == 7)
      let numbers = fields.prefix(4).map(Int.init)
      let (height, width) = (numbers[0], numbers[1])
      if size != [height, width] {
        size = [height, width]
        input = picture.networkInput(
          height: height, width: width, channels: 3, preprocessing: .raw, fit: .stretch)
      }
      let start = (numbers[2] * width + numbers[3]) * 3
      for channel in 0..<3 {
        #expect(abs(input[start + channel] - fields[4 + channel]) < 0.01, "\(line)")
        count += 1
      }
    }
    #expect(count == 300)
  }
}
