import GraphCore
import ModelFiles

extension State {
  /// Takes the other input: random numbers, or the picture before them.
  mutating func switchInput() -> [Effect] {
    guard let other = otherInput else { return [] }
    return take(other)
  }

  /// Runs the model on another file, on the photograph or on random numbers from now on.
  mutating func chooseInput(_ path: String) -> [Effect] {
    if path == "random" { return take(.random) }
    var chosen = InputFile(path: path)
    if let old = file(of: input) ?? lastPicture.flatMap({ file(of: $0) }) {
      (chosen.preprocess, chosen.resize) = (old.preprocess, old.resize)
    }
    let before = input
    let effects = take(.file(chosen))
    if before != input { inputBefore = before }
    return effects + [.checkInput(chosen, analysis)]
  }

  /// Goes back to the input before a file that can't be one.
  mutating func inputFailed(_ file: InputFile, _ reason: String) -> [Effect] {
    guard input == .file(file) else { return [] }
    let effects = inputBefore.map { take($0) } ?? []
    if lastPicture == .file(file) { lastPicture = nil }
    message = Message(kind: .error, text: reason)
    return effects
  }

  /// Normalizes a picture in another way from now on.
  mutating func choosePreprocessing(_ word: String) -> [Effect] {
    guard let choice = Preprocessing(rawValue: word) else {
      return refuse(word, of: .preprocess, among: Preprocessing.allCases.map(\.rawValue))
    }
    return changeFile { $0.preprocess = choice }
  }

  /// Fits a picture in another way from now on.
  mutating func chooseResizing(_ word: String) -> [Effect] {
    guard let choice = PictureFit(rawValue: word) else {
      return refuse(word, of: .resize, among: PictureFit.allCases.map(\.rawValue))
    }
    return changeFile { $0.resize = choice }
  }

  /// Names the classes, when a file could be read.
  mutating func labelNews(_ path: String, _ news: Event.LabelNews) {
    switch news {
    case .read(let names):
      classNames = names
      note(Invocation(.labels, path))
      message = Message(kind: .info, text: "labels: \(names.count) names from \(path)")
    case .failed(let reason): message = Message(kind: .error, text: reason)
    }
  }

  private mutating func changeFile(_ change: (inout InputFile) -> Void) -> [Effect] {
    guard var file = file(of: input) else { return [] }
    change(&file)
    return take(.file(file))
  }

  /// Runs the model on something else from now on; an open view of outputs is computed anew.
  mutating func take(_ choice: InputChoice) -> [Effect] {
    if input != .random { lastPicture = input }
    input = choice
    if choice != .random { lastPicture = choice }
    message = Message(kind: .info, text: "input: \(inputName(choice))")
    return passesAreStale()
  }

  private mutating func refuse(
    _ word: String, of command: Command, among words: [String]
  ) -> [Effect] {
    let list = words.joined(separator: ", ")
    message = Message(kind: .error, text: "\(command.rawValue) takes \(list), not '\(word)'")
    return []
  }
}
