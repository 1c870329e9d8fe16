extension ModelBuilder {
  /// InceptionV3 without its classifier: 8 x 8 x 2048 from 299 x 299 x 3.
  ///
  /// Layers are created in Keras' order, so that their automatic names agree. Source of all numbers:
  /// keras/src/applications/inception_v3.py (Keras 3.15.1), after Szegedy et al., "Rethinking the
  /// Inception architecture for computer vision" (2015), table 1.
  public mutating func inceptionV3(_ input: NodeID) -> NodeID {
    var x = inceptionV3Stem(input)
    for (number, filters) in [32, 64, 64].enumerated() {
      x = inceptionBlockA(
        x, filters1x1: 64, reduce: 48, window: (64, 5), double3x3: (64, 96, 96),
        poolProjection: filters, name: "mixed\(number)")
    }
    x = reductionA(x, filters3x3: 384, double3x3: (64, 96, 96), name: "mixed3")
    for (number, filters) in [128, 160, 160, 192].enumerated() {
      x = inceptionBlockB(
        x, filters1x1: 192, single7x7: (filters, filters, 192),
        double7x7: (filters, filters, filters, filters, 192), poolProjection: 192,
        name: "mixed\(number + 4)")
    }
    x = reductionB(
      x, single3x3: (192, 320), filters7x7: (192, 192, 192), filters3x3: 192, name: "mixed8")
    for number in 0...1 {
      x = inceptionV3BlockC(x, innerName: "mixed9_\(number)", name: "mixed\(number + 9)")
    }
    return x
  }

  /// The first five convolutions, shared with Inception-ResNet v2: 35 x 35 x 192 from 299 x 299 x 3.
  mutating func inceptionV3Stem(_ input: NodeID) -> NodeID {
    let x = inceptionStem(input)
    return maxPooling2D(x, poolSize: 3, strides: 2)
  }

  /// The convolutions of that stem, shared with Inception-ResNet v1: 71 x 71 x 192.
  mutating func inceptionStem(_ input: NodeID) -> NodeID {
    var x = inceptionEntry(input)
    x = maxPooling2D(x, poolSize: 3, strides: 2)
    x = convolutionUnit(x, 80, 1, padding: .valid)
    return convolutionUnit(x, 192, 3, padding: .valid)
  }

  /// The first three convolutions, which InceptionV4 has too: 147 x 147 x 64.
  mutating func inceptionEntry(_ input: NodeID) -> NodeID {
    var x = convolutionUnit(input, 32, 3, strides: 2, padding: .valid)
    x = convolutionUnit(x, 32, 3, padding: .valid)
    return convolutionUnit(x, 64, 3)
  }

  /// The block of the 8 x 8 grid, whose 3x3 branches end in a 1x3 and a 3x1 side by side.
  private mutating func inceptionV3BlockC(
    _ x: NodeID, innerName: String, name: String
  ) -> NodeID {
    let branch1x1 = convolutionUnit(x, 320, 1)
    let reduced = convolutionUnit(x, 384, 1)
    let branch3x3 = rowAndColumn(reduced, 384, name: innerName)
    let widened = convolutionUnits(x, (448, 1), (384, 3))
    let branchDouble = rowAndColumn(widened, 384)
    let branchPool = pooledProjection(x, 192)
    return concatenate([branch1x1, branch3x3, branchDouble, branchPool], axis: 3, name: name)
  }
}
