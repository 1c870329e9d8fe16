/// How much the weights and the outputs of a pass may take, the program itself left out.
///
/// Transformed weights of Winograd's convolutions take more than the layers' own. Within a bound they
/// are held where they save most time for their bytes.
public enum MemoryBound: Sendable, Hashable, CustomStringConvertible {
  /// In percent of the weights in float32 and the outputs that are alive at the same time.
  case percent(Int)
  /// In bytes.
  case bytes(Int)

  /// The bytes that may be taken.
  ///
  /// - Parameter least: what weights and outputs take at least.
  func bytes(least: Int) -> Int {
    switch self {
    case .bytes(let bytes): return bytes
    case .percent(let percent):
      let (bytes, overflow) = least.multipliedReportingOverflow(by: percent)
      return overflow ? .max : bytes / 100
    }
  }

  /// Such as `115%` or `120.5 MiB`.
  public var description: String {
    switch self {
    case .percent(let percent): "\(percent)%"
    case .bytes(let bytes): PlanError.size(bytes)
    }
  }
}
