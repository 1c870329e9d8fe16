import GraphCore
import ModelFiles

/// A file that a model is run on, and how a picture in it becomes the model's input: in the words of
/// `explorer run`.
struct InputFile: Hashable, Sendable {
  /// The path; `photograph` is the one that ships with the program.
  var path: String
  /// How the values are normalized; nil for what the model asks for.
  var preprocess: Preprocessing?
  /// How a picture of other proportions is fitted.
  var resize = PictureFit.stretch

  /// The file and what becomes of it.
  func words(for graph: ModelGraph) -> String {
    let name = path == "photograph" ? "the photograph" : path
    // An array is taken as it is.
    if path.lowercased().hasSuffix(".npy") { return name }
    let preprocess = preprocess ?? PictureOptions.preprocessing(for: graph)
    return "\(name), \(preprocess.rawValue)" + (resize == .crop ? ", crop" : "")
  }
}

extension State {
  /// The file that an input comes from; nil for random numbers.
  func file(of choice: InputChoice) -> InputFile? {
    switch choice {
    case .file(let file): file
    case .photograph: setup.picture
    case .random: nil
    }
  }

  /// What an input is, in words.
  func inputName(_ choice: InputChoice) -> String {
    file(of: choice)?.words(for: analysis.graph) ?? inputNames[choice] ?? ""
  }

  /// What the model would be run on instead; nil when there is nothing else.
  var otherInput: InputChoice? {
    guard input == .random else { return .random }
    return lastPicture ?? (inputNames[.photograph] == nil ? nil : .photograph)
  }
}
