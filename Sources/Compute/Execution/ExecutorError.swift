/// Why a run didn't happen or didn't end.
public enum ExecutorError: Error, Hashable, Sendable {
  /// The number of threads is none that can be had.
  case threads(Int)
  /// The input has another shape than the model takes.
  case inputShape(layer: String, expected: [Int], received: [Int])
  /// There are more or fewer inputs than the model has.
  case inputCount(expected: Int, received: Int)
  /// So many threads would take more memory for their work than there is; bytes of each thread.
  case memory(threads: Int, bytes: Int, available: Int)
  /// The run was cancelled.
  case cancelled
}

extension ExecutorError: CustomStringConvertible {
  /// One line that says what was expected and what was received.
  public var description: String {
    switch self {
    case .threads(let count):
      return "the number of threads must be from 1 to \(Executor.maximumThreads), received \(count)"
    case .inputShape(let layer, let expected, let received):
      return
        "input '\(layer)' takes a tensor of shape \(Self.text(expected)), received "
        + Self.text(received)
    case .inputCount(let expected, let received):
      return "the model takes \(expected) input tensors, received \(received)"
    case .memory(let threads, let bytes, let available):
      return
        "\(threads) threads take \(PlanError.size(bytes)) of memory each, but only "
        + "\(PlanError.size(available)) are available; use fewer"
    case .cancelled:
      return "the run was cancelled"
    }
  }

  private static func text(_ shape: [Int]) -> String {
    "(" + shape.map(String.init).joined(separator: ", ") + ")"
  }
}
