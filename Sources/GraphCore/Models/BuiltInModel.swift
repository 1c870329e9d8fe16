/// A model that the program can build by itself.
public enum BuiltInModel: String, CaseIterable, Sendable {
  /// Two residual inception modules, the example network of the reference document.
  case residualInception = "residual-inception"
  /// One inception module with the numbers of GoogLeNet's 3a.
  case inceptionModule = "inception-module"
  /// The same module with its input added.
  case residualInceptionModule = "residual-inception-module"
  /// GoogLeNet, the first Inception network.
  case googLeNet = "googlenet"
  /// Keras' InceptionV3.
  case inceptionV3 = "inception-v3"
  /// InceptionV4.
  case inceptionV4 = "inception-v4"
  /// Inception-ResNet v1.
  case inceptionResNetV1 = "inception-resnet-v1"
  /// Keras' InceptionResNetV2.
  case inceptionResNetV2 = "inception-resnet-v2"
  /// Keras' Xception.
  case xception

  /// One line about the model.
  public var summary: String {
    switch self {
    case .residualInception:
      "two residual inception modules, global average pooling, softmax; the example network"
    case .inceptionModule:
      "one inception module, the numbers of GoogLeNet's 3a"
    case .residualInceptionModule:
      "the same module with its input added through a 1x1 projection"
    case .googLeNet:
      "GoogLeNet, Inception v1, without auxiliary heads (Szegedy et al. 2014)"
    case .inceptionV3:
      "InceptionV3 as in Keras (Szegedy et al. 2015)"
    case .inceptionV4:
      "InceptionV4 (Szegedy et al. 2016)"
    case .inceptionResNetV1:
      "Inception-ResNet v1 (Szegedy et al. 2016)"
    case .inceptionResNetV2:
      "InceptionResNetV2 as in Keras (Szegedy et al. 2016)"
    case .xception:
      "Xception as in Keras (Chollet 2016)"
    }
  }

  /// The shape of the input when none is asked for.
  public var defaultInputShape: Shape {
    switch self {
    case .residualInception, .googLeNet: Shape(224, 224, 3)
    case .inceptionModule, .residualInceptionModule: Shape(28, 28, 192)
    default: Shape(299, 299, 3)
    }
  }

  /// The number of classes when none is asked for; nil for a model that does not classify.
  public var defaultClasses: Int? {
    switch self {
    case .inceptionModule, .residualInceptionModule: nil
    default: 1000
    }
  }

  /// The model's graph.
  ///
  /// - Parameters:
  ///   - inputSize: height and width of the input; nil for the default.
  ///   - classes: the number of classes; nil for the default. A model that does not classify has
  ///     no use for it.
  /// - Throws: `GraphError` that names the layer whose window does not fit a small input, or that got
  ///   a number below 1.
  public func graph(
    inputSize: Int? = nil, classes: Int? = nil
  ) throws(GraphError) -> ModelGraph {
    var model = ModelBuilder(name: kerasName)
    var shape = defaultInputShape
    if let inputSize { shape = Shape(.fixed(inputSize), .fixed(inputSize), shape.channels) }
    let input = model.input(shape: shape)
    var x = features(of: input, in: &model)
    if let defaultClasses {
      x = classifier(x, classes: classes ?? defaultClasses, in: &model)
    }
    return try model.finish(outputs: [x])
  }

  /// The name that Keras gives the model.
  private var kerasName: String {
    switch self {
    case .residualInception, .inceptionModule, .residualInceptionModule: "functional"
    case .googLeNet: "googlenet"
    case .inceptionV3: "inception_v3"
    case .inceptionV4: "inception_v4"
    case .inceptionResNetV1: "inception_resnet_v1"
    case .inceptionResNetV2: "inception_resnet_v2"
    case .xception: "xception"
    }
  }

  /// Everything before the classifier.
  private func features(of input: NodeID, in model: inout ModelBuilder) -> NodeID {
    let filters = InceptionFilters(64, 96, 128, 16, 32, 32)
    switch self {
    case .residualInception:
      let x = model.residualInceptionModule(input, filters)
      return model.residualInceptionModule(x, filters)
    case .inceptionModule: return model.inceptionModule(input, filters)
    case .residualInceptionModule: return model.residualInceptionModule(input, filters)
    case .googLeNet: return model.googLeNet(input)
    case .inceptionV3: return model.inceptionV3(input)
    case .inceptionV4: return model.inceptionV4(input)
    case .inceptionResNetV1: return model.inceptionResNetV1(input)
    case .xception: return model.xception(input)
    case .inceptionResNetV2: return model.inceptionResNetV2(input)
    }
  }

  private func classifier(
    _ x: NodeID, classes: Int, in model: inout ModelBuilder
  ) -> NodeID {
    switch self {
    case .residualInception:
      let pooled = model.globalAveragePooling2D(x)
      return model.dense(pooled, units: classes, activation: .softmax)
    // Dropout: table 1 of Szegedy et al. (2014); figures 9 and 15 of Szegedy et al. (2016), which keep
    // 0.8.
    case .googLeNet: return model.classifier(x, classes: classes, dropout: 0.4)
    case .inceptionV4, .inceptionResNetV1:
      return model.classifier(x, classes: classes, dropout: 0.2)
    default: return model.classifier(x, classes: classes)
    }
  }
}
