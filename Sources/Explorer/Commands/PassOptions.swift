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
      (bilinear, pixel centres at one half) and normalized as --preprocess says. A model with several \
      inputs takes one for each in their order, or NAME=file; those that are left out are random.
      """, valueName: "random|photograph|[name=]file"), completion: .input)
  var input: [String] = []

  @OptionGroup var picture: PictureOptions

  /// The tensors of a model's inputs in their order, batch 1.
  func tensors(for analysis: ModelAnalysis) throws -> [Tensor] {
    let inputs = analysis.graph.inputs
    var sources = [String?](repeating: nil, count: inputs.count)
    var unnamed: [String] = []
    for source in input {
      if let equals = source.firstIndex(of: "="),
        let index = inputs.firstIndex(where: { analysis.graph.name(of: $0) == source[..<equals] })
      {
        sources[index] = String(source[source.index(after: equals)...])
      } else {
        unnamed.append(source)
      }
    }
    for index in sources.indices where sources[index] == nil && !unnamed.isEmpty {
      sources[index] = unnamed.removeFirst()
    }
    guard unnamed.isEmpty else {
      let names = inputs.map { analysis.graph.name(of: $0) }.joined(separator: ", ")
      throw CommandError(
        .usage,
        "the model has \(inputs.count == 1 ? "one input" : "\(inputs.count) inputs") (\(names)), "
          + "so --input \(unnamed[0]) is one too many")
    }
    return try zip(inputs, sources).map { node, source in
      // The stream of a single input is named as everywhere else.
      let stream = inputs.count == 1 ? "input" : analysis.graph.name(of: node)
      return try tensor(source ?? "random", for: node, in: analysis, stream: stream)
    }
  }

  private func tensor(
    _ source: String, for node: NodeID, in analysis: ModelAnalysis, stream: String
  ) throws -> Tensor {
    let shape = try Self.inputShape(of: node, in: analysis)
    switch source {
    case "random": return .randomInput(shape: [1] + shape, seed: made.seed, name: stream)
    case "photograph":
      return try picture.tensor(.photograph(), name: source, for: node, in: analysis)
    default:
      let bytes = try File.read(source)
      // By content, so that a wrong extension does no harm.
      if bytes.starts(with: NumpyArray.magic) {
        return try Self.tensor(
          NumpyArray(fileBytes: bytes, path: source), path: source, shape: shape)
      }
      return try picture.tensor(
        Picture(fileBytes: bytes, path: source), name: source, for: node, in: analysis)
    }
  }

  private static func inputShape(of input: NodeID, in analysis: ModelAnalysis) throws -> [Int] {
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
