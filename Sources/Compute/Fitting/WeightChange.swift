import GraphCore

/// What became of the weights of a layer that an edit changed.
public struct WeightChange: Sendable, Hashable {
  /// How it changed.
  public enum Kind: Sendable, Hashable {
    /// The layer is new, and all its weights come from the fill.
    case new
    /// Some weights were sliced or padded, or are new.
    case fitted
  }

  /// How many channels stay.
  public struct Channels: Sendable, Hashable {
    /// How many there were, are, and stayed.
    public var before: Int
    public var after: Int
    public var kept: Int
    /// Whether those that stayed were the first ones.
    public var areFirst: Bool

    init(_ map: ChannelMap) {
      before = map.oldCount
      after = map.count
      kept = map.kept
      areFirst = (0..<kept).allSatisfy { map[$0] == $0 }
    }

    /// Whether any went or came.
    public var isChanged: Bool { kept != before || kept != after }
  }

  /// What an axis of a weight counts.
  public enum Axis: Sendable, Hashable {
    /// The places of a window.
    case window
    /// Input channels.
    case input
    /// Output channels.
    case output
    /// Anything else.
    case other
  }

  /// A weight that was sliced or padded.
  public struct Resized: Sendable, Hashable {
    /// Its name, such as `kernel`.
    public var name: String
    /// Its shape before and now, in Keras' layout.
    public var before: [Int]
    public var after: [Int]
    /// What became of the axes that are not what they were, the last axis first.
    public var axes: [AxisChange]

    /// What became of an axis.
    public struct AxisChange: Sendable, Hashable {
      /// What it counts.
      public var axis: Axis
      /// How many stay.
      public var channels: Channels
    }

    init(_ name: String, _ before: [Int], _ after: [Int], _ axes: [(Axis, ChannelMap)]) {
      self.name = name
      self.before = before
      self.after = after
      self.axes = axes.reversed().filter { !$0.1.isIdentity }.map {
        AxisChange(axis: $0.0, channels: Channels($0.1))
      }
    }
  }

  /// The layer; for one inside a nested model, that model.
  public var layer: LayerID
  /// Its name; inside a nested model `model/layer`.
  public var name: String
  /// How it changed.
  public var kind: Kind
  /// The weights that were sliced or padded.
  public var resized: [Resized] = []
  /// The weights that the layer did not have before.
  public var added: [String] = []
  /// What became of its input channels and its output channels, where that is known.
  public var input: Channels?
  public var output: Channels?
  /// Which filters stayed.
  public var selection = FilterSelection.first
  /// Whether its window has another size.
  public var isWindow = false
}

extension WeightChange: CustomStringConvertible {
  /// One line that says what stayed and what is new.
  public var description: String {
    guard kind == .fitted else { return "\(name): new, its weights come from the fill" }
    var parts: [String] = []
    if let output, output.isChanged {
      parts.append(Self.words("filters", output, selection.words(for: output)))
    }
    if let input, input.isChanged { parts.append(Self.words("input channels", input, "")) }
    if isWindow { parts.append("keeps the middle of its window") }
    if !added.isEmpty { parts.append("\(added.joined(separator: ", ")) from the fill") }
    if parts.isEmpty {
      let names = resized.map(\.name).joined(separator: ", ")
      parts.append("\(names) \(resized.count == 1 ? "follows" : "follow") the channels")
    }
    return "\(name): \(parts.joined(separator: "; "))"
  }

  private static func words(_ what: String, _ channels: Channels, _ which: String) -> String {
    let fresh = channels.after - channels.kept
    let kept = "keeps \(which)\(channels.kept) of \(channels.before) \(what)"
    return fresh > 0 ? "\(kept), \(fresh) from the fill" : kept
  }
}

extension FilterSelection {
  /// Which of the filters of a layer stayed, as far as this rule chose them: `the first `, with a blank,
  /// or nothing.
  public func words(for filters: WeightChange.Channels) -> String {
    guard filters.kept < filters.before, filters.kept == filters.after else { return "" }
    switch self {
    case .first: return filters.areFirst ? "the first " : ""
    case .largest: return "the largest "
    }
  }
}
