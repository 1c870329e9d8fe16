import GraphCore

extension KerasClass {
  /// The classes that we know, by name, with the keys in the order of Keras 3.15.1.
  static let table: [String: KerasClass] = {
    var table: [String: KerasClass] = [:]
    for known in inputs + convolutions + normalizations + activations + pools + merges
      + reshapings + identities + scalings
    {
      table[known.name] = known
    }
    return table
  }()

  private static let head = "name trainable=true dtype=policy "

  private static let inputs = [
    // It passes over what it does not know.
    KerasClass(
      .inputLayer(InputLayer(shape: Shape())),
      keys: "batch_shape dtype=float32 sparse=false ragged=false name optional=false", taking: nil)
  ]

  private static let kernelTail =
    " kernel_initializer=glorot bias_initializer=zeros kernel_regularizer=null"
    + " bias_regularizer=null activity_regularizer=null kernel_constraint=null bias_constraint=null"

  private static let convolutions = [
    KerasClass(
      .conv2D(Conv2D(filters: 1, kernelSize: 1)),
      keys: head + "filters kernel_size strides padding data_format=channels_last dilation_rate"
        + " groups activation use_bias" + kernelTail,
      required: ["filters", "kernel_size"], builds: true, taking: ["lora_rank", "lora_alpha"]),
    KerasClass(
      .depthwiseConv2D(DepthwiseConv2D(kernelSize: 1)),
      keys: head + "depth_multiplier kernel_size strides padding data_format=channels_last"
        + " dilation_rate activation use_bias depthwise_initializer=glorot bias_initializer=zeros"
        + " depthwise_regularizer=null bias_regularizer=null activity_regularizer=null"
        + " depthwise_constraint=null bias_constraint=null",
      required: ["kernel_size"], builds: true),
    KerasClass(
      .separableConv2D(SeparableConv2D(filters: 1, kernelSize: 1)),
      keys: head + "depth_multiplier filters kernel_size strides padding data_format=channels_last"
        + " dilation_rate activation use_bias depthwise_initializer=glorot"
        + " pointwise_initializer=glorot bias_initializer=zeros depthwise_regularizer=null"
        + " pointwise_regularizer=null bias_regularizer=null activity_regularizer=null"
        + " depthwise_constraint=null pointwise_constraint=null bias_constraint=null",
      required: ["filters", "kernel_size"], builds: true),
    KerasClass(
      .conv2DTranspose(Conv2DTranspose(filters: 1, kernelSize: 1)),
      keys: head + "filters kernel_size strides padding output_padding data_format=channels_last"
        + " dilation_rate activation use_bias" + kernelTail,
      required: ["filters", "kernel_size"], builds: true),
    KerasClass(
      .dense(Dense(units: 1)),
      keys: head + "units activation use_bias kernel_initializer=glorot bias_initializer=zeros"
        + " kernel_regularizer=null bias_regularizer=null kernel_constraint=null"
        + " bias_constraint=null quantization_config=null",
      required: ["units"], builds: true, taking: ["lora_rank", "lora_alpha"]),
  ]

  private static let normalizations = [
    KerasClass(
      .batchNormalization(BatchNormalization()),
      keys: head + "axis momentum epsilon center scale beta_initializer=zeros"
        + " gamma_initializer=ones moving_mean_initializer=zeros moving_variance_initializer=ones"
        + " beta_regularizer=null gamma_regularizer=null beta_constraint=null gamma_constraint=null"
        + " synchronized=false renorm=false renorm_clipping=null renorm_momentum=0.99",
      builds: true, call: ["mask": .null]),
    KerasClass(
      .layerNormalization(LayerNormalization()),
      keys: head + "axis epsilon center scale rms_scaling=false beta_initializer=zeros"
        + " gamma_initializer=ones beta_regularizer=null gamma_regularizer=null"
        + " beta_constraint=null gamma_constraint=null",
      builds: true),
    KerasClass(
      .groupNormalization(GroupNormalization()),
      keys: head + "groups axis epsilon center scale beta_initializer=zeros gamma_initializer=ones"
        + " beta_regularizer=null gamma_regularizer=null beta_constraint=null"
        + " gamma_constraint=null",
      builds: true),
  ]

  private static let activations = [
    KerasClass(
      .activation(ActivationLayer(.linear)), keys: head + "activation", required: ["activation"]),
    KerasClass(.relu(ReLU()), keys: head + "max_value negative_slope threshold"),
    KerasClass(.leakyReLU(LeakyReLU()), keys: head + "negative_slope", taking: ["alpha"]),
    KerasClass(
      .prelu(PReLU()),
      keys: head + "alpha_initializer=zeros alpha_regularizer=null alpha_constraint=null"
        + " shared_axes",
      builds: true),
    KerasClass(.elu(ELU()), keys: "name alpha trainable=true dtype=policy"),
    KerasClass(.softmax(Softmax()), keys: head + "axis", call: ["mask": .null]),
  ]

  private static let pools = [
    KerasClass(
      .maxPooling2D(MaxPooling2D(Pooling2D())),
      keys: head + "pool_size padding strides data_format=channels_last"),
    KerasClass(
      .averagePooling2D(AveragePooling2D(Pooling2D())),
      keys: head + "pool_size padding strides data_format=channels_last"),
    KerasClass(
      .globalMaxPooling2D(GlobalMaxPooling2D()),
      keys: head + "data_format=channels_last keepdims"),
    KerasClass(
      .globalAveragePooling2D(GlobalAveragePooling2D()),
      keys: head + "data_format=channels_last keepdims"),
  ]

  private static let merges =
    Merge.Function.allCases.map {
      KerasClass(.merge(Merge($0)), keys: head, builds: true, takesList: true)
    } + [
      KerasClass(.concatenate(Concatenate()), keys: head + "axis", builds: true, takesList: true),
      KerasClass(
        .customScale(CustomScaleLayer(scale: 1)), keys: head + "scale", required: ["scale"],
        builds: true, module: "keras.src.applications.inception_resnet_v2",
        registeredName: .string("CustomScaleLayer"), takesList: true),
    ]

  private static let noBorder = Border2D(top: 0, bottom: 0, left: 0, right: 0)

  private static let reshapings = [
    KerasClass(
      .zeroPadding2D(ZeroPadding2D(Border2D(top: 1, bottom: 1, left: 1, right: 1))),
      keys: head + "padding data_format=channels_last", builds: true),
    KerasClass(
      .cropping2D(Cropping2D(noBorder)), keys: head + "cropping data_format=channels_last",
      builds: true),
    KerasClass(
      .upSampling2D(UpSampling2D()),
      keys: head + "size data_format=channels_last interpolation", builds: true),
    KerasClass(.flatten(Flatten()), keys: head + "data_format=channels_last", builds: true),
    KerasClass(
      .reshape(Reshape(targetShape: [])), keys: head + "target_shape", required: ["target_shape"]),
    KerasClass(
      .permute(Permute(dims: [])), keys: head + "dims", required: ["dims"], builds: true),
  ]

  private static let identities = [
    identity(.dropout, head + "rate seed=null noise_shape=null"),
    identity(
      .spatialDropout2D, "rate seed=null name dtype=float32 data_format=channels_last"),
    identity(.alphaDropout, head + "rate seed=null noise_shape=null"),
    identity(.gaussianDropout, head + "rate seed=null"),
    identity(.gaussianNoise, head + "stddev seed=null"),
    activityRegularization,
    KerasClass(.identity(IdentityLayer(.identity)), keys: head),
  ]

  /// It makes the regularizer of every layer itself, and takes none.
  private static let activityRegularization: KerasClass = {
    var known = KerasClass(
      .identity(IdentityLayer(.activityRegularization)), keys: head + "l1=0.0 l2=0.0")
    known.furtherKeys?.remove("activity_regularizer")
    return known
  }()

  private static func identity(_ kind: IdentityLayer.Kind, _ keys: String) -> KerasClass {
    var known = KerasClass(
      .identity(IdentityLayer(kind)), keys: keys,
      required: kind == .gaussianNoise ? ["stddev"] : ["rate"], call: ["training": .bool(false)])
    // It passes nothing on.
    if kind == .spatialDropout2D { known.furtherKeys = [] }
    return known
  }

  private static let scalings = [
    KerasClass(
      .layerScale(LayerScale(initValues: 1e-6, projectionDim: 1)),
      keys: head + "init_values projection_dim", required: ["init_values", "projection_dim"],
      builds: true, module: "keras.src.applications.convnext",
      registeredName: .string("LayerScale")),
    KerasClass(
      .rescaling(Rescaling(scale: 1)), keys: head + "scale offset", required: ["scale"],
      builds: true),
    KerasClass(
      .normalization(Normalization()), keys: head + "axis invert=false mean variance",
      builds: true),
  ]
}
