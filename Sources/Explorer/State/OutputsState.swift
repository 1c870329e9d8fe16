import GraphCore

/// The view of layer outputs.
struct OutputsState: Sendable {
  /// How channels are shown.
  enum Arrangement: Hashable, Sendable {
    /// As many as fit.
    case grid
    /// One, as large as it fits.
    case single
  }

  /// What the ends of the colour scale stand for.
  enum Scale: Hashable, Sendable {
    /// The least and the greatest value of each channel.
    case channel
    /// The least and the greatest value of the layer.
    case layer
  }

  /// Where the values come from.
  enum Source: Sendable {
    /// A pass is being run.
    case computing(id: Int, startedAt: Int, progress: PassProgress?)
    /// A pass was run.
    case ready
    /// It could not be run.
    case failed(String)
  }

  /// The call whose output is shown.
  var node: NodeID
  /// How channels are shown.
  var arrangement = Arrangement.grid
  /// The channel under the cursor.
  var channel = 0
  /// What the colours stand for.
  var scale = Scale.channel
  /// Where the values come from.
  var source: Source
}
