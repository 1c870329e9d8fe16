import GraphCore

extension OpaqueLayer {
  /// A layer that we cannot see into, with what Keras' documentation tells of its class.
  ///
  /// - Parameters:
  ///   - recorded: what the file tells of the output, for a class that says nothing itself.
  ///   - further: what it tells of outputs beyond the first one.
  init(
    kerasClass: String, module: String?, configuration: JSONValue, recorded: Output,
    further: [Int: Shape]
  ) {
    self.init(kerasClass: kerasClass, output: recorded)
    furtherOutputs = further
    // Names are only known among Keras' own.
    guard module?.hasPrefix("keras") ?? true else { return }
    if let module, module.hasPrefix("keras.src.ops") || module.hasPrefix("keras.ops") {
      weightsPerChannel = 0
      return
    }
    func isOn(_ key: String) -> Int { configuration[key] == .bool(false) ? 0 : 1 }
    let axes = configuration["axis"]?.elements?.count ?? 1
    switch kerasClass {
    case "Rescaling", "StochasticDepth", "Masking", "RandomFlip", "RandomRotation",
      "RandomTranslation", "RandomZoom", "RandomShear", "RandomContrast", "RandomBrightness",
      "RandomHue", "RandomSaturation", "RandomSharpness", "RandomGrayscale", "RandomInvert",
      "RandomPosterization", "RandomColorDegeneration", "RandomColorJitter", "RandomPerspective",
      "RandomGaussianBlur", "RandomErasing", "RandomElasticTransform", "RandAugment", "AugMix",
      "MixUp", "CutMix":
      // What augments in training passes its input on in inference.
      (output, weightsPerChannel) = (.elementwise, 0)
    case "LayerScale": (output, weightsPerChannel) = (.elementwise, 1)
    case "Softmax", "UnitNormalization": (output, weightsPerChannel) = (.sameShape, 0)
    case "GroupNormalization":
      (output, weightsPerChannel) = (.sameShape, isOn("scale") + isOn("center"))
    case "RMSNormalization": (output, weightsPerChannel) = (.sameShape, axes == 1 ? 1 : nil)
    case "LayerNormalization":
      // With a wrong kind of variance there is a factor only; with several axes, weights for all of them.
      (output, weightsPerChannel) = (.sameShape, axes == 1 ? isOn("scale") : nil)
    case "Normalization": output = .sameShape
    case "Resizing", "CenterCrop", "RandomCrop", "Lambda", "Dot": weightsPerChannel = 0
    default: break
    }
  }
}

extension Operation {
  /// Whether it is a layer of a class that we do not know.
  var isOpaque: Bool {
    if case .opaque = self { return true }
    return false
  }
}
