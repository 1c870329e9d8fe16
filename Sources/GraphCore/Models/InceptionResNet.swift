extension ModelBuilder {
  /// Inception-ResNet v2 without its classifier: 8 x 8 x 1536 from 299 x 299 x 3.
  ///
  /// Layers are created in Keras' order, so that their automatic names agree. Source of all numbers:
  /// keras/src/applications/inception_resnet_v2.py (Keras 3.15.1), after Szegedy et al.,
  /// "Inception-v4, Inception-ResNet and the impact of residual connections on learning" (2016).
  public mutating func inceptionResNetV2(_ input: NodeID) -> NodeID {
    var x = inceptionV3Stem(input)
    x = inceptionBlockA(
      x, filters1x1: 96, reduce: 48, window: (64, 5), double3x3: (64, 96, 96), poolProjection: 64,
      name: "mixed_5b")
    for number in 1...10 { x = block35(x, double3x3: (48, 64), number: number) }
    x = reductionA(x, filters3x3: 384, double3x3: (256, 256, 384), name: "mixed_6a")
    for number in 1...20 {
      x = block17(x, filters1x1: 192, filters7x7: (128, 160, 192), number: number)
    }
    x = residualReductionB(x, single3x3: (384, 288), double3x3: (288, 320), name: "mixed_7a")
    for number in 1...9 {
      x = block8(x, filters3x3: (224, 256), scale: 0.2, number: number)
    }
    x = block8(x, filters3x3: (224, 256), scale: 1, activation: nil, number: 10)
    return convolutionUnit(x, 1536, 1, name: "conv_7b")
  }

  /// Inception-ResNet v1 without its classifier: 8 x 8 x 1792 from 299 x 299 x 3.
  ///
  /// Source of all numbers: Szegedy et al. (2016), figure 15 (5, 10 and 5 blocks), 14 (stem), 10
  /// (block35), 11 (block17), 13 (block8), 7 with table 1 (reduction A: 192, 192, 256, 384) and 12
  /// (reduction B). The paper scales residuals by 0.1 to 0.3; the factors here are those of
  /// src/models/inception_resnet_v1.py in davidsandberg/facenet: 0.17, 0.1 and 0.2. That
  /// implementation has a sixth block8, without relu, which is not in the paper.
  public mutating func inceptionResNetV1(_ input: NodeID) -> NodeID {
    var x = inceptionStem(input)
    x = convolutionUnit(x, 256, 3, strides: 2, padding: .valid)
    for number in 1...5 { x = block35(x, double3x3: (32, 32), number: number) }
    x = reductionA(x, filters3x3: 384, double3x3: (192, 192, 256), name: "mixed_6a")
    for number in 1...10 {
      x = block17(x, filters1x1: 128, filters7x7: (128, 128, 128), number: number)
    }
    x = residualReductionB(x, single3x3: (384, 256), double3x3: (256, 256), name: "mixed_7a")
    for number in 1...5 {
      x = block8(x, filters3x3: (192, 192), scale: 0.2, number: number)
    }
    return x
  }
}

// MARK: - Blocks

extension ModelBuilder {
  /// The residual block of the 35 x 35 grid: 1x1, 3x3, two 3x3.
  ///
  /// Sources: figures 10 (v1) and 16 (v2) of Szegedy et al. (2016).
  public mutating func block35(
    _ x: NodeID, double3x3: (Int, Int), number: Int
  ) -> NodeID {
    let branch1x1 = convolutionUnit(x, 32, 1)
    let branch3x3 = convolutionUnits(x, (32, 1), (32, 3))
    let branchDouble = convolutionUnits(x, (32, 1), (double3x3.0, 3), (double3x3.1, 3))
    return scaledResidual(
      x, [branch1x1, branch3x3, branchDouble], scale: 0.17, name: "block35_\(number)")
  }

  /// The residual block of the 17 x 17 grid: 1x1, and 7x7 as 1x7 and 7x1.
  ///
  /// Sources: figures 11 (v1) and 17 (v2) of Szegedy et al. (2016).
  public mutating func block17(
    _ x: NodeID, filters1x1: Int, filters7x7: (Int, Int, Int), number: Int
  ) -> NodeID {
    let branch1x1 = convolutionUnit(x, filters1x1, 1)
    let branch7x7 = convolutionUnits(
      x, (filters7x7.0, 1), (filters7x7.1, Size2D(1, 7)), (filters7x7.2, Size2D(7, 1)))
    return scaledResidual(x, [branch1x1, branch7x7], scale: 0.1, name: "block17_\(number)")
  }

  /// The residual block of the 8 x 8 grid: 1x1, and 3x3 as 1x3 and 3x1.
  ///
  /// Sources: figures 13 (v1) and 19 (v2) of Szegedy et al. (2016).
  public mutating func block8(
    _ x: NodeID, filters3x3: (Int, Int), scale: Double, activation: Activation? = .relu,
    number: Int
  ) -> NodeID {
    let branch1x1 = convolutionUnit(x, 192, 1)
    let branch3x3 = convolutionUnits(
      x, (192, 1), (filters3x3.0, Size2D(1, 3)), (filters3x3.1, Size2D(3, 1)))
    return scaledResidual(
      x, [branch1x1, branch3x3], scale: scale, activation: activation, name: "block8_\(number)")
  }

  /// The end of a residual block: branches side by side, a linear 1x1 convolution back to the channels
  /// of the input, the scaled sum, an activation.
  private mutating func scaledResidual(
    _ x: NodeID, _ branches: [NodeID], scale: Double, activation: Activation? = .relu, name: String
  ) -> NodeID {
    let mixed = concatenate(branches, axis: 3, name: "\(name)_mixed")
    // Channels are known behind every convolution; 1 stands in where an earlier layer was at fault,
    // which `finish` reports.
    let channels = shape(of: x).channels.value ?? 1
    let residual = conv2D(
      mixed, filters: channels, kernelSize: 1, padding: .same, name: "\(name)_conv")
    let sum = customScale(x, residual: residual, scale: scale)
    return activation.map { self.activation(sum, $0, name: "\(name)_ac") } ?? sum
  }
}
