extension ModelAnalysis {
  /// Edits near an accepted one that need no projection: the difference in one slice of a
  /// concatenation is made up for by another slice, cheapest first.
  ///
  /// In the example network's second module, `filters_1x1=63` adds a projection, and with it 21.6 %
  /// of the multiply-accumulates; together with `filters_3x3=129` it does not.
  public func alternatives(to edit: Edit, outcome: EditOutcome) -> [Fix] {
    let addsProjection = outcome.repairs.contains {
      if case .insertedProjection = $0 { true } else { false }
    }
    guard addsProjection else { return [] }
    let makeUps = runMakeUps(for: edit) ?? layerMakeUps(for: outcome)
    let fixes = makeUps.compactMap { make in
      fix(.all([edit, make]), summary: "with \(make)", acceptsRepairs: false)
    }
    return Self.cheapestFirst(fixes)
  }

  /// For a number of a run of blocks: the same run's other numbers.
  private func runMakeUps(for edit: Edit) -> [Edit]? {
    guard case .set(let target, let field, .integer(let new)) = edit,
      graph.layer(named: target) == nil,
      let run = outline.items(at: target).first, case .run = run.kind,
      let dials = run.blocks.first?.dials,
      let old = dials.first(where: { $0.parameter == field })?.value
    else { return nil }
    return dials.filter { $0.parameter != field && $0.value + old - new > 0 }.map {
      .set(target: target, field: $0.parameter, value: .integer($0.value + old - new))
    }
  }

  /// For a layer whose filters were set: the other slices of the concatenations that it goes into.
  private func layerMakeUps(for outcome: EditOutcome) -> [Edit] {
    let repaired = Set(outcome.repairs.compactMap(\.layer))
    let changed = outcome.changes.filter { change in
      !repaired.contains(change.name)
        && change.old.map { $0.operation.value(of: "filters") }
          != change.new.map { $0.operation.value(of: "filters") }
    }
    // Several changes are the user's own way to make up for each other.
    guard changed.count == 1, let node = graph.node(named: changed[0].name),
      let old = changed[0].old?.shape.channels.value,
      let new = changed[0].new?.shape.channels.value
    else { return [] }
    let coupling = ChannelCoupling(self)
    var result: [Edit] = []
    for concatenation in coupling.concatenations(readingGroupOf: node) {
      for slice in slices(of: concatenation, coupling)
      where slice.producer != node && slice.filters + old - new > 0 {
        result.append(
          .set(
            target: graph.name(of: slice.producer), field: "filters",
            value: .integer(slice.filters + old - new)))
      }
    }
    return result
  }

  /// The slices of a concatenation whose channels are one layer's filters, which nothing else ties.
  func slices(
    of concatenation: NodeID, _ coupling: ChannelCoupling
  ) -> [(producer: NodeID, filters: Int)] {
    guard graph.operation(of: concatenation).isConcatenation else { return [] }
    var seen: Set<NodeID> = []
    return graph[concatenation].inputs.compactMap { slice in
      let producers = coupling.producers(tiedTo: slice)
      guard producers.count == 1, seen.insert(producers[0]).inserted,
        graph.operation(of: producers[0]).hasFilters,
        graph.calls(of: graph[producers[0]].layer).count == 1,
        case .integer(let filters)? = graph.operation(of: producers[0]).value(of: "filters")
      else { return nil }
      return (producers[0], filters)
    }
  }
}

extension Repair {
  /// The layer that a repair changed or added.
  fileprivate var layer: String? {
    switch self {
    case .followed(let layer, _, _, _), .insertedProjection(let layer, _, _, _),
      .removedProjection(let layer, _, _), .followedInput(let layer, _, _):
      layer
    case .inside: nil
    }
  }
}
