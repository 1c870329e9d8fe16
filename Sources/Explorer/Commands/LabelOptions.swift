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
      """, valueName: "file"), completion: .file())
  var labels: String?

  /// The names for a model; nil when none were given, and none lie beside the model's file.
  ///
  /// - Parameter model: the model's name or the path of its file.
  /// - Throws: `CommandError` when no output of the model has that number of classes.
  func names(for analysis: ModelAnalysis, of model: String) throws -> [String]? {
    guard let path = labels ?? Self.labels(beside: model) else { return nil }
    do {
      return try Self.names(in: path, for: analysis)
    } catch let error as CommandError where labels == nil {
      // Nobody asked for these, and an edit may have changed the classes.
      StandardStream.error.write("explorer: \(error), so they are numbered\n")
      return nil
    }
  }

  /// The names in a file, as many as an output of the model has classes.
  ///
  /// - Throws: `CommandError` when no output has that many, and what reading throws.
  static func names(in path: String, for analysis: ModelAnalysis) throws -> [String] {
    let names = try ClassLabels(fileBytes: File.read(path), path: path).names
    let outputs = analysis.graph.outputs
    let counts = outputs.map { RankedClasses.count(of: $0, in: analysis) }
    if counts.contains(names.count) { return names }
    let texts = zip(outputs, counts).map { output, count in
      let name = outputs.count > 1 ? "\(analysis.graph.label(of: output)) has " : "the model has "
      return name + (count.map { "\($0)" } ?? "an output of \(analysis.shape(of: output))")
    }
    throw CommandError(
      .data, "'\(path)' names \(names.count) classes, but \(texts.joined(separator: ", "))")
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
