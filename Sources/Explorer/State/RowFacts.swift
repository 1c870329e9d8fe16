import GraphCore

/// What a row of the tree says beside its name: costs, how they differ from the model that is
/// compared with, time.
struct RowFacts: Hashable, Sendable {
  /// How a row differs from the model that is compared with.
  enum Mark: Hashable, Sendable {
    /// Not at all.
    case same
    /// Something in it changed.
    case changed
    /// It was not there.
    case added
  }

  /// The cost of all layers in it.
  var cost: LayerCost
  /// The same in the model that is compared with; nil when it was not there.
  var originalCost: LayerCost?
  /// The output's shape there; nil when it was not there.
  var originalShape: Shape?
  /// How it differs.
  var mark: Mark = .same
  /// Whether the last edit changed it.
  var isFresh = false
  /// The layers that it lost.
  var removed: [String] = []
  /// The time of all layers in it, in milliseconds; nil before a run.
  var milliseconds: Double?
  /// The same in the model that is compared with; nil when that was not timed.
  var originalMilliseconds: Double?
  /// The layer in whose step all of it was computed, so that it has no time of its own; nil else.
  var host: NodeID?
  /// The bytes that its steps read and write at least; nil before a run.
  var bytes: Int?
}
