import GraphCore

/// A drawing of a model: boxes for units, frames around blocks, lines from above to below.
///
/// Blocks nest, so the layout is recursive. A sequence is a column; in a block the branches stand side
/// by side, the merge under them; a run of equal blocks is drawn once. Each element is centred on the
/// axis of its sequence, so what follows each other is joined by a straight line.
///
///       [ conv ]
///     .----|---------------.
///     | .--+--.------.     |     lines fan out under the frame's heading
///     | [1x1] [3x3]  |     |     an identity shortcut has a lane of its own
///     | '--.--'------'     |
///     |  [ add ]           |
///     '----|---------------'
struct Diagram {
  /// A point in pixels, the origin at the top left.
  struct Point: Hashable {
    var x: Double
    var y: Double
  }

  /// A rectangle by its top left corner.
  struct Rectangle: Hashable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
  }

  /// A unit: a layer, or a convolution with what belongs to it.
  struct Box {
    var area: Rectangle
    var nodes: [NodeID]
  }

  /// A block, or a run of equal ones.
  struct Frame {
    var area: Rectangle
    var title: String
    var count: Int
  }

  /// A line from the bottom of a box to the top of another one.
  struct Line {
    var points: [Point]
  }

  var boxes: [Box] = []
  var frames: [Frame] = []
  var lines: [Line] = []
  var width = 0.0
  var height = 0.0

  static let boxWidth = 190.0
  static let boxHeight = 38.0
  static let gap = 22.0
  static let columnGap = 14.0
  static let padding = 12.0
  static let heading = 22.0
  static let lane = 16.0
  /// The widest heading in characters, so that it ends before the line in the middle.
  static let longestTitle = 40

  /// An empty drawing.
  init() {}

  /// Lays a model out.
  init(_ analysis: ModelAnalysis) {
    var layout = DiagramLayout(analysis)
    self = layout.diagram()
  }
}
