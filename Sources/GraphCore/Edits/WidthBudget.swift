/// What a model may cost, and the layers whose width is not to be touched.
///
///     params<=20M
///     macs<=5G conv2d_2 conv2d_5          these two keep their filters
///     peak<=64M                           bytes of outputs that live at the same time
public struct WidthBudget: Hashable, Sendable {
  /// What is bounded.
  public enum Quantity: String, Hashable, Sendable, CaseIterable {
    /// Parameters.
    case params
    /// Multiply-accumulates of a pass.
    case macs
    /// Bytes of the outputs of all layers.
    case outputs
    /// Bytes of the outputs that live at the same time, at their peak.
    case peak
  }

  /// What is bounded.
  public var quantity: Quantity
  /// The most that it may come to.
  public var bound: Int
  /// Layers that keep their filters.
  public var locked: [String]

  /// A budget.
  public init(_ quantity: Quantity, atMost bound: Int, locked: [String] = []) {
    self.quantity = quantity
    self.bound = bound
    self.locked = locked
  }

  /// Reads a budget as it is typed.
  ///
  /// - Throws: `EditError.unreadable` that says what a budget looks like.
  public init(parsing text: String) throws(EditError) {
    let words = text.split(separator: " ").map(String.init)
    let parts = (words.first ?? "").split(separator: "<", maxSplits: 1).map(String.init)
    guard parts.count == 2, let quantity = Quantity(rawValue: parts[0].lowercased()),
      let bound = Self.number(parts[1].hasPrefix("=") ? String(parts[1].dropFirst()) : parts[1])
    else {
      throw .unreadable(
        "a budget is params, macs, outputs or peak with a bound, as params<=20M, and the layers that keep "
          + "their filters; got '\(text)'")
    }
    self.init(quantity, atMost: bound, locked: Array(words.dropFirst()))
  }

  private static func number(_ text: String) -> Int? {
    let units: [Character: Double] = ["k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12]
    let unit = text.lowercased().last.flatMap { units[$0] }
    let number = Double(unit == nil ? text[...] : text.dropLast())
    return number.flatMap { Int(exactly: ($0 * (unit ?? 1)).rounded()) }.flatMap {
      $0 > 0 ? $0 : nil
    }
  }

  /// What a model has of the quantity; nil when it is not known.
  func amount(of analysis: ModelAnalysis) throws(EditError) -> Int? {
    switch quantity {
    case .params: return analysis.totals.knownParameters
    case .macs: return analysis.totals.multiplyAccumulates
    case .outputs: return analysis.totals.outputBytes
    case .peak:
      do throws(GraphError) {
        return try analysis.peakActivation()?.bytes
      } catch {
        throw .invalidModel(error)
      }
    }
  }
}

/// A width that was tried for a budget.
public struct WidthTrial: Hashable, Sendable {
  /// The edit that leads to it.
  public var edit: Edit
  /// What all filters are multiplied by.
  public var factor: Double
  /// What the model has of the bounded quantity then.
  public var amount: Int
  /// What the model costs then.
  public var totals: LayerCost
  /// Whether it keeps within the budget.
  public var isWithin: Bool
}

extension ModelAnalysis {
  /// Tries widths of the whole model and finds the greatest that keeps within a budget.
  ///
  /// Doubles or halves the factor until the bound lies between two widths, then halves the distance.
  /// Filters are rounded to multiples, so that what is found is the best to within a hundredth.
  ///
  /// - Returns: what was tried, the widest first; each factor once.
  /// - Throws: `EditError` when a locked layer is not there, the quantity is not known, or the model has no
  ///   width to change.
  public func widths(within budget: WidthBudget, multiple: Int = 8) throws(EditError)
    -> [WidthTrial]
  {
    guard let now = try budget.amount(of: self) else {
      throw .invalidValue(
        layer: "model", reason: "\(budget.quantity.rawValue) of some layers are not known")
    }
    var locks: [Edit] = []
    for name in budget.locked { locks.append(try lock(name)) }
    var trials: [WidthTrial] = []
    func isWithin(_ factor: Double) throws(EditError) -> Bool {
      let factor = (factor * 1000).rounded() / 1000
      if let known = trials.first(where: { $0.factor == factor }) { return known.isWithin }
      let edit = Edit(locks + [.widen(target: "model", factor: factor, multiple: multiple)])
      let after = try applying(edit).analysis
      let amount = try budget.amount(of: after) ?? Int.max
      trials.append(
        WidthTrial(
          edit: edit, factor: factor, amount: amount, totals: after.totals,
          isWithin: amount <= budget.bound))
      return amount <= budget.bound
    }
    var (low, high) = (1.0, 1.0)
    if now <= budget.bound {
      high = 2
      while high <= Self.widest {
        guard try isWithin(high) else { break }
        (low, high) = (high, high * 2)
      }
    } else {
      low = 0.5
      while low >= Self.narrowest {
        if try isWithin(low) { break }
        (low, high) = (low / 2, low)
      }
    }
    while high - low > 0.01 * high, low >= Self.narrowest, high <= Self.widest {
      let middle = (low + high) / 2
      if try isWithin(middle) { low = middle } else { high = middle }
    }
    return trials.sorted { $0.factor > $1.factor }
  }

  private static let widest = 16.0
  private static let narrowest = 1.0 / 64

  /// The edit that leaves a layer as wide as it is whatever is widened with it.
  private func lock(_ name: String) throws(EditError) -> Edit {
    guard let node = graph.node(named: name) else {
      throw .unknownTarget(name, similar: outline.names(like: name))
    }
    let operation = graph.operation(of: node)
    for field in ["filters", "units"] {
      if let value = operation.value(of: field) {
        return .set(target: name, field: field, value: value)
      }
    }
    throw .wrongTarget(name, expected: "a layer with filters, which could be kept")
  }
}
