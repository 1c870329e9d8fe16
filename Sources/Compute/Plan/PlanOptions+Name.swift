extension PlanOptions {
  /// Which plan this is, in a word: `fast`, `exact` or `inspect`.
  ///
  /// `exact` is fused like `fast`, but computes every convolution directly; `inspect` does that too,
  /// fuses nothing, and keeps every output.
  public var name: String {
    switch (mode, convolutions) {
    case (.inspect, _): "inspect"
    case (.fast, .direct): "exact"
    case (.fast, .fastest): "fast"
    }
  }

  /// The name and what the plan's memory is bound to: `fast plan within 115%`.
  public var description: String {
    "\(name) plan" + (memory.map { " within \($0)" } ?? "")
  }
}
