import GraphCore

/// What Keras writes for a layer class: module, configuration keys in order, and how it is called.
struct KerasClass: Sendable {
  /// A key of the configuration with what a new layer has there.
  enum Key: Sendable {
    /// The layer's own field of that name.
    case field(String)
    /// The same for every new layer.
    case constant(String, JSONValue)
    /// The layer's name.
    case name
    /// The shape of an input with its batch axis.
    case batchShape

    /// What it is called in the configuration.
    var name: String {
      switch self {
      case .field(let name), .constant(let name, _): name
      case .name: "name"
      case .batchShape: "batch_shape"
      }
    }
  }

  /// The class name.
  var name: String
  /// The module under which Keras finds the class.
  var module: String
  /// Null for Keras' own layers.
  var registeredName: JSONValue
  /// A layer with Keras' defaults, into which the fields of a file are set.
  var prototype: Operation
  /// The fields that have no default.
  var required: Set<String>
  /// The configuration of a new layer.
  var keys: [Key]
  /// Whether a new layer gets a `build_config` with the shapes of its inputs.
  var hasBuildConfig: Bool
  /// The arguments beside the inputs in a new call.
  var callArguments: JSONValue
  /// Whether the inputs are one argument, a list.
  var takesList: Bool
  /// The prototype's fields.
  var fieldNames: [String]
  /// What else the class takes in a configuration, though a new layer does not have it; nil when Keras
  /// takes anything.
  var furtherKeys: Set<String>?

  /// - Parameters:
  ///   - keys: the keys of the configuration in order, separated by blanks: `name`,
  ///     `batch_shape`, `FIELD`, or `KEY=VALUE` with a word of `constant(_:)`.
  ///   - further: keys that the class takes beside these and those of every layer; nil for any.
  init(
    _ prototype: Operation, keys: String, required: Set<String> = [], builds: Bool = false,
    call: JSONValue = [:], module: String = "keras.layers", registeredName: JSONValue = .null,
    takesList: Bool = false, taking further: Set<String>? = []
  ) {
    name = prototype.className
    self.module = module
    self.registeredName = registeredName
    self.prototype = prototype
    self.required = required
    self.keys = keys.split(separator: " ").map { word in
      if word == "name" { return .name }
      if word == "batch_shape" { return .batchShape }
      let parts = word.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { return .field(String(word)) }
      return .constant(String(parts[0]), Self.constant(parts[1]))
    }
    hasBuildConfig = builds
    callArguments = call
    self.takesList = takesList
    furtherKeys = further?.union(Self.keysOfEveryLayer)
    fieldNames = prototype.fieldNames
  }

  /// The arguments of Keras' `Layer`, to which nearly all classes pass on what is not theirs.
  private static let keysOfEveryLayer: Set<String> = [
    "activity_regularizer", "trainable", "dtype", "autocast", "name", "input_dim", "input_shape",
  ]

  private static func constant(_ word: Substring) -> JSONValue {
    switch word {
    case "null": .null
    case "true": .bool(true)
    case "false": .bool(false)
    case "policy": policy
    case "glorot":
      object(
        "keras.initializers", "GlorotUniform",
        ["seed": .null, "input_axes": .null, "output_axes": .null])
    case "zeros": object("keras.initializers", "Zeros", [:])
    case "ones": object("keras.initializers", "Ones", [:])
    default: Double(word).map(JSONValue.number) ?? .string(String(word))
    }
  }

  /// Keras' default of how numbers are stored and computed with.
  static let policy = object("keras", "DTypePolicy", ["name": .string("float32")])

  private static func object(
    _ module: String, _ className: String, _ configuration: JSONValue
  ) -> JSONValue {
    [
      "module": .string(module), "class_name": .string(className), "config": configuration,
      "registered_name": .null,
    ]
  }
}

extension KerasClass {
  /// The class of that name, when it is one that we know.
  static func named(_ name: String) -> KerasClass? {
    table[name]
  }

  /// Whether Keras makes a layer of this class from a configuration with that key.
  ///
  /// Source: the arguments of the classes' `__init__` in Keras 3.15.1; `Layer` refuses all others.
  func takes(_ key: String) -> Bool {
    guard let furtherKeys else { return true }
    return furtherKeys.contains(key) || fieldNames.contains(key)
      || keys.contains { $0.name == key }
  }

  /// Whether the class of a file is Keras' own.
  ///
  /// - Parameters:
  ///   - module: the module in the file; nil in the layout of Keras 2.
  ///   - registeredName: under which a user registered a class of their own.
  func isMeant(module: String?, registeredName: String?) -> Bool {
    guard let module else { return registeredName == nil || registeredName == name }
    return module == self.module || module.hasPrefix("keras.layers")
      || module.hasPrefix("keras.src.layers") || module.hasPrefix("tf_keras.")
  }
}
