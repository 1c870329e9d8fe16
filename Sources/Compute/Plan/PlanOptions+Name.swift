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
}
