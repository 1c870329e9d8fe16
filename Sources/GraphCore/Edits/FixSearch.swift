/// The search for what makes a refused edit valid, or does without the projection of an accepted one.
///
/// All that is offered was made and looked at: it keeps what the edit sets, stands up to the same
/// strictness, and lets no sum fit by stretching maps of 1x1 that had another size before.
struct FixSearch {
  /// The model before the edit.
  let model: ModelAnalysis
  let edit: Edit
  let isStrict: Bool
  /// The model with the edit in it, neither checked nor repaired.
  let edited: GraphEditor

  /// What may be offered, with what it does beside the edit.
  typealias Candidate = (edit: Edit, summary: String)

  init(_ model: ModelAnalysis, _ edit: Edit, isStrict: Bool) throws(EditError) {
    self.model = model
    self.edit = edit
    self.isStrict = isStrict
    var editor = GraphEditor(model, isStrict: isStrict)
    try editor.apply(edit)
    edited = editor
  }

  /// Ways out of a refusal, at most four, cheapest first.
  func fixes(for mismatch: MergeMismatch) -> [Fix] {
    let candidates =
      mismatch.mapsDiffer ? mapCandidates(for: mismatch) : channelCandidates(for: mismatch)
    return Array(tried(candidates).prefix(4))
  }

  /// Those of some candidates that stand the trial, each once, by parameters, then by work.
  func tried(_ candidates: [Candidate], takesProjections: Bool = true) -> [Fix] {
    var seen: Set<Edit> = []
    let fixes = candidates.compactMap { candidate -> Fix? in
      guard seen.insert(candidate.edit).inserted,
        let outcome = try? model.outcome(of: candidate.edit, isStrict: isStrict),
        takesProjections || !outcome.addsProjection,
        !outcome.changes.isEmpty, keepsEdit(outcome.analysis.graph), !stretches(outcome.analysis)
      else { return nil }
      return Fix(
        candidate.edit, candidate.summary, from: model.totals, to: outcome.analysis.totals)
    }
    func cost(_ fix: Fix) -> (Int, Int) {
      (fix.parameterDifference ?? .max, fix.multiplyAccumulateDifference ?? .max)
    }
    return fixes.sorted { cost($0) < cost($1) }
  }

  /// The edit with one way to mend after the other, as long as merges break; nil when that leads
  /// nowhere.
  func mended(
    _ mismatch: MergeMismatch, by mend: (MergeMismatch, GraphEditor) -> [Edit]
  ) -> Candidate? {
    var added: [Edit] = []
    var next = mismatch
    var editor = edited
    while added.count < 64 {
      let more = mend(next, editor)
      guard !more.isEmpty, !more.contains(where: added.contains) else { return nil }
      added += more
      let whole = Edit(edit.parts + added)
      editor = GraphEditor(model, isStrict: isStrict)
      do throws(EditError) {
        try editor.apply(whole)
        var checked = editor
        _ = try checked.finish()
        return (whole, Self.summary(of: added))
      } catch {
        guard case .coupled(let mismatch, _) = error else { return nil }
        next = mismatch
      }
    }
    return nil
  }

  /// Whether all fields of layers that the edit sets have these values.
  private func keepsEdit(_ graph: ModelGraph) -> Bool {
    edited.chosen.allSatisfy { layer in
      guard model.graph.contains(layer) else { return true }
      guard graph.contains(layer) else { return false }
      let old = model.graph[layer].operation
      let wanted = edited.graph[layer].operation
      let new = graph[layer].operation
      return wanted.fieldNames.allSatisfy { field in
        let value = wanted.value(of: field)
        return value == old.value(of: field) || value == new.value(of: field)
      }
    }
  }

  /// Whether a merge stretches an operand along an axis along which it did not before the edit.
  private func stretches(_ new: ModelAnalysis) -> Bool {
    new.order.contains { id in
      let axes = new.stretchedAxes(of: id)
      return !axes.isEmpty && !axes.isSubset(of: model.stretchedAxes(of: id))
    }
  }
}

extension ModelAnalysis {
  /// The axes, counted from the end, along which a merge stretches an operand of size 1.
  fileprivate func stretchedAxes(of id: NodeID) -> Set<Int> {
    guard graph.contains(id), let shape = facts[id.rawValue]?.shape else { return [] }
    switch graph.operation(of: id) {
    case .merge, .customScale: break
    default: return []
    }
    var axes: Set<Int> = []
    for input in graph[id].inputs {
      let sizes = facts[input.rawValue]?.shape.dimensions ?? []
      for (axis, (size, joined)) in zip(sizes.reversed(), shape.dimensions.reversed()).enumerated()
      where size == 1 && joined != 1 {
        axes.insert(axis)
      }
    }
    return axes
  }
}

// MARK: - Words

extension FixSearch {
  /// What some edits do, in few words: `strides 2 in conv2d_7, conv2d_9; crop behind add`.
  private static func summary(of edits: [Edit]) -> String {
    var kinds: [String] = []
    var layers: [String: [String]] = [:]
    for edit in edits {
      guard let (kind, layer) = words(for: edit) else { continue }
      if layers[kind] == nil { kinds.append(kind) }
      layers[kind, default: []].append(layer)
    }
    return kinds.map { kind in
      let names = layers[kind] ?? []
      let more = names.count > 3 ? " and \(names.count - 2) more" : ""
      return "\(kind) \(names.prefix(more.isEmpty ? 3 : 2).joined(separator: ", "))\(more)"
    }.joined(separator: "; ")
  }

  /// What an edit of a mend does, and to which layer.
  private static func words(for edit: Edit) -> (kind: String, layer: String)? {
    switch edit {
    case .set(let target, let field, let value):
      return ("\(field) \(value) in", target)
    case .insertLayer(let after, _, let template):
      switch template.operation {
      case .conv2D(let conv):
        let kind =
          conv.strides == 1
          ? "1x1 projection to \(conv.filters) channels"
          : "1x1 projection with strides \(conv.strides)"
        return ("\(kind) behind", after)
      case .dense(let dense): return ("projection to \(dense.units) units behind", after)
      case .averagePooling2D(let pooling):
        return ("pooling \(pooling.window.poolSize) behind", after)
      case .cropping2D: return ("crop behind", after)
      case .zeroPadding2D: return ("zero padding behind", after)
      default: return (template.operation.className, after)
      }
    default: return nil
    }
  }
}
