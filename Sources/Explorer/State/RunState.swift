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
  /// Whether it was started by the live timing, so that any key stops it.
  var isLive = false
}

/// The live timing: after an edit, once the keys rest, a pass is measured.
struct LiveTiming: Hashable, Sendable {
  /// Whether it is on.
  var isOn = false
  /// When the keys will have rested for long enough, in milliseconds of the program's clock; nil when
  /// nothing waits to be measured.
  var dueAt: Int?

  /// How long the keys rest before a pass is measured, in milliseconds.
  static let rest = 400
}
