/// A layer that is to be made.
public struct LayerTemplate: Hashable, Sendable {
  /// The layer's name; nil for the next automatic one.
  public var name: String?
  /// What it does.
  public var operation: Operation

  /// A layer of that operation.
  public init(_ operation: Operation, name: String? = nil) {
    self.name = name
    self.operation = operation
  }
}

extension LayerTemplate: CustomStringConvertible {
  /// The class and the fields that are not as in `Operation.insertable`, as in
  /// `Conv2D filters=64 kernel_size=5x5`.
  public var description: String {
    let plain = Operation(defaultsOf: operation.className)
    let fields = operation.fieldNames.compactMap { field in
      operation.value(of: field).flatMap {
        $0 == .none || $0 == plain?.value(of: field) ? nil : "\(field)=\($0)"
      }
    }
    let name = name.map { ["name=\(EditScript.quoted($0))"] } ?? []
    return ([operation.className] + fields + name).joined(separator: " ")
  }

  /// Reads what `description` writes; fields that are left out are as in `Operation.insertable`.
  init(words: some Collection<EditWord>) throws(EditError) {
    guard let className = words.first?.text, let plain = Operation(defaultsOf: className) else {
      let known = Operation.insertable.map(\.className).joined(separator: ", ")
      throw .invalidValue(
        layer: words.first?.text ?? "",
        reason: "no class of layer that can be put in; there are \(known)"
      )
    }
    operation = plain
    name = nil
    for word in words.dropFirst() {
      guard let (left, right) = word.split(at: "=") else { throw .unreadable(word.text) }
      let (field, text) = (left.text, right.text)
      if field == "name" {
        name = text
        continue
      }
      do throws(RuleViolation) {
        operation = try operation.setting(field, to: FieldValue(parsing: text))
      } catch {
        guard case .invalid(let reason) = error else { throw .unreadable(word.text) }
        throw .invalidValue(layer: className, reason: reason)
      }
    }
  }
}

extension Operation {
  /// The layer classes with one input that an edit can put into a model, with the defaults that they
  /// start from.
  public static var insertable: [Operation] {
    let window = Pooling2D()
    let border = Border2D(top: 1, bottom: 1, left: 1, right: 1)
    return [
      .conv2D(Conv2D(filters: 32, kernelSize: 3, padding: .same)),
      .depthwiseConv2D(DepthwiseConv2D(kernelSize: 3, padding: .same)),
      .separableConv2D(SeparableConv2D(filters: 32, kernelSize: 3, padding: .same)),
      .conv2DTranspose(Conv2DTranspose(filters: 32, kernelSize: 3, padding: .same)),
      .dense(Dense(units: 10)),
      .batchNormalization(BatchNormalization()),
      .layerNormalization(LayerNormalization()),
      .activation(ActivationLayer(.relu)),
      .relu(ReLU()), .leakyReLU(LeakyReLU()), .prelu(PReLU(sharedAxes: [1, 2])), .elu(ELU()),
      .softmax(Softmax()),
      .maxPooling2D(MaxPooling2D(window)), .averagePooling2D(AveragePooling2D(window)),
      .globalAveragePooling2D(GlobalAveragePooling2D()),
      .globalMaxPooling2D(GlobalMaxPooling2D()),
      .zeroPadding2D(ZeroPadding2D(border)), .cropping2D(Cropping2D(border)),
      .upSampling2D(UpSampling2D()), .flatten(Flatten()), .reshape(Reshape(targetShape: [-1])),
      .permute(Permute(dims: [1, 2, 3])),
      .rescaling(Rescaling(scale: 1)),
    ] + IdentityLayer.Kind.allCases.map { .identity(IdentityLayer($0)) }
  }

  /// The operation of an insertable class with its defaults.
  init?(defaultsOf className: String) {
    guard let match = Self.insertable.first(where: { $0.className == className }) else {
      return nil
    }
    self = match
  }
}
