import GraphCore

/// Weights as the older `.h5` files have them: a group for each layer under the layer's name, and lists
/// of names in attributes.
///
///     layer_names = [input_1, conv2d, ...]
///     conv2d: weight_names = [conv2d/kernel:0, conv2d/bias:0]
///     conv2d/conv2d/kernel:0                     the dataset
///
/// Texts may be of fixed or variable length, and names with or without `:0`.
/// Source: keras/src/legacy/saving/legacy_h5_format.py, load_weights_from_hdf5_group.
struct LegacyWeights {
  /// The root of the file, or `model_weights`.
  let group: HDF5Group

  /// The weights of a layer in the file.
  private struct Entry {
    /// The name of the layer in the file.
    var name: String
    /// The names of its weights, in order.
    var weights: [String]
    /// Where they are.
    var group: HDF5Group
  }

  /// A layer of the model: itself, or for a nested model all layers inside, with their weights in the
  /// order of the file, trainable ones first.
  private struct Target {
    var name: String
    var weights: [(slot: LayerSlot, weight: WeightSpecification)]
  }

  /// Finds the dataset of every weight, and then reads all.
  ///
  /// - Parameter byName: whether to match layers by name when all have one of the same name; else,
  ///   and for all other files, layers match by their order, as in Keras.
  func read(_ slots: [LayerSlot], byName: Bool) throws(WeightFileError) -> StoredWeights {
    // These files do not tell where a layer keeps its variables, so none of an unknown class can be
    // carried to the newer ones.
    var unknown: Set<String> = []
    for slot in slots where !slot.isKnown {
      unknown.insert(slot.outerName)
    }
    var stored = StoredWeights([])
    var entries: [Entry] = []
    for entry in try self.entries() {
      if unknown.contains(entry.name) {
        stored.leftOut.append(entry.name)
      } else {
        entries.append(entry)
      }
    }
    let known = slots.filter { !unknown.contains($0.outerName) }
    for match in try matches(known, entries, byName: byName) {
      stored.weights.append(try match.read())
    }
    return stored
  }

  private func matches(
    _ slots: [LayerSlot], _ entries: [Entry], byName: Bool
  ) throws(WeightFileError) -> [WeightMatch] {
    let targets = Self.targets(slots)
    guard entries.count == targets.count else {
      throw .container(
        reason: "the file has weights for \(entries.count) layers, but \(targets.count) layers of "
          + "the model have weights\(Self.firstDifference(entries, targets))")
    }
    var positions: [String: Int] = [:]
    for (index, entry) in entries.enumerated() { positions[entry.name] = index }
    let names = byName && targets.allSatisfy { positions[$0.name] != nil }
    var matches: [WeightMatch] = []
    for (index, target) in targets.enumerated() {
      let entry = entries[names ? positions[target.name] ?? index : index]
      try match(target, entry, into: &matches)
    }
    return matches
  }

  private func match(
    _ target: Target, _ entry: Entry, into matches: inout [WeightMatch]
  ) throws(WeightFileError) {
    guard entry.weights.count == target.weights.count else {
      let expected = target.weights.map { $0.slot.prefix + $0.weight.name }.joined(separator: ", ")
      throw .layer(
        name: target.name,
        reason:
          "it has \(target.weights.count) \(target.weights.count == 1 ? "weight" : "weights") "
          + "(\(expected)), but the file has "
          + "\(entry.weights.count) for layer '\(WeightFileError.cut(entry.name))'")
    }
    let order = Self.order(of: target, in: entry)
    for ((slot, weight), name) in zip(target.weights, order) {
      let steps = name.split(separator: "/", omittingEmptySubsequences: false)
      guard let dataset = try entry.group.dataset(at: steps) else {
        throw .part(
          path: entry.group.path(of: name), reason: "the dataset is missing, though it is listed")
      }
      matches.append(try WeightMatch(slot, weight, dataset))
    }
  }

  /// The names of the file in the order of the model's weights.
  ///
  /// Inside nested models the order depends on what was trainable when the file was written, so the
  /// ends of the names decide where they can; else the order of the file does.
  private static func order(of target: Target, in entry: Entry) -> [String] {
    var order: [String] = []
    for (slot, weight) in target.weights {
      let end = "/\(slot.prefix)\(weight.name)"
      let same = entry.weights.filter { name in
        "/\(name.hasSuffix(":0") ? name.dropLast(2) : name[...])".hasSuffix(end)
      }
      guard same.count == 1 else { return entry.weights }
      order.append(same[0])
    }
    return Set(order).count == order.count ? order : entry.weights
  }

  /// The layers of the file that have weights.
  private func entries() throws(WeightFileError) -> [Entry] {
    guard let names = try group.splitTexts("layer_names") else {
      throw .part(
        path: group.path.isEmpty ? "/" : group.path,
        reason: "the attribute 'layer_names' is missing")
    }
    var entries: [Entry] = []
    var seen: Set<String> = []
    for name in names {
      guard seen.insert(name).inserted else {
        throw .part(path: group.path(of: name), reason: "the layer is listed twice")
      }
      guard let layer = try group(name) else {
        throw .part(
          path: group.path(of: name), reason: "the layer's group is missing, though it is listed")
      }
      let weights = try layer.splitTexts("weight_names") ?? []
      guard !weights.isEmpty else { continue }
      entries.append(Entry(name: name, weights: weights, group: layer))
    }
    return entries
  }

  /// The group of a layer, whose name may have slashes.
  private func group(_ name: String) throws(WeightFileError) -> HDF5Group? {
    var group = group
    for step in name.split(separator: "/", omittingEmptySubsequences: false) {
      guard let next = try group.group(String(step)) else { return nil }
      group = next
    }
    return group
  }

  /// The layers of the model that have weights.
  private static func targets(_ slots: [LayerSlot]) -> [Target] {
    var targets: [Target] = []
    var last: LayerID?
    for slot in slots {
      let weights = slot.weights.map { (slot, $0) }
      if slot.layer == last {
        targets[targets.count - 1].weights += weights
      } else {
        targets.append(Target(name: slot.name, weights: weights))
        last = slot.layer
      }
    }
    for index in targets.indices {
      let all = targets[index].weights
      targets[index].weights =
        all.filter(\.weight.isTrainable) + all.filter { !$0.weight.isTrainable }
    }
    return targets.filter { !$0.weights.isEmpty }
  }

  /// Where the two lists part, in words.
  private static func firstDifference(_ entries: [Entry], _ targets: [Target]) -> String {
    let pairs = zip(entries, targets)
    if let (entry, target) = pairs.first(where: { $0.weights.count != $1.weights.count }) {
      let name = WeightFileError.cut(entry.name)
      return "; they differ first at layer '\(target.name)', where the file has '\(name)'"
    }
    return ""
  }
}
