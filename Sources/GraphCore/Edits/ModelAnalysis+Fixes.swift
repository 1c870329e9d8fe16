extension ModelAnalysis {
  /// Ways to make a refused edit valid, each with its cost, cheapest first.
  ///
  /// Each candidate is tried; only what works is offered.
  func fixes(for edit: Edit, mismatch: MergeMismatch) -> [Fix] {
    var fixes: [Fix] = []
    for (candidate, summary) in candidates(for: edit, mismatch: mismatch).prefix(16) {
      guard let fix = fix(candidate, summary: summary) else { continue }
      fixes.append(fix)
    }
    return Array(Self.cheapestFirst(fixes).prefix(4))
  }

  static func cheapestFirst(_ fixes: [Fix]) -> [Fix] {
    func size(_ fix: Fix) -> Int { fix.parameterDifference.map(abs) ?? .max }
    return fixes.sorted { size($0) < size($1) }
  }

  func fix(_ edit: Edit, summary: String, acceptsRepairs: Bool = true) -> Fix? {
    guard let outcome = try? outcome(of: edit), acceptsRepairs || outcome.repairs.isEmpty else {
      return nil
    }
    let macs = outcome.analysis.totals.multiplyAccumulates.flatMap { new in
      totals.multiplyAccumulates.map { new - $0 }
    }
    return Fix(
      edit: edit, summary: summary,
      parameterDifference: outcome.analysis.totals.parameterDifference(from: totals),
      multiplyAccumulateDifference: macs)
  }

  private func candidates(
    for edit: Edit, mismatch: MergeMismatch
  ) -> [(edit: Edit, summary: String)] {
    let isSpatial = Set(mismatch.operands.map { $0.shape.dimensions.dropLast() }).count > 1
    return isSpatial
      ? spatialCandidates(for: edit, mismatch: mismatch)
      : channelCandidates(for: edit, mismatch: mismatch)
  }

  private func spatialCandidates(
    for edit: Edit, mismatch: MergeMismatch
  ) -> [(edit: Edit, summary: String)] {
    var result: [(Edit, String)] = []
    for case .set(let target, let field, let value) in edit.parts {
      switch field {
      case "padding" where value == .text("valid"), "kernel_size":
        let same = Edit.set(target: target, field: "padding", value: .text("same"))
        result.append((.all([edit, same]), "\(same)"))
      case "strides":
        let strided = extended(edit, mismatch: mismatch) { mismatch in
          mismatch.operands.compactMap { windowedLayer(behind: $0.layer) }
            .filter { $0 != target }
            .map { Edit.set(target: $0, field: "strides", value: value) }
        }
        result.append((strided, "the same strides in every branch"))
      default: break
      }
    }
    result.append((extended(edit, mismatch: mismatch, by: crops), "a crop on the larger branches"))
    return result
  }

  private func channelCandidates(
    for edit: Edit, mismatch: MergeMismatch
  ) -> [(edit: Edit, summary: String)] {
    var result: [(Edit, String)] = []
    for case .set(let target, "filters", .integer(let filters)) in edit.parts {
      let group = Edit.setGroup(layer: target, filters: filters)
      result.append((group, "the whole group: \(group)"))
    }
    let coupling = ChannelCoupling(self)
    for operand in mismatch.operands {
      guard let own = operand.shape.channels.value, let node = graph.node(named: operand.layer)
      else { continue }
      let others = Set(mismatch.operands.compactMap(\.shape.channels.value)).subtracting([own])
      guard others.count == 1, let other = others.first else { continue }
      for concatenation in coupling.producers(tiedTo: node) {
        for slice in slices(of: concatenation, coupling) where slice.filters + other - own > 0 {
          let make = Edit.set(
            target: graph.name(of: slice.producer), field: "filters",
            value: .integer(slice.filters + other - own))
          result.append((.all([edit, make]), "\(make)"))
        }
      }
      let projection = Edit.insertLayer(
        after: operand.layer, LayerTemplate(.conv2D(Conv2D(filters: other, kernelSize: 1))))
      result.append(
        (.all([edit, projection]), "a 1x1 projection of \(operand.layer) to \(other) channels"))
    }
    return result
  }

  /// An edit with more edits that mend one merge after the other, as long as others break.
  private func extended(
    _ edit: Edit, mismatch: MergeMismatch, by mending: (MergeMismatch) -> [Edit]
  ) -> Edit {
    var parts = edit.parts
    var next = mismatch
    for _ in 0..<8 {
      let more = mending(next).filter { !parts.contains($0) }
      guard !more.isEmpty else { break }
      parts += more
      do throws(EditError) {
        _ = try outcome(of: .all(parts))
        break
      } catch {
        guard case .coupled(let mismatch, _, _) = error else { break }
        next = mismatch
      }
    }
    return .all(parts)
  }

  /// The nearest layer with a window at or before a layer, along single inputs.
  private func windowedLayer(behind name: String) -> String? {
    guard var node = graph.node(named: name) else { return nil }
    while true {
      if graph.operation(of: node).fieldNames.contains("strides") { return graph.name(of: node) }
      guard graph[node].inputs.count == 1 else { return nil }
      node = graph[node].inputs[0]
    }
  }

  /// Crops that cut every operand down to the smallest one, evenly, the odd row at the end.
  private func crops(for mismatch: MergeMismatch) -> [Edit] {
    let sizes = mismatch.operands.map { ($0.shape.height?.value, $0.shape.width?.value) }
    let heights = sizes.compactMap(\.0)
    let widths = sizes.compactMap(\.1)
    guard heights.count == sizes.count, widths.count == sizes.count,
      let height = heights.min(), let width = widths.min()
    else { return [] }
    var edits: [Edit] = []
    for (index, operand) in mismatch.operands.enumerated() {
      let rows = heights[index] - height
      let columns = widths[index] - width
      guard rows > 0 || columns > 0 else { continue }
      let border = Border2D(
        top: rows / 2, bottom: rows - rows / 2, left: columns / 2, right: columns - columns / 2)
      edits.append(
        .insertLayer(after: operand.layer, LayerTemplate(.cropping2D(Cropping2D(border)))))
    }
    return edits
  }
}
