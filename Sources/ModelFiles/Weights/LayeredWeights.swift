import GraphCore

/// Weights as Keras 3 files them: under `layers/<group>/vars/<number>`.
struct LayeredWeights {
  /// The root of the file.
  let root: HDF5Group
  /// The word for a list of layers in paths.
  let container: String

  /// Finds the dataset of every weight, and then reads all.
  ///
  /// - Throws: `WeightFileError` for a layer whose weights are missing, too many, or of another shape,
  ///   and for weights that no layer of the model has.
  func read(_ slots: [LayerSlot]) throws(WeightFileError) -> StoredWeights {
    var matches: [WeightMatch] = []
    for slot in slots { try match(slot, into: &matches) }
    try refuseOthers(than: slots)
    var stored = StoredWeights([])
    for match in matches { stored.weights.append(try match.read()) }
    for slot in slots { try carry(slot, into: &stored) }
    stored.hasOptimizer = try root.group("optimizer")?.group("vars")?.names().isEmpty == false
    return stored
  }

  /// Most groups inside each other, and most variables, that a layer of an unknown class may have.
  private static let (mostDepth, mostVariables) = (16, 10_000)

  /// Takes the variables of a layer whose class or input is not known, and of the layers inside it, as they are.
  private func carry(
    _ slot: LayerSlot, into stored: inout StoredWeights
  ) throws(WeightFileError) {
    guard !slot.isKnown || slot.isOpaque, let top = try group(slot.group) else { return }
    var open: [(group: HDF5Group, path: [String])] = [(top, [])]
    var carried: [CarriedVariable] = []
    do throws(WeightFileError) {
      while let (group, path) = open.popLast() {
        for (name, member) in try group.members() {
          switch member {
          case .group(let inner):
            guard path.count < Self.mostDepth, open.count < Self.mostVariables else {
              throw .part(path: inner.path, reason: "too many groups inside each other")
            }
            open.append((inner, path + [name]))
          case .dataset(let dataset):
            guard carried.count < Self.mostVariables else {
              throw .part(path: dataset.path, reason: "too many variables in one layer")
            }
            let numbers = try dataset.numbers()
            carried.append(
              CarriedVariable(
                layer: slot.layer, prefix: slot.prefix, path: path + [name],
                shape: numbers.shape, type: numbers.type, bytes: numbers.bytes))
          }
        }
      }
      stored.carried += carried
    } catch {
      // What such a layer stores is its own affair, so the rest of the model is read all the same.
      stored.leftOut.append(slot.outerName)
    }
  }

  private func match(
    _ slot: LayerSlot, into matches: inout [WeightMatch]
  ) throws(WeightFileError) {
    guard slot.isKnown, !slot.isOpaque else { return }
    let variables = try group(slot.group)?.group("vars")
    let names = try variables?.names() ?? []
    let place = "\(path(slot.group))/vars"
    guard names.count == slot.weights.count else {
      let list = slot.weights.map(\.name).joined(separator: ", ")
      let count = slot.weights.count
      let expected = count == 0 ? "no weights" : "\(count) weight\(count == 1 ? "" : "s") (\(list))"
      let isQuantized = try variables?.dataset("0")?.hasWholeNumbers == true
      throw .layer(
        name: slot.name,
        reason: "it has \(expected), but the file has \(names.count) at \(place)"
          + (isQuantized
            ? "; quantized weights are not read, save the model before quantize()" : ""))
    }
    for (index, weight) in slot.weights.enumerated() {
      guard let dataset = try variables?.dataset(String(index)) else {
        throw .layer(name: slot.name, reason: "the \(weight.name) is missing at \(place)/\(index)")
      }
      matches.append(try WeightMatch(slot, weight, dataset))
    }
  }

  /// Refuses a file with weights for more layers than the model has: it belongs to another model.
  private func refuseOthers(than slots: [LayerSlot]) throws(WeightFileError) {
    var known: [[String]: Set<String>] = [[]: []]
    for slot in slots {
      known[Array(slot.group.dropLast(2)), default: []].insert(slot.group.last ?? "")
    }
    for (parent, groups) in known {
      guard let list = try group(parent)?.group(container) else { continue }
      for name in try list.names() where !groups.contains(name) {
        let other = try list.group(name)
        guard let variables = try other?.group("vars"), try !variables.names().isEmpty else {
          continue
        }
        throw .part(
          path: variables.path, reason: "weights of a layer that the model does not have")
      }
    }
  }

  /// The group at a path; nil when there is none.
  private func group(_ path: [String]) throws(WeightFileError) -> HDF5Group? {
    var group = root
    for step in path {
      guard let next = try group.group(step == "layers" ? container : step) else { return nil }
      group = next
    }
    return group
  }

  private func path(_ steps: [String]) -> String {
    steps.map { $0 == "layers" ? container : $0 }.joined(separator: "/")
  }
}
