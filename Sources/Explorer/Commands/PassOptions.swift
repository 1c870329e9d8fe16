import ArgumentParser
import Compute
import GraphCore
import ModelFiles

/// What a forward pass is made with: weights and input.
struct PassOptions: ParsableArguments {
  @OptionGroup var made: FillOptions

  @Option(
    help: ArgumentHelp(
      """
      'random' (seeded, -1 to 1), 'photograph' (the one that ships with the program), or a file. \
      A .npy file holds height x width x channels, with or without a batch axis of 1, and is taken \
      as it is. A PNG, JPEG or WebP picture is fitted to the model's input as --resize says \
      (bilinear, pixel centres at one half) and normalized as --preprocess says.
      """, valueName: "random|photograph|file"))
  var input = "random"

  @OptionGroup var picture: PictureOptions

  /// The input tensors of a model in their order, batch 1; random ones when it has several inputs.
  func tensors(for analysis: ModelAnalysis) throws -> [Tensor] {
    guard analysis.graph.inputs.count > 1 else { return [try tensor(for: analysis)] }
    guard input == "random" else {
      throw CommandError(
        .data,
        "the model has \(analysis.graph.inputs.count) inputs; only --input random fills them all")
    }
    return try Tensor.randomInputs(of: analysis, seed: made.seed)
  }

  /// The input tensor of a model, batch 1.
  func tensor(for analysis: ModelAnalysis) throws -> Tensor {
    let shape = try Self.inputShape(of: analysis)
    switch input {
    case "random": return .randomInput(shape: [1] + shape, seed: made.seed)
    case "photograph": return try picture.tensor(.photograph(), name: input, for: analysis)
    default:
      let bytes = try File.read(input)
      // By content, so that a wrong extension does no harm.
      if bytes.starts(with: NumpyArray.magic) {
        return try Self.tensor(NumpyArray(fileBytes: bytes, path: input), path: input, shape: shape)
      }
      return try picture.tensor(
        Picture(fileBytes: bytes, path: input), name: input, for: analysis)
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
    if array.shape.count == shape.count + 1, Array(array.shape.dropFirst()) == shape,
      let batch = array.shape.first, batch > 1
    {
      throw CommandError(
        .data,
        "'\(path)' holds a batch of \(batch); one sample is run at a time, so save one of them")
    }
    guard array.shape == shape || array.shape == [1] + shape else {
      throw CommandError(
        .data, "'\(path)' has the shape \(array.shape), but the model takes \(shape)")
    }
    return Tensor(shape: [1] + shape, elements: array.elements)
  }
}
