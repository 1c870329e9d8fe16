import GraphCore

/// The view of layer outputs.
struct OutputsState: Sendable {
  /// How channels are shown.
  enum Arrangement: Hashable, Sendable {
    /// As many as fit.
    case grid
    /// One, as large as it fits, with a pixel under the cursor.
    case single

    /// What the two are called in commands.
    static let words = ["grid", "single"]
  }

  /// What the ends of the colour scale stand for.
  enum Scale: Hashable, Sendable {
    /// The least and the greatest value of each channel.
    case channel
    /// The least and the greatest value of the layer.
    case layer

    /// What the two are called in commands.
    static let words = ["channel", "layer"]
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

  /// A row and a column of a map.
  struct Pixel: Hashable, Sendable {
    /// The column.
    var x: Int
    /// The row.
    var y: Int
  }

  /// The call whose output is shown.
  var node: NodeID
  /// The row of the outline that is stepped through: the layer, or the block whose output it is.
  var path: String
  /// How channels are shown.
  var arrangement = Arrangement.grid
  /// The channel of a map or the element of a vector under the cursor.
  var channel = 0
  /// Whether it was chosen; else the largest element of a vector is under the cursor.
  var isChannelChosen = false
  /// The pixel under the cursor; nil for the middle.
  var pixel: Pixel?
  /// What the colours stand for.
  var scale = Scale.channel
  /// Where the values come from.
  var source: Source
  /// Where to stop.
  var breakCondition: BreakCondition?
  /// The search for the next layer at which to stop; nil when none is on.
  var searchID: Int?
}
