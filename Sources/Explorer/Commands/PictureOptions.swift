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
      it is inception, or raw for a model that begins with a Rescaling or Normalization layer.
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
    let readers = graph.inputs.flatMap { graph.consumers(of: $0) }
    let normalizes = readers.contains { reader in
      switch graph.operation(of: reader) {
      case .rescaling, .normalization: true
      default: false
      }
    }
    return normalizes ? .raw : .inception
  }
}

extension Preprocessing: ExpressibleByArgument {}
extension PictureFit: ExpressibleByArgument {}
