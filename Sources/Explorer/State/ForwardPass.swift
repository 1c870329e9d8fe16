import Compute
import GraphCore

/// How far a forward pass, or several of them, have come.
struct PassProgress: Hashable, Sendable {
  /// The share of all work that is done, 0 to 1.
  var fraction: Double
  /// Layers done in this pass.
  var layersDone: Int
  /// Layers of a pass.
  var layers: Int
  /// The layer that was done last.
  var layer: String
  /// Whether the pass is being planned, and these are the layers whose weights are packed.
  var isPlanning = false
}

/// The measured time of a model.
struct PassTiming: Hashable, Sendable {
  /// The median of all passes in milliseconds.
  var median: Double
  /// The fastest pass in milliseconds.
  var minimum: Double
  /// The pass that 95 % of all stay below, in milliseconds.
  var percentile95: Double
  /// How far the passes lie apart: the middle half of them is within this many milliseconds.
  var spread: Double
  /// How many passes were timed.
  var passes: Int
  /// The time of each layer in milliseconds.
  var layers: [NodeID: Double]
  /// The layers that are computed inside another one's step, by that one's call.
  var hosts: [NodeID: NodeID] = [:]
  /// The bytes that each layer reads and writes at least.
  var bytes: [NodeID: Int] = [:]
  /// The operations in a nanosecond that this machine reaches, measured with the passes; 0 when unknown.
  var peak = 0.0
  /// The largest elements of the model's output; nil when that is no vector.
  var scores: ClassScores?
  /// The version that ran in turns with this one; nil when none did.
  var turns: PassTurns?
  /// Whether it was measured before the program ended and took its edits up again.
  var isFromBefore = false
}

extension PassTiming {
  /// The times of all layers, in milliseconds.
  var layerSum: Double { layers.values.reduce(0, +) }

  /// What all of some layers are computed inside of; nil when some of them have a time of their own.
  func host(of nodes: [NodeID]) -> NodeID? {
    guard let host = nodes.first.flatMap({ hosts[$0] }), !nodes.contains(host) else { return nil }
    return nodes.allSatisfy { hosts[$0] == host } ? host : nil
  }

  /// The part of a pass that no layer takes, in milliseconds; 0 when the medians of all layers add up to
  /// more than the median pass.
  var betweenLayers: Double { max(0, median - layerSum) }
}

/// An earlier version, or another model, that a version is timed against.
struct EarlierModel: Sendable {
  /// The version; nil for another model.
  var version: Int?
  /// Its model.
  var model: ModelAnalysis
  /// The name of another model.
  var other: String?
}

/// How a version's passes differ from those of an earlier one, or of another model, that were run in turns
/// with them.
struct PassTurns: Hashable, Sendable {
  /// What can be said of the difference.
  enum Verdict: String, Hashable, Sendable {
    /// It is more than noise.
    case outside = "outside the noise"
    /// It may be noise.
    case within = "within the noise"
    /// There are too few pairs of passes to tell it from noise.
    case untold = "too few passes to tell"
  }

  /// Passes of one of the two.
  struct Passes: Hashable, Sendable {
    /// Their median in milliseconds.
    var median: Double
    /// How far they lie apart, as in `PassTiming`.
    var spread: Double
  }

  /// The earlier version; nil for another model.
  var version: Int?
  /// What the earlier version took.
  var old: Passes
  /// What this version took then; it may have been timed again since.
  var new: Passes
  /// The time of this version less that of the earlier one, pair by pair.
  var differences: PairedComparison
  /// The name of another model.
  var other: String?

  /// What ran in turns with the version.
  var base: Comparison.Base { version.map { .version($0) } ?? .other(other ?? "") }

  /// What can be said of the difference.
  var verdict: Verdict {
    guard differences.interval != nil else { return .untold }
    return differences.isOutsideNoise ? .outside : .within
  }
}

/// What a model is run on.
enum InputChoice: Hashable, Sendable {
  /// The photograph that the program ships with, or the file that the command line named.
  case photograph
  /// A file that was named since, or another way to make a picture the input.
  case file(InputFile)
  /// Numbers of the seeded generator.
  case random

  /// What the two are called in commands.
  static let words = ["photograph", "random"]
}

/// The output of one layer.
struct LayerValues: Hashable, Sendable {
  /// The sizes without the batch axis: height, width, channels of a map; one size of a vector.
  var shape: [Int]
  /// The elements, the last axis innermost.
  var elements: [Float]

  /// The number of channels of a map or of elements of a vector.
  var channels: Int { shape.last ?? 0 }

  /// Where the largest finite element is, the first of equal ones; 0 when there is none.
  var largest: Int { extreme { $0 > $1 } }

  /// Where the smallest finite element is, the last of equal ones; 0 when there is none.
  var smallest: Int { extreme { $0 <= $1 } }

  private func extreme(_ isBetter: (Float, Float) -> Bool) -> Int {
    var place: Int?
    for index in elements.indices where elements[index].isFinite {
      if place.map({ isBetter(elements[index], elements[$0]) }) ?? true { place = index }
    }
    return place ?? 0
  }

  /// The element that comes some places after another one, the largest first, of equal ones the first.
  ///
  /// What is no finite number comes nowhere. Stops at both ends.
  func element(_ steps: Int, after index: Int) -> Int {
    func precedes(_ left: Int, _ right: Int) -> Bool {
      (elements[right], left) < (elements[left], right)
    }
    var place = index
    if !elements.indices.contains(index) || !elements[index].isFinite {
      guard elements.contains(where: \.isFinite) else { return index }
      place = largest
    }
    for _ in 0..<min(steps.magnitude, UInt(elements.count)) {
      var next: Int?
      for other in elements.indices where elements[other].isFinite {
        let isBehind = steps > 0 ? precedes(place, other) : precedes(other, place)
        guard isBehind else { continue }
        guard let best = next else {
          next = other
          continue
        }
        if steps > 0 ? precedes(other, best) : precedes(best, other) { next = other }
      }
      guard let next else { break }
      place = next
    }
    return place
  }

  /// Height and width of a map; nil for anything else.
  var mapSize: (height: Int, width: Int)? {
    shape.count == 3 ? (shape[0], shape[1]) : nil
  }
}

/// Where the outputs of a pass can be had.
protocol OutputSource: Sendable {
  /// The output of a call; nil when it was not kept.
  func values(of node: NodeID) -> LayerValues?
  /// A weight of a layer; nil when it cannot be had.
  func weight(_ weight: WeightSpecification, layer: String) -> [Float]?
}

/// A pass whose outputs were kept.
struct InspectedPass: Sendable {
  /// The version of the model that was run.
  var version: Int
  /// What it was run on.
  var input: InputChoice
  /// The outputs.
  var source: any OutputSource
}
