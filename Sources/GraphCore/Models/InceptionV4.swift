extension ModelBuilder {
  /// InceptionV4 without its classifier: 8 x 8 x 1536 from 299 x 299 x 3.
  ///
  /// Source of all numbers: Szegedy et al., "Inception-v4, Inception-ResNet and the impact of residual
  /// connections on learning" (2016), figure 9 (4, 7 and 3 blocks), 3 (stem), 4 to 6 (blocks A, B, C),
  /// 7 with table 1 (reduction A: 192, 224, 256, 384) and 8 (reduction B). Where the paper leaves a
  /// choice (which of 1x7 and 7x1 comes first, paddings of the stem, the 1x3 and 3x1 of block C joined
  /// by a concatenation of their own) it follows research/slim/nets/inception_v4.py in
  /// tensorflow/models.
  public mutating func inceptionV4(_ input: NodeID) -> NodeID {
    var x = inceptionV4Stem(input)
    for number in 1...4 {
      x = inceptionBlockA(
        x, filters1x1: 96, reduce: 64, window: (96, 3), double3x3: (64, 96, 96),
        poolProjection: 96, name: "inception_a_\(number)")
    }
    x = reductionA(x, filters3x3: 384, double3x3: (192, 224, 256), name: "reduction_a")
    for number in 1...7 {
      x = inceptionBlockB(
        x, filters1x1: 384, single7x7: (192, 224, 256), double7x7: (192, 192, 224, 224, 256),
        poolProjection: 128, name: "inception_b_\(number)")
    }
    x = reductionB(
      x, single3x3: (192, 192), filters7x7: (256, 256, 320), filters3x3: 320, name: "reduction_b")
    for number in 1...3 { x = inceptionV4BlockC(x, name: "inception_c_\(number)") }
    return x
  }

  /// The stem of figure 3: 35 x 35 x 384 from 299 x 299 x 3.
  private mutating func inceptionV4Stem(_ input: NodeID) -> NodeID {
    var x = inceptionEntry(input)
    var left = maxPooling2D(x, poolSize: 3, strides: 2)
    var right = convolutionUnit(x, 96, 3, strides: 2, padding: .valid)
    x = concatenate([left, right], axis: 3, name: "mixed_3a")
    left = convolutionUnit(x, 64, 1)
    left = convolutionUnit(left, 96, 3, padding: .valid)
    right = convolutionUnits(x, (64, 1), (64, Size2D(1, 7)), (64, Size2D(7, 1)))
    right = convolutionUnit(right, 96, 3, padding: .valid)
    x = concatenate([left, right], axis: 3, name: "mixed_4a")
    left = convolutionUnit(x, 192, 3, strides: 2, padding: .valid)
    right = maxPooling2D(x, poolSize: 3, strides: 2)
    return concatenate([left, right], axis: 3, name: "mixed_5a")
  }

  /// The block of the 8 x 8 grid, figure 6.
  private mutating func inceptionV4BlockC(_ x: NodeID, name: String) -> NodeID {
    let branch1x1 = convolutionUnit(x, 256, 1)
    let reduced = convolutionUnit(x, 384, 1)
    let branch3x3 = rowAndColumn(reduced, 256)
    let widened = convolutionUnits(x, (384, 1), (448, Size2D(3, 1)), (512, Size2D(1, 3)))
    let branchDouble = rowAndColumn(widened, 256)
    let branchPool = pooledProjection(x, 256)
    return concatenate([branch1x1, branch3x3, branchDouble, branchPool], axis: 3, name: name)
  }
}
