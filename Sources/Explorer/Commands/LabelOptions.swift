import ArgumentParser
import GraphCore
import ModelFiles

/// What the classes of a model are called.
struct LabelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The names of the classes: a text file with a line for each class, a JSON list, or Keras' \
      imagenet_class_index.json.
      """, valueName: "file"))
  var labels: String?

  /// The names for a model; nil when none were given.
  ///
  /// - Throws: `CommandError` when the model has another number of classes.
  func names(for analysis: ModelAnalysis) throws -> [String]? {
    guard let labels else { return nil }
    let names = try ClassLabels(fileBytes: File.read(labels), path: labels).names
    let shape = analysis.graph.outputs.first.map { analysis.shape(of: $0) }
    let classes = shape?.rank == 1 ? shape?.channels.value : nil
    guard let classes else {
      throw CommandError(
        .data, "'\(labels)' names classes, but the model's output is \(shape ?? .unknown)")
    }
    guard classes == names.count else {
      throw CommandError(
        .data, "'\(labels)' names \(names.count) classes, but the model has \(classes)")
    }
    return names
  }
}
