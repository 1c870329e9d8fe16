/// Ways out where heights or widths of maps differ.
extension FixSearch {
  /// How maps of different sizes are brought together.
  private enum Way: CaseIterable {
    /// The larger ones by the strides of their branch, or by a strided 1x1 projection.
    case strides
    /// The larger ones by pooling.
    case pooling
    /// The smaller ones by smaller strides of their branch, or by zeros.
    case enlarging
  }

  func mapCandidates(for mismatch: MergeMismatch) -> [Candidate] {
    samePadding() + sameSizeTemplates()
      + Way.allCases.compactMap { way in
        mended(mismatch) { mismatch, editor in
          mismatch.mapsDiffer
            ? mapMends(of: mismatch, editor, way)
            : Self.projections(of: mismatch, toOperand: mismatch.operands.count - 1)
        }
      }
  }

  /// Padding 'same' where the edit makes a window larger.
  private func samePadding() -> [Candidate] {
    edit.parts.compactMap { part in
      guard case .set(let target, "kernel_size", _) = part else { return nil }
      let same = Edit.set(target: target, field: "padding", value: .text("same"))
      return (Edit(edit.parts + [same]), "\(same)")
    }
  }

  /// The edit with new layers that keep the size of maps.
  private func sameSizeTemplates() -> [Candidate] {
    let parts = edit.parts.map { part in
      switch part {
      case .insertLayer(let after, let reader, let template):
        Edit.insertLayer(after: after, before: reader, template.keepingMaps)
      case .addBranch(let block, let layers):
        Edit.addBranch(block: block, layers: layers.map(\.keepingMaps))
      default: part
      }
    }
    return parts == edit.parts
      ? [] : [(Edit(parts), "strides 1 and padding 'same' in the new layers")]
  }

  /// What brings all operands of a merge to the smallest size, or to the largest; none where some
  /// operand cannot be brought there.
  private func mapMends(of mismatch: MergeMismatch, _ editor: GraphEditor, _ way: Way) -> [Edit] {
    let sizes = mismatch.operands.compactMap { operand in
      (operand.shape.height?.value).flatMap { height in
        (operand.shape.width?.value).map { Size2D(height, $0) }
      }
    }
    guard sizes.count == mismatch.operands.count, editor.graph.contains(mismatch.call) else {
      return []
    }
    /// The size along an axis that all get; sizes of 1 that the merge stretches have no say.
    func target(_ sizes: [Int]) -> Int {
      let sizes = sizes.filter { !mismatch.stretches || $0 != 1 }
      return (way == .enlarging ? sizes.max() : sizes.min()) ?? 1
    }
    let target = Size2D(target(sizes.map(\.height)), target(sizes.map(\.width)))
    var edits: [Edit] = []
    for (index, size) in sizes.enumerated() {
      let wanted = Size2D(
        mismatch.stretches && size.height == 1 ? 1 : target.height,
        mismatch.stretches && size.width == 1 ? 1 : target.width)
      guard size != wanted else { continue }
      let operand = Operand(
        name: mismatch.operands[index].layer, node: editor.graph[mismatch.call].inputs[index],
        size: size)
      let edit =
        way == .enlarging
        ? enlarging(operand, to: wanted, mismatch, editor)
        : shrinking(operand, to: wanted, mismatch, editor, byPooling: way == .pooling)
      guard let edit else { return [] }
      edits.append(edit)
    }
    return edits
  }

  /// An operand of a merge.
  private struct Operand {
    var name: String
    var node: NodeID
    var size: Size2D
  }

  private func shrinking(
    _ operand: Operand, to size: Size2D, _ mismatch: MergeMismatch, _ editor: GraphEditor,
    byPooling: Bool
  ) -> Edit? {
    func inserted(_ operation: Operation) -> Edit {
      .insertLayer(after: operand.name, before: mismatch.layer, LayerTemplate(operation))
    }
    let strides = Self.strides(from: operand.size, to: size)
    if strides == 1 {
      return inserted(.cropping2D(Cropping2D(Self.border(from: size, to: operand.size))))
    }
    if !byPooling {
      if let (layer, now) = window(behind: operand.node, mismatch, editor, { _ in true }) {
        let (height, isHigh) = now.height.multipliedReportingOverflow(by: strides.height)
        let (width, isWide) = now.width.multipliedReportingOverflow(by: strides.width)
        return isHigh || isWide ? nil : Self.setting(layer, strides: Size2D(height, width))
      }
      // A sum needs equal channels, too; a concatenation keeps those that it has.
      let other = mismatch.operands.map(\.shape).first { shape in
        shape.height?.value == size.height && shape.width?.value == size.width
      }
      if mismatch.stretches, let channels = other?.channels.value {
        return inserted(
          .conv2D(Conv2D(filters: channels, kernelSize: 1, strides: strides, padding: .same)))
      }
    }
    return inserted(
      .averagePooling2D(AveragePooling2D(Self.pooling(from: operand.size, to: size, strides))))
  }

  /// A pooling that steps by strides: the smallest window that leads to a size without padding, else
  /// one as large as the strides with padding 'same'.
  private static func pooling(
    from large: Size2D, to small: Size2D, _ strides: Size2D
  ) -> Pooling2D {
    func window(_ large: Int, _ small: Int, _ stride: Int) -> Int? {
      let window = max(stride, large - small * stride + 1)
      return window <= large - (small - 1) * stride ? window : nil
    }
    guard let height = window(large.height, small.height, strides.height),
      let width = window(large.width, small.width, strides.width)
    else { return Pooling2D(poolSize: strides, strides: strides, padding: .same) }
    return Pooling2D(poolSize: Size2D(height, width), strides: strides)
  }

  private func enlarging(
    _ operand: Operand, to size: Size2D, _ mismatch: MergeMismatch, _ editor: GraphEditor
  ) -> Edit? {
    let strides = Self.strides(from: size, to: operand.size)
    if strides == 1 {
      let padding = ZeroPadding2D(Self.border(from: operand.size, to: size))
      return .insertLayer(
        after: operand.name, before: mismatch.layer, LayerTemplate(.zeroPadding2D(padding)))
    }
    let found = window(behind: operand.node, mismatch, editor) { now in
      now.height.isMultiple(of: strides.height) && now.width.isMultiple(of: strides.width)
    }
    return found.map { layer, now in
      Self.setting(
        layer, strides: Size2D(now.height / strides.height, now.width / strides.width))
    }
  }

  /// The last layer on the way to a merge that moves its window by suitable strides, that nothing but
  /// the merge is behind, and that the edit leaves alone.
  private func window(
    behind operand: NodeID, _ mismatch: MergeMismatch, _ editor: GraphEditor,
    _ suits: (Size2D) -> Bool
  ) -> (layer: String, strides: Size2D)? {
    let graph = editor.graph
    var (node, reader) = (operand, mismatch.call)
    while graph.consumers(of: node) == [reader], !graph.outputs.contains(node),
      !graph.isShared(graph[node].layer), !editor.chosen.contains(graph[node].layer)
    {
      if let strides = graph.operation(of: node).windowStrides, suits(strides) {
        return (graph.name(of: node), strides)
      }
      guard graph[node].inputs.count == 1 else { return nil }
      (node, reader) = (graph[node].inputs[0], node)
    }
    return nil
  }

  private static func setting(_ layer: String, strides: Size2D) -> Edit {
    let isSquare = strides.height == strides.width
    return .set(
      target: layer, field: "strides",
      value: isSquare ? .integer(strides.height) : .integers([strides.height, strides.width]))
  }

  /// The largest strides that leave at least the smaller size with padding 'same', but no more than the
  /// sizes' ratio; where that is 1, a crop is what leads there.
  private static func strides(from large: Size2D, to small: Size2D) -> Size2D {
    func stride(_ large: Int, _ small: Int) -> Int {
      guard small > 1 else { return large }
      return max(1, min((large - 1) / (small - 1), (large + small / 2) / small))
    }
    return Size2D(stride(large.height, small.height), stride(large.width, small.width))
  }

  /// What lies around the smaller map in the middle of the larger one, the odd row at the end.
  private static func border(from small: Size2D, to large: Size2D) -> Border2D {
    let rows = large.height - small.height
    let columns = large.width - small.width
    return Border2D(
      top: rows / 2, bottom: rows - rows / 2, left: columns / 2, right: columns - columns / 2)
  }
}

extension LayerTemplate {
  /// The layer with strides of 1 and padding 'same', where it has them.
  fileprivate var keepingMaps: LayerTemplate {
    guard operation.windowStrides != nil,
      let still = try? operation.setting("strides", to: .integer(1)),
      let same = try? still.setting("padding", to: .text("same"))
    else { return self }
    return LayerTemplate(same, name: name)
  }
}
