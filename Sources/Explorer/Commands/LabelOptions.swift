import ArgumentParser
import Glibc
import GraphCore
import ModelFiles

/// What the classes of a model are called.
struct LabelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The names of the classes: a text file with a line for each class, a JSON list, or Keras' \
      imagenet_class_index.json. Without this, NAME.labels.txt beside a file NAME.keras, NAME.json or \
      NAME.h5 is taken.
      """, valueName: "file"))
  var labels: String?

  /// The names for a model; nil when none were given, and none lie beside the model's file.
  ///
  /// - Parameter model: the model's name or the path of its file.
  /// - Throws: `CommandError` when the model has another number of classes.
  func names(for analysis: ModelAnalysis, of model: String) throws -> [String]? {
    guard let path = labels ?? Self.labels(beside: model) else { return nil }
    let names = try ClassLabels(fileBytes: File.read(path), path: path).names
    let shape = analysis.graph.outputs.first.map { analysis.shape(of: $0) }
    let classes = shape?.rank == 1 ? shape?.channels.value : nil
    if let classes, classes == names.count { return names }
    let reason =
      classes.map { "'\(path)' names \(names.count) classes, but the model has \($0)" }
      ?? "'\(path)' names classes, but the model's output is \(shape ?? .unknown)"
    guard labels == nil else { throw CommandError(.data, reason) }
    // Nobody asked for these, and an edit may have changed the classes.
    StandardStream.error.write("explorer: \(reason), so they are numbered\n")
    return nil
  }

  /// The file of names that lies beside a model's file; nil when there is none.
  private static func labels(beside model: String) -> String? {
    for end in [".keras", ".json", ".h5"] where model.hasSuffix(end) {
      let labels = model.dropLast(end.count) + ".labels.txt"
      if access(String(labels), R_OK) == 0 { return String(labels) }
    }
    return nil
  }
}
