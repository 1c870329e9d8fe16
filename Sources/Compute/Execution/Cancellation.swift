import Synchronization

/// A flag that stops a run; any thread may raise it.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  /// A flag that isn't raised.
  public init() {}

  /// Stops the runs that look at this flag, within a unit of work.
  public func cancel() {
    flag.store(true, ordering: .relaxed)
  }

  /// Whether the flag is raised.
  public var isCancelled: Bool {
    flag.load(ordering: .relaxed)
  }
}
