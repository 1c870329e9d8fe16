import ArgumentParser
import Compute
import GraphCore
import ModelFiles

/// How a picture becomes the input of a model.
struct PictureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      How a picture's values are normalized: inception is x / 127.5 - 1, imagenet subtracts \
      ImageNet's mean and divides by its deviation, unit is x / 255, raw leaves 0...255. Left out, \
      it is inception, or raw for a model that begins with a layer or a function that normalizes.
      """, valueName: "inception|imagenet|unit|raw"))
  var preprocess: Preprocessing?

  @Option(
    help: ArgumentHelp(
      "How a picture of other proportions is fitted: stretched, or cropped around its centre.",
      valueName: "stretch|crop"))
  var resize = PictureFit.stretch

  /// A picture as an input of a model, batch 1.
  func tensor(
    _ picture: Picture, name: String, for input: NodeID, in analysis: ModelAnalysis
  ) throws(CommandError) -> Tensor {
    let shape = analysis.shape(of: input)
    let sizes = shape.dimensions.compactMap(\.value)
    guard shape.rank == 3, sizes.count == 3, sizes[2] == 1 || sizes[2] == 3 else {
      throw CommandError(
        .data, "the model takes \(shape), and '\(name)' is a picture; use random or a .npy file")
    }
    let elements = picture.networkInput(
      height: sizes[0], width: sizes[1], channels: sizes[2],
      preprocessing: preprocess ?? Self.preprocessing(for: analysis.graph), fit: resize)
    return Tensor(shape: [1] + sizes, elements: elements)
  }

  /// What a model asks for: a layer of its own that normalizes takes the values as they are.
  static func preprocessing(for graph: ModelGraph) -> Preprocessing {
    normalizesItsInput(graph) == true ? .raw : .inception
  }

  /// Whether what comes first in a model normalizes; nil when the model passes its input on.
  private static func normalizesItsInput(_ graph: ModelGraph) -> Bool? {
    var waiting = graph.inputs
    var seen = Set(waiting)
    var isPassedOn = true
    while let node = waiting.popLast() {
      for reader in graph.consumers(of: node) where seen.insert(reader).inserted {
        switch normalizes(graph.operation(of: reader)) {
        case true?: return true
        case false?: isPassedOn = false
        case nil: waiting.append(reader)
        }
      }
    }
    return isPassedOn ? nil : false
  }

  /// Whether a layer normalizes; nil for one that passes its input on in inference, as augmentation does.
  private static func normalizes(_ operation: GraphCore.Operation) -> Bool? {
    switch operation {
    case .rescaling, .normalization: return true
    case .identity: return nil
    case .model(let model): return normalizesItsInput(model.analysis.graph)
    case .opaque(let layer):
      switch layer.computation {
      case .identity?: return nil
      case .function(let function)?: return function.hasConstant
      // With a factor for each channel it has no rules here.
      case nil: return layer.kerasClass == Rescaling.className
      }
    default: return false
    }
  }
}

extension Preprocessing: ExpressibleByArgument {}
extension PictureFit: ExpressibleByArgument {}
