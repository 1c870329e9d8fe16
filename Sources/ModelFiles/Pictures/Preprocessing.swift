/// How the 8-bit values of a picture become the numbers that a network was trained on.
public enum Preprocessing: String, CaseIterable, Sendable {
  /// `x / 127.5 - 1`: -1...1, as `preprocess_input` of Keras' Inception models and Xception.
  case inception
  /// `(x / 255 - mean) / deviation` of each channel over ImageNet, as the 'torch' mode of Keras'
  /// `imagenet_utils.preprocess_input`.
  case imagenet
  /// `x / 255`: 0...1.
  case unit
  /// 0...255 as they are, for a model that begins with a layer of its own for it.
  case raw

  /// Factor and offset of each channel.
  var scaling: (factor: SIMD3<Float>, offset: SIMD3<Float>) {
    switch self {
    case .inception: return (SIMD3(repeating: 1 / 127.5), SIMD3(repeating: -1))
    case .imagenet:
      let mean = SIMD3<Float>(0.485, 0.456, 0.406)
      let deviation = SIMD3<Float>(0.229, 0.224, 0.225)
      return (1 / (255 * deviation), -mean / deviation)
    case .unit: return (SIMD3(repeating: 1 / 255), .zero)
    case .raw: return (.one, .zero)
    }
  }
}

/// How a picture of other proportions is fitted to a network's input.
public enum PictureFit: String, CaseIterable, Sendable {
  /// The whole picture, its proportions given up.
  case stretch
  /// The largest part around the centre that has the input's proportions.
  case crop
}
