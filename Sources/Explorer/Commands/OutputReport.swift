import Compute
import ModelFiles

/// What a layer's output looks like as a whole.
struct OutputReport {
  /// The model's name.
  var model: String
  /// The layer's name.
  var layer: String
  /// The layer's class.
  var className: String
  /// The shape with batch 1.
  var shape: [Int]
  /// The numbers.
  var statistics: TensorStatistics

  /// One line a number.
  var table: String {
    let sizes = shape.map(String.init).joined(separator: ", ")
    let lines = [
      ("layer", "\(layer) (\(className))"), ("shape", "(\(sizes))"), ("min", "\(statistics.min)"),
      ("max", "\(statistics.max)"), ("mean", "\(statistics.mean)"),
      ("std", "\(statistics.standardDeviation)"),
      ("zeros", (statistics.zeroShare * 100).rounded(toDigits: 2) + "%"),
    ]
    return lines.map { label, value in
      label + String(repeating: " ", count: 7 - label.count) + value + "\n"
    }.joined()
  }

  /// The JSON document.
  var json: JSONValue {
    [
      "model": .string(model),
      "layer": .string(layer),
      "class": .string(className),
      "shape": .array(shape.map(JSONValue.integer)),
      "min": .number(Double(statistics.min)),
      "max": .number(Double(statistics.max)),
      "mean": .number(statistics.mean),
      "std": .number(statistics.standardDeviation),
      "zero_share": .number(statistics.zeroShare),
    ]
  }
}
