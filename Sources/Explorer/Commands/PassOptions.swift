import ArgumentParser
import Compute
import GraphCore
import ModelFiles

/// What a forward pass is made with: weights and input.
struct PassOptions: ParsableArguments {
  @Option(help: "How weights are made up.")
  var fill = WeightFill.glorot

  @Option(help: "The seed of made-up weights and of the random input.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      """
      'random' (seeded, -1 to 1), 'photograph' (the one that ships with the program), or a file. \
      A .npy file holds float32 of height x width x channels, with or without a batch axis of 1, \
      and is taken as it is. A .png file is stretched to the model's input (bilinear, pixel \
      centres at one half) and scaled to -1...1 as x / 127.5 - 1.
      """, valueName: "random|photograph|file"))
  var input = "random"

  /// The weights of a model.
  func weights(for analysis: ModelAnalysis) -> Weights {
    .filled(for: analysis, fill: fill, seed: seed)
  }

  /// The input tensor of a model, batch 1.
  func tensor(for analysis: ModelAnalysis) throws -> Tensor {
    let shape = try Self.inputShape(of: analysis)
    switch input {
    case "random": return .randomInput(shape: [1] + shape, seed: seed)
    case "photograph": return try Self.tensor(.photograph(), name: input, shape: shape)
    default:
      let bytes = try File.read(input)
      // By content, so that a wrong extension does no harm.
      if bytes.starts(with: [0x93, 0x4E]) {
        return try Self.tensor(NumpyArray(fileBytes: bytes, path: input), path: input, shape: shape)
      }
      guard bytes.starts(with: [0x89, 0x50]) else {
        throw CommandError(.data, "'\(input)' is neither a .npy nor a .png file")
      }
      return try Self.tensor(Picture(pngBytes: bytes, path: input), name: input, shape: shape)
    }
  }

  private static func inputShape(of analysis: ModelAnalysis) throws -> [Int] {
    guard let input = analysis.graph.inputs.first, analysis.graph.inputs.count == 1 else {
      throw CommandError(
        .data,
        "the model has \(analysis.graph.inputs.count) inputs; only models with one can be run")
    }
    let shape = analysis.shape(of: input)
    let sizes = shape.dimensions.compactMap(\.value)
    guard sizes.count == shape.rank else {
      throw CommandError(
        .data, "the input is \(shape); give it a size first, as in --set model.input_size=224")
    }
    // Beyond what can be counted no plan is made either, with a better message.
    guard shape.elementCount != nil else {
      throw CommandError(.data, "the input of \(shape) is too large")
    }
    return sizes
  }

  private static func tensor(_ array: NumpyArray, path: String, shape: [Int]) throws -> Tensor {
    guard array.shape == shape || array.shape == [1] + shape else {
      throw CommandError(
        .data, "'\(path)' has the shape \(array.shape), but the model takes \(shape)")
    }
    return Tensor(shape: [1] + shape, elements: array.elements)
  }

  private static func tensor(_ picture: Picture, name: String, shape: [Int]) throws -> Tensor {
    guard shape.count == 3, shape[2] == 1 || shape[2] == 3 else {
      throw CommandError(
        .data, "the model takes \(shape), and '\(name)' is a picture; use random or a .npy file")
    }
    let elements = picture.networkInput(height: shape[0], width: shape[1], channels: shape[2])
    return Tensor(shape: [1] + shape, elements: elements)
  }
}

extension WeightFill: ExpressibleByArgument {}
