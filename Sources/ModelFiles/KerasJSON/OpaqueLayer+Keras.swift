import GraphCore

extension OpaqueLayer {
  /// A layer that is kept as the file has it, with what Keras' documentation tells of its class.
  ///
  /// - Parameters:
  ///   - calls: the calls of the layer as the file has them.
  ///   - recorded: what the file tells of the output, for a class that says nothing itself.
  ///   - further: what it tells of outputs beyond the first one.
  init(
    kerasClass: String, module: String?, configuration: JSONValue, calls: JSONValue?,
    recorded: Output, further: [Int: Shape]
  ) {
    self.init(kerasClass: kerasClass, output: recorded)
    furtherOutputs = further
    // Names are only known among Keras' own.
    guard module?.hasPrefix("keras") ?? true else { return }
    if let module, module.hasPrefix("keras.src.ops") || module.hasPrefix("keras.ops") {
      weightsPerChannel = 0
      if let function = ElementwiseFunction(
        kerasClass: kerasClass, configuration: configuration, calls: calls)
      {
        computation = .function(function)
      } else if ElementwiseFunction.otherClasses.contains(kerasClass) {
        output = .elementwise
      }
      return
    }
    func isOn(_ key: String) -> Int { configuration[key] == .bool(false) ? 0 : 1 }
    let axes = configuration["axis"]?.elements?.count ?? 1
    switch kerasClass {
    case "Rescaling", "Masking": (output, weightsPerChannel) = (.elementwise, 0)
    case "StochasticDepth", "RandomFlip", "RandomRotation",
      "RandomTranslation", "RandomZoom", "RandomShear", "RandomContrast", "RandomBrightness",
      "RandomHue", "RandomSaturation", "RandomSharpness", "RandomGrayscale", "RandomInvert",
      "RandomPosterization", "RandomColorDegeneration", "RandomColorJitter", "RandomPerspective",
      "RandomGaussianBlur", "RandomErasing", "RandomElasticTransform", "RandAugment", "AugMix",
      "MixUp", "CutMix":
      // What augments in training passes its input on in inference.
      (output, weightsPerChannel) = (.elementwise, 0)
      computation = .identity
    case "Softmax", "UnitNormalization": (output, weightsPerChannel) = (.sameShape, 0)
    case "RMSNormalization": (output, weightsPerChannel) = (.sameShape, axes == 1 ? 1 : nil)
    case "LayerNormalization":
      // With a wrong kind of variance there is a factor only; with several axes, weights for all of them.
      (output, weightsPerChannel) = (.sameShape, axes == 1 ? isOn("scale") : nil)
    case "Normalization": output = .sameShape
    case "Resizing", "CenterCrop", "RandomCrop":
      weightsPerChannel = 0
      if case .integer(let height)? = configuration["height"], height > 0,
        case .integer(let width)? = configuration["width"], width > 0,
        configuration["data_format"] != .string("channels_first")
      {
        output = .resized(height: height, width: width)
      }
    case "Lambda", "Dot": weightsPerChannel = 0
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
