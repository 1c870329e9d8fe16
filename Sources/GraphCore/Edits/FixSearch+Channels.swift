/// Ways out where channels differ, and ways without a projection.
extension FixSearch {
  func channelCandidates(for mismatch: MergeMismatch) -> [Candidate] {
    var seen: Set<Int> = []
    let projections = mismatch.operands.indices.filter { index in
      mismatch.operands[index].shape.channels.value.map { seen.insert($0).inserted } ?? false
    }.compactMap { index in
      mended(mismatch) { mismatch, _ in
        Self.projections(of: mismatch, toOperand: min(index, mismatch.operands.count - 1))
      }
    }
    return group() + makeUps(for: mismatch) + projections
  }

  /// Edits that do without the projection that the edit needs, at most four, cheapest first.
  func alternatives() -> [Fix] {
    let makeUps = runMakeUps() ?? layerMakeUps()
    let fixes = tried(
      group() + makeUps.map { (Edit(edit.parts + [$0]), "with \($0)") }, takesProjections: false)
    return Array(fixes.prefix(4))
  }

  /// Linear projections on the way to a merge of what has other channels than one operand.
  static func projections(of mismatch: MergeMismatch, toOperand index: Int) -> [Edit] {
    guard let channels = mismatch.operands[index].shape.channels.value else { return [] }
    return mismatch.operands.filter { operand in
      operand.shape.channels.value.map { $0 != channels && !(mismatch.stretches && $0 == 1) }
        ?? false
    }.map { operand in
      let projection: Operation =
        operand.shape.rank == 3
        ? .conv2D(Conv2D(filters: channels, kernelSize: 1, padding: .same))
        : .dense(Dense(units: channels))
      return .insertLayer(
        after: operand.layer, before: mismatch.layer, LayerTemplate(projection))
    }
  }

  /// All that sums tie to the layers whose filters the edit sets.
  private func group() -> [Candidate] {
    let set = filtersSet()
    guard let first = set.first, set.allSatisfy({ $0.new == first.new }) else { return [] }
    let group = Edit.setGroup(layer: model.graph.name(of: first.node), filters: first.new)
    // Alone it does all that the edit does, when that sets this one number.
    let isAll = set.count == 1 && edit.parts.count == 1
    return [(isAll ? group : Edit(edit.parts + [group]), "the whole group: \(group)")]
  }

  /// The layers whose filters the edit sets anew.
  private func filtersSet() -> [(node: NodeID, old: Int, new: Int)] {
    edited.chosen.compactMap { layer in
      guard model.graph.contains(layer), edited.graph.contains(layer),
        case .integer(let old)? = model.graph[layer].operation.value(of: "filters"),
        case .integer(let new)? = edited.graph[layer].operation.value(of: "filters"),
        old != new, let node = model.graph.calls(of: layer).first
      else { return nil }
      return (node, old, new)
    }.sorted { $0.node < $1.node }
  }

  /// Other slices of the concatenation that an operand of a merge is.
  private func makeUps(for mismatch: MergeMismatch) -> [Candidate] {
    let coupling = ChannelCoupling(model)
    return mismatch.operands.flatMap { operand -> [Candidate] in
      let others = Set(mismatch.operands.compactMap(\.shape.channels.value))
      guard let own = operand.shape.channels.value, others.count == 2,
        let other = others.first(where: { $0 != own }),
        var node = model.graph.node(named: operand.layer)
      else { return [] }
      while model.graph.operation(of: node).keepsChannels, model.graph[node].inputs.count == 1 {
        node = model.graph[node].inputs[0]
      }
      return slices(of: node, coupling, by: other - own).map {
        (Edit(edit.parts + [$0]), "with \($0)")
      }
    }
  }

  /// Edits that give one slice of a concatenation more or fewer filters, each but those that the edit
  /// sets.
  private func slices(
    of concatenation: NodeID, _ coupling: ChannelCoupling, by difference: Int
  ) -> [Edit] {
    model.slices(of: concatenation, coupling).compactMap { slice in
      guard !edited.chosen.contains(model.graph[slice.producer].layer) else { return nil }
      let (filters, overflow) = slice.filters.addingReportingOverflow(difference)
      guard !overflow, filters > 0 else { return nil }
      return .set(
        target: model.graph.name(of: slice.producer), field: "filters", value: .integer(filters))
    }
  }

  /// For a number of a run of blocks: the same run's other numbers.
  private func runMakeUps() -> [Edit]? {
    guard case .set(let target, let field, .integer(let new)) = edit,
      model.graph.layer(named: target) == nil,
      let run = model.outline.items(at: target).first, case .run = run.kind,
      let dials = run.blocks.first?.dials,
      let old = dials.first(where: { $0.parameter == field })?.value
    else { return nil }
    return dials.filter { $0.parameter != field && $0.value + old - new > 0 }.map {
      .set(target: target, field: $0.parameter, value: .integer($0.value + old - new))
    }
  }

  /// For one layer whose filters the edit sets: the other slices of its concatenations.
  ///
  /// Several are the user's own way to make up for each other.
  private func layerMakeUps() -> [Edit] {
    let set = filtersSet()
    guard set.count == 1 else { return [] }
    let coupling = ChannelCoupling(model)
    return coupling.concatenations(readingGroupOf: set[0].node).flatMap {
      slices(of: $0, coupling, by: set[0].old - set[0].new)
    }
  }
}

extension ModelAnalysis {
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
