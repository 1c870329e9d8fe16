import Compute
import GraphCore

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
  /// More than a part of the elements is zero.
  case zeros(over: Double)
  /// Some element is above a number.
  case above(Float)
  /// The layer fits a search, whatever its output is.
  case layer(Query)

  /// The condition in words.
  var words: String {
    switch self {
    case .notFinite: "NaN or infinite"
    case .allZeros: "all zeros"
    case .zeros(let share): "over \(Format.percent(share)) zeros"
    case .above(let bound): "above \(Format.value(Double(bound)))"
    case .layer(let query): "of a layer that fits '\(query.text)'"
    }
  }

  /// The condition as it is typed; floats are written so that they are read as the same.
  var typed: String {
    switch self {
    case .notFinite: "nan"
    case .allZeros: "zeros"
    case .zeros(let share): "zeros>\(share)"
    case .above(let bound): "\(bound)"
    case .layer(let query): query.text
    }
  }

  /// What is typed for no condition.
  static let never = "off"

  /// Whether an output is so.
  func holds(for values: LayerValues) -> Bool {
    switch self {
    case .allZeros: !values.elements.isEmpty && values.elements.allSatisfy { $0 == 0 }
    case .zeros(let share):
      Double(values.elements.count { $0 == 0 }) > share * Double(values.elements.count)
    case .notFinite, .above: firstElement(in: values) != nil
    case .layer: false
    }
  }

  /// The place of the first element that is so; nil when none is, or the output as a whole is meant.
  func firstElement(in values: LayerValues) -> Int? {
    switch self {
    case .notFinite: values.elements.firstIndex { !$0.isFinite }
    case .above(let bound): values.elements.firstIndex { $0 > bound }
    case .allZeros, .zeros, .layer: nil
    }
  }

  /// The condition as it is typed: `nan`, `zeros`, `zeros>90%`, a number above which to stop, or what
  /// a search for layers takes.
  ///
  /// - Throws: what is wrong with the search, in one line.
  init(parsing text: String) throws(Query.Fault) {
    let text = text.trimmingPrefix(while: \.isWhitespace)
    let word = text.lowercased()
    let number = Float(word.hasPrefix("above ") ? String(word.dropFirst(6)) : word)
    if ["nan", "inf", "infinite"].contains(word) {
      self = .notFinite
    } else if ["zeros", "zero"].contains(word) {
      self = .allZeros
    } else if word.hasPrefix("zeros>") {
      let share = word.dropFirst(6)
      let percent = share.hasSuffix("%") ? Double(share.dropLast()).map { $0 / 100 } : Double(share)
      guard let percent, (0..<1).contains(percent) else {
        throw Query.Fault(text: "'\(share)' is no part of the elements, as 90% and 0.9 are")
      }
      self = .zeros(over: percent)
    } else if let number, number.isFinite {
      self = .above(number)
    } else {
      self = .layer(try Query(String(text)))
    }
  }
}
