/// A forward pass that is being timed in the background.
struct RunState: Hashable, Sendable {
  /// Tells late news of an old run apart.
  var id: Int
  /// The version of the model that is run.
  var version: Int
  /// When it was started, in milliseconds of the program's clock.
  var startedAt: Int
  /// How far it has come; nil while it is being planned.
  var progress: PassProgress?
  /// Whether it was asked to stop.
  var isCancelling = false
}
