extension ModelBuilder {
  /// GoogLeNet without its classifier: 7 x 7 x 1024 from 224 x 224 x 3.
  ///
  /// Source of all numbers: Szegedy et al., "Going deeper with convolutions" (2014), table 1.
  /// Convolutions have a bias and a relu. Left out are the two auxiliary classifiers, which only
  /// training uses, and the two local response normalizations of the first layers, for which Keras has
  /// no layer; neither has weights of the inference model. Padding 'same' throughout gives the map
  /// sizes of the table. The layers are named as in the model of BVLC Caffe, `_` in place of `/`.
  public mutating func googLeNet(_ input: NodeID) -> NodeID {
    var x = conv2D(
      input, filters: 64, kernelSize: 7, strides: 2, padding: .same, activation: .relu,
      name: "conv1_7x7_s2")
    x = maxPooling2D(x, poolSize: 3, strides: 2, padding: .same, name: "pool1_3x3_s2")
    x = conv2D(x, filters: 64, kernelSize: 1, activation: .relu, name: "conv2_3x3_reduce")
    x = conv2D(
      x, filters: 192, kernelSize: 3, padding: .same, activation: .relu, name: "conv2_3x3")
    x = maxPooling2D(x, poolSize: 3, strides: 2, padding: .same, name: "pool2_3x3_s2")
    x = inceptionModule(x, InceptionFilters(64, 96, 128, 16, 32, 32), name: "inception_3a")
    x = inceptionModule(x, InceptionFilters(128, 128, 192, 32, 96, 64), name: "inception_3b")
    x = maxPooling2D(x, poolSize: 3, strides: 2, padding: .same, name: "pool3_3x3_s2")
    x = inceptionModule(x, InceptionFilters(192, 96, 208, 16, 48, 64), name: "inception_4a")
    x = inceptionModule(x, InceptionFilters(160, 112, 224, 24, 64, 64), name: "inception_4b")
    x = inceptionModule(x, InceptionFilters(128, 128, 256, 24, 64, 64), name: "inception_4c")
    x = inceptionModule(x, InceptionFilters(112, 144, 288, 32, 64, 64), name: "inception_4d")
    x = inceptionModule(x, InceptionFilters(256, 160, 320, 32, 128, 128), name: "inception_4e")
    x = maxPooling2D(x, poolSize: 3, strides: 2, padding: .same, name: "pool4_3x3_s2")
    x = inceptionModule(x, InceptionFilters(256, 160, 320, 32, 128, 128), name: "inception_5a")
    return inceptionModule(x, InceptionFilters(384, 192, 384, 48, 128, 128), name: "inception_5b")
  }
}
