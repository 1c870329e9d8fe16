extension ModelAnalysis {
  /// Ways to make a refused edit valid, each with its cost, cheapest first.
  ///
  /// Each candidate is tried; only what works is offered.
  func fixes(for edit: Edit, mismatch: MergeMismatch) -> [Fix] {
    var fixes: [Fix] = []
    for (candidate, summary) in candidates(for: edit, mismatch: mismatch) {
      guard let fix = fix(candidate, summary: summary), fixes.count < 4 else { continue }
      fixes.append(fix)
    }
    return fixes.sorted { abs($0.parameterDifference) < abs($1.parameterDifference) }
  }

  /// Edits near an accepted one that need no projection: the difference in one slice of a
  /// concatenation is made up for by another slice.
  ///
  /// In the example network's second module, `filters_1x1=63` adds a projection, and with it 21.6 %
  /// of the multiply-accumulates; together with `filters_3x3=129` it does not.
  public func alternatives(to edit: Edit, outcome: EditOutcome) -> [Fix] {
    let addsProjection = outcome.repairs.contains {
      if case .insertedProjection = $0 { true } else { false }
    }
    guard addsProjection else { return [] }
    let coupling = ChannelCoupling(self)
    var fixes: [Fix] = []
    for change in outcome.changes {
      guard let node = graph.node(named: change.name), graph.operation(of: node).hasFilters,
        let old = change.old?.shape.channels.value, let new = change.new?.shape.channels.value,
        old != new
      else { continue }
      for concatenation in coupling.concatenations(readingGroupOf: node) {
        for slice in graph[concatenation].inputs {
          for producer in coupling.producers(tiedTo: slice)
          where producer != node && coupling.producers(tiedTo: slice).count == 1 {
            guard case .integer(let filters)? = graph.operation(of: producer).value(of: "filters"),
              filters + old - new > 0
            else { continue }
            let name = graph.name(of: producer)
            let make = Edit.set(
              target: name, field: "filters", value: .integer(filters + old - new))
            if let fix = fix(.all([edit, make]), summary: "with \(make)", acceptsRepairs: false) {
              fixes.append(fix)
            }
          }
        }
      }
    }
    return fixes.sorted { abs($0.parameterDifference) < abs($1.parameterDifference) }
  }

  private func fix(_ edit: Edit, summary: String, acceptsRepairs: Bool = true) -> Fix? {
    guard let outcome = try? outcome(of: edit), acceptsRepairs || outcome.repairs.isEmpty else {
      return nil
    }
    let macs = outcome.analysis.totals.multiplyAccumulates.flatMap { new in
      totals.multiplyAccumulates.map { new - $0 }
    }
    return Fix(
      edit: edit, summary: summary,
      parameterDifference: outcome.analysis.totals.parameters - totals.parameters,
      multiplyAccumulateDifference: macs)
  }

  private func candidates(
    for edit: Edit, mismatch: MergeMismatch
  ) -> [(edit: Edit, summary: String)] {
    var result: [(Edit, String)] = []
    for case .set(let target, let field, let value) in edit.parts {
      switch field {
      case "filters":
        if case .integer(let filters) = value {
          result.append((.setGroup(layer: target, filters: filters), "move the whole group"))
        }
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

extension Edit {
  /// The edit itself, or those that it is made of.
  var parts: [Edit] {
    if case .all(let edits) = self { return edits.flatMap(\.parts) }
    return [self]
  }
}
