import GraphCore

extension KerasDocument {
  /// What Keras refuses, or names in another way, in the configurations of layers that we can read.
  ///
  /// - Parameter layers: the place of the list of layers.
  func refusals(at layers: JSONPath) -> [KerasRemark] {
    var remarks: [KerasRemark] = []
    var first: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      let place = layers[index]
      remarks += Self.refusedKeys(of: entry.json, at: place["config"])
      remarks += Self.refusedTensors(in: entry.json["inbound_nodes"], at: place["inbound_nodes"])
      // Keras makes a model of what the outputs depend on; its names must differ.
      guard let layer = entry.layer, let name = entry.json["config"]?["name"]?.string else {
        continue
      }
      let words: String
      if let other = first[name] {
        words =
          "layers[\(other)] is named \(JSONPath.quoted(name)) in its configuration too, and Keras "
          + "refuses two layers of one name; 'explorer export' writes the names outside of it there"
      } else if layout == .functional, name != graph[layer].name {
        words =
          "layer \(JSONPath.quoted(graph[layer].name)) is named \(JSONPath.quoted(name)) here, which "
          + "is its name in Keras"
      } else {
        first[name] = index
        continue
      }
      first[name] = first[name] ?? index
      remarks.append(KerasRemark(path: place["config"]["name"], text: words))
    }
    return remarks
  }

  /// The keys of a configuration that the class does not take.
  private static func refusedKeys(of entry: JSONValue, at path: JSONPath) -> [KerasRemark] {
    guard let className = entry["class_name"]?.string, let known = KerasClass.named(className),
      known.isMeant(
        module: entry["module"]?.string, registeredName: entry["registered_name"]?.string),
      case .object(let members)? = entry["config"]
    else { return [] }
    return members.compactMap { member in
      // Where a layer of Keras 2 says it, Keras 3 takes it out beforehand.
      let isOld = member.key == "batch_input_shape" && entry["module"] == nil
      guard !isOld, !known.takes(member.key) else { return nil }
      return KerasRemark(
        path: path[member.key],
        text: "\(className) takes no such key, so that Keras refuses the file")
    }
  }

  /// The arguments of calls that lack what Keras makes a tensor from.
  private static func refusedTensors(in json: JSONValue?, at path: JSONPath) -> [KerasRemark] {
    switch json {
    case .array(let elements)?:
      return elements.enumerated().flatMap { refusedTensors(in: $1, at: path[$0]) }
    case .object(let members)?:
      guard json?["class_name"] == .string("__keras_tensor__") else {
        return members.flatMap { refusedTensors(in: $0.value, at: path[$0.key]) }
      }
      let missing = ["shape", "dtype"].filter { json?["config"]?[$0] == nil }
      guard !missing.isEmpty else { return [] }
      let words = missing.map { "'\($0)'" }.joined(separator: " and ")
      return [
        KerasRemark(
          path: path["config"], text: "the tensor has no \(words), so that Keras refuses the file")
      ]
    default: return []
    }
  }
}

extension JSONValue {
  /// A model in which no two layers have one name in their configurations, nor in the models inside it:
  /// where they had, all have the names that calls refer to them by.
  ///
  /// Keras refuses the file otherwise, and takes each layer's name from its configuration.
  func withUniqueNames() -> JSONValue {
    guard let layers = self["config"]?["layers"]?.elements else { return self }
    let mended = layers.map { $0.withUniqueNames() }
    let names = mended.compactMap { $0["config"]?["name"]?.string }
    let areUnique = Set(names).count == names.count
    guard !areUnique || mended != layers else { return self }
    var model = self
    model.set("layers", .array(areUnique ? mended : mended.map(\.withOuterName)), in: "config")
    return model
  }

  private var withOuterName: JSONValue {
    guard let name = self["name"], self["config"]?["name"] != nil else { return self }
    var layer = self
    layer.set("name", name, in: "config")
    return layer
  }
}
