import ModelFiles
import Testing

/// Pictures of every kind, held against what Pillow reads.
struct PictureReadingTests {
  @Test func theTableIsThere() {
    #expect(PictureFixture.all.count == 24)
  }

  @Test(arguments: PictureFixture.all)
  func readsAsPillowDoes(fixture: PictureFixture) throws {
    let picture = try Picture(
      fileBytes: PictureFixture.bytes(fixture.name), path: fixture.name)
    #expect(picture.width == fixture.width && picture.height == fixture.height)
    // Versions of the decoders round differently by a step or two.
    let isLossy = fixture.name.hasSuffix(".jpg") || fixture.name == "lossy.webp"
    let worst = zip(picture.pixels, fixture.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 255
    #expect(picture.pixels.count == fixture.pixels.count)
    #expect(worst <= (isLossy ? 3 : 0), "\(fixture.name) differs by \(worst)")
  }

  /// The camera's eight orientations show eight different pictures.
  @Test func everyOrientationTurnsInItsOwnWay() throws {
    let pictures = try (1...8).map {
      try Picture(fileBytes: PictureFixture.bytes("turned-\($0).jpg"), path: "")
    }
    #expect(Set(pictures).count == 8)
    #expect(pictures.prefix(4).allSatisfy { $0.width == 10 && $0.height == 6 })
    #expect(pictures.suffix(4).allSatisfy { $0.width == 6 && $0.height == 10 })
  }
}
