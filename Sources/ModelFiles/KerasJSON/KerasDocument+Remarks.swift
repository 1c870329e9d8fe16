import GraphCore

/// Something in a readable document that deserves attention.
public struct KerasRemark: Hashable, Sendable, CustomStringConvertible {
  /// Where it is.
  public var path: JSONPath
  /// What it is and what follows from it.
  public var text: String

  /// One line.
  public var description: String { path.isEmpty ? text : "\(path): \(text)" }
}

extension KerasDocument {
  /// What Keras would ignore, refuse or take wrongly although we can read it, and what we cannot see
  /// into.
  ///
  /// - Parameter analysis: of this document's graph, unchanged.
  public func remarks(_ analysis: ModelAnalysis) -> [KerasRemark] {
    var remarks: [KerasRemark] = []
    if root["module"] == nil {
      remarks.append(
        KerasRemark(
          path: JSONPath(),
          text: "the layout of Keras 2: Keras 3 does not load it; 'explorer export' writes a file "
            + "that it does"))
    }
    if case .object(let members)? = root["compile_config"] {
      let path = JSONPath()["compile_config"]
      for member in members where !Self.argumentsOfCompile.contains(member.key) {
        remarks.append(
          KerasRemark(
            path: path[member.key],
            text: "compile() takes no such argument, so that Keras refuses the file"))
      }
    }
    return remarks + self.remarks(analysis, at: JSONPath())
  }

  /// Source: `Trainer.compile` of Keras 3.15.1.
  private static let argumentsOfCompile: Set<String> = [
    "optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly",
    "steps_per_execution", "jit_compile", "auto_scale_loss",
  ]

  /// What there is to say of the layers, and of those of nested models.
  private func remarks(_ analysis: ModelAnalysis, at path: JSONPath) -> [KerasRemark] {
    let layers = layersPath(at: path)
    var remarks: [KerasRemark] = []
    for (index, entry) in entries.enumerated() {
      guard let layer = entry.layer else {
        let name = JSONPath.quoted(entry.json["name"]?.string ?? "?")
        remarks.append(
          KerasRemark(
            path: layers[index], text: "layer \(name) is ignored: no output depends on it"))
        continue
      }
      let name = JSONPath.quoted(graph[layer].name)
      if case .opaque(let opaque) = graph[layer].operation, opaque.computation == nil {
        let module = entry.json["module"]?.string.map { "\($0)." } ?? ""
        remarks.append(
          KerasRemark(
            path: layers[index],
            text: "class \(JSONPath.quoted(module + opaque.kerasClass)) of layer \(name) is not "
              + "known; \(Self.facts(of: opaque))"))
      }
      if let text = staleShape(of: entry, analysis) {
        remarks.append(
          KerasRemark(
            path: layers[index]["build_config"]["input_shape"], text: "layer \(name) \(text)"))
      }
      if case .model(let model) = graph[layer].operation, let nested = entry.nested.first {
        remarks += nested.remarks(model.analysis, at: layers[index])
      }
    }
    return remarks + refusals(at: layers)
  }

  /// What there is to know of a layer whose class is not.
  private static func facts(of layer: OpaqueLayer) -> String {
    let shape =
      switch layer.output {
      case .sameShape, .elementwise: "its output has the shape of its input"
      case .resized: "its output has the size that it gives"
      case .recorded(let shape, _) where shape.hasKnownRank:
        "its output shape is taken from the file"
      case .recorded: "its output shape is not known"
      }
    return layer.weightsPerChannel == nil ? "\(shape), its weights are not counted" : shape
  }

  /// What is wrong with the shapes from which Keras builds a layer before it connects it.
  private func staleShape(of entry: Entry, _ analysis: ModelAnalysis) -> String? {
    guard let node = entry.nodes.lazy.compactMap(\.self).first,
      let recorded = entry.json["build_config"]?["input_shape"], recorded != .null,
      let first = recorded.elements?.first
    else { return nil }
    let list = first.elements == nil ? [recorded] : recorded.elements ?? []
    let shapes = graph[node].inputs.map { analysis.shape(of: $0) }
    guard shapes.allSatisfy(\.hasKnownRank) else { return nil }
    let isRight =
      list.count == shapes.count
      && zip(list, shapes).allSatisfy { json, shape in
        guard let sizes = json.elements, sizes.count == shape.rank + 1 else { return false }
        return zip(sizes.dropFirst(), shape.dimensions).allSatisfy { size, dimension in
          size == JSONValue(dimension.value) || size == .null
        }
      }
    guard !isRight else { return nil }
    let got = shapes.map { KerasShape.json($0, batch: .null).pythonText }.joined(separator: ", ")
    let text = recorded.pythonText
    return
      "was built for \(text.count > 80 ? text.prefix(76) + "..." : text[...]) but gets \(got); "
      + "Keras may refuse the file, or take it with wrong shapes"
  }
}
