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
  /// The channel under the cursor.
  var channel = 0
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

/// An output at which to stop.
struct FoundOutput: Hashable, Sendable {
  /// The call.
  var node: NodeID
  /// The channel of the first element for which the condition holds; nil when it holds for all.
  var channel: Int?
  /// Its pixel; nil where the output is no map.
  var pixel: OutputsState.Pixel?

  /// The output of a call when a condition holds for it.
  init?(_ node: NodeID, _ values: LayerValues, _ condition: BreakCondition) {
    guard condition.holds(for: values) else { return nil }
    self.node = node
    guard let place = condition.firstElement(in: values), values.channels > 0 else { return }
    channel = place % values.channels
    if let map = values.mapSize, map.width > 0 {
      let position = place / values.channels
      pixel = OutputsState.Pixel(x: position % map.width, y: position / map.width)
    }
  }
}

/// Where to stop when the outputs are stepped through.
enum BreakCondition: Hashable, Sendable {
  /// Some element is infinite or no number.
  case notFinite
  /// Every element is zero.
  case allZeros
  /// Some element is above a number.
  case above(Float)

  /// The condition in words.
  var words: String {
    switch self {
    case .notFinite: "NaN or infinite"
    case .allZeros: "all zeros"
    case .above(let bound): "above \(Format.value(Double(bound)))"
    }
  }

  /// The condition as it is typed; floats are written so that they are read as the same.
  var typed: String {
    switch self {
    case .notFinite: "nan"
    case .allZeros: "zeros"
    case .above(let bound): "\(bound)"
    }
  }

  /// What is typed for no condition.
  static let never = "off"

  /// Whether an output is so.
  func holds(for values: LayerValues) -> Bool {
    if case .allZeros = self {
      return !values.elements.isEmpty && values.elements.allSatisfy { $0 == 0 }
    }
    return firstElement(in: values) != nil
  }

  /// The place of the first element that is so; nil when none is, or all are meant.
  func firstElement(in values: LayerValues) -> Int? {
    switch self {
    case .notFinite: values.elements.firstIndex { !$0.isFinite }
    case .allZeros: nil
    case .above(let bound): values.elements.firstIndex { $0 > bound }
    }
  }

  /// The condition as it is typed: `nan`, `zeros`, or a number above which to stop.
  init?(parsing text: String) {
    switch text.lowercased() {
    case "nan", "inf", "infinite": self = .notFinite
    case "zeros", "zero": self = .allZeros
    default:
      let words = text.split(separator: " ")
      guard let number = words.last.flatMap({ Float($0) }), number.isFinite,
        words.count == 1 || (words.count == 2 && words[0] == "above")
      else { return nil }
      self = .above(number)
    }
  }
}
