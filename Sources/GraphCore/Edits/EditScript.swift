/// Edits as text, one a line: what `--set` takes, scripts hold and the log shows.
///
///     conv2d_2.filters=96                                 a field of a layer
///     residual_inception_1.filters_3x3=96                 a number of a block, or of a run of blocks
///     model.input_size=299                                input_size or classes of the model
///     numbers residual_inception_1 64 96 96 16 32 32      all numbers of a block, in order
///     group conv2d_5 256                                  with all that sums tie to it
///     widen model 0.5 8                                   times 0.5, to multiples of 8
///     insert conv2d_2 Conv2D filters=64 kernel_size=3     a layer behind a layer
///     insert add before add_1 BatchNormalization          only on the way to that reader
///     insert add inception 64 96 128 16 32 32             a block behind a layer
///     insert add residual_inception 64 96 128 16 32 32
///     remove residual_inception_1/5x5                     a layer, a branch or a block
///     branch inception_1 Conv2D filters=8 kernel_size=1 + Conv2D filters=16 kernel_size=3 padding=same
///     duplicate residual_inception_2
///     residual inception_1                               a block, a branch, a unit or a layer
///     rename conv2d_2 stem
///     undo                                                takes back the last edit that is left
///     redo                                                makes it again
///     state 3                                             goes to what the third edit led to; 0: the original
///     keep largest                                        the rule by which given weights are cut
///
/// Blank lines and what follows a `#` at the start of a word are passed over. An edit that holds
/// several is joined by ` ; `, which are checked and repaired together. A name that is no word, as one
/// with a blank in it, stands in quotes: `"a b".filters=5`; `EditWord` tells how.
public enum EditScript {
  /// A line that could not be read.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number of the line, the first being 1.
    public var line: Int
    /// What is wrong with it.
    public var error: EditError

    /// One line with the number.
    public var description: String { "line \(line): \(error)" }
  }

  /// A line of a script.
  public struct Step: Hashable, Sendable {
    /// The number of the line, the first being 1.
    public var line: Int
    /// What it says.
    public var action: Action
  }

  /// What a line says.
  public enum Action: Hashable, Sendable {
    /// Makes an edit.
    case edit(Edit)
    /// Takes back the last edit that is left.
    case undo
    /// Makes the edit again that was taken back last.
    case redo
    /// Goes to what an edit led to, counted from 1; 0 is the original.
    case state(Int)
    /// Chooses which filters of given weights stay, for all edits; a graph knows no weights, so that
    /// it does not know the words either.
    case keep(String)
  }

  /// Reads a script.
  public static func steps(in text: some StringProtocol) throws(Fault) -> [Step] {
    var steps: [Step] = []
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      do throws(EditError) {
        let words = try Edit.words(in: line, takesComments: true)
        guard !words.isEmpty else { continue }
        let action: Action =
          switch (words[0].plain, words.count) {
          case ("undo", 1): .undo
          case ("redo", 1): .redo
          case ("state", 2) where Int(words[1].plain ?? "") != nil: .state(Int(words[1].text) ?? 0)
          case ("keep", 2): .keep(words[1].text)
          default: .edit(try Edit(words: words))
          }
        steps.append(Step(line: number, action: action))
      } catch {
        throw Fault(line: number, error: error)
      }
    }
    return steps
  }

  /// Reads a script and returns the edits that lead to where it ends.
  public static func edits(in text: some StringProtocol) throws(Fault) -> [Edit] {
    var edits: [Edit] = []
    var tree = VersionTree()
    for step in try steps(in: text) {
      if case .edit(let edit) = step.action { edits.append(edit) }
      guard tree.take(step.action) else {
        throw Fault(line: step.line, error: .unreadable(step.action.description))
      }
    }
    return tree.line(to: tree.current).dropFirst().map { edits[$0 - 1] }
  }

  /// Writes a script, an edit a line.
  public static func text(_ edits: [Edit]) -> String {
    edits.map { "\($0)\n" }.joined()
  }
}

extension EditScript.Action: CustomStringConvertible {
  /// The line that says it.
  public var description: String {
    switch self {
    case .edit(let edit): "\(edit)"
    case .undo: "undo"
    case .redo: "redo"
    case .state(let id): "state \(id)"
    case .keep(let word): "keep \(word)"
    }
  }
}

extension VersionTree {
  /// Goes where a line of a script leads, its edit having been made; false when it leads nowhere.
  public mutating func take(_ action: EditScript.Action) -> Bool {
    switch action {
    case .edit: add()
    case .undo: return undo()
    case .redo: return redo()
    case .state(let id): return go(to: id)
    case .keep: break
    }
    return true
  }
}

extension Edit {
  /// Reads an edit as a script's line has it.
  ///
  /// - Throws: `EditError.unreadable`, or `.invalidValue` for a field of a new layer.
  public init(parsing text: String) throws(EditError) {
    try self.init(words: Self.words(in: text, takesComments: false))
  }

  fileprivate static func words(
    in line: some StringProtocol, takesComments: Bool
  ) throws(EditError) -> [EditWord] {
    var reader = EditWordReader(line, takesComments: takesComments)
    var words: [EditWord] = []
    while let word = reader.next() { words.append(word) }
    guard reader.isWhole else { throw .openQuote(String(line)) }
    return words
  }

  fileprivate init(words: [EditWord]) throws(EditError) {
    if words.contains(where: { $0.plain == ";" }) {
      var edits: [Edit] = []
      for part in words.split(omittingEmptySubsequences: false, whereSeparator: { $0.plain == ";" })
      {
        edits.append(try Edit(words: Array(part)))
      }
      self = .all(edits)
      return
    }
    let unreadable = EditError.unreadable(words.map(\.text).joined(separator: " "))
    let arguments = words.dropFirst().map(\.text)
    switch (words.first?.plain, arguments.count) {
    case ("numbers", 2...):
      let values = arguments.dropFirst().compactMap { Int($0) }
      guard values.count == arguments.count - 1 else { throw unreadable }
      self = .setNumbers(block: arguments[0], values)
    case ("group", 2):
      guard let filters = Int(arguments[1]) else { throw unreadable }
      self = .setGroup(layer: arguments[0], filters: filters)
    case ("widen", 2...3):
      guard let factor = Double(arguments[1]),
        let multiple = arguments.count == 3 ? Int(arguments[2]) : 1
      else { throw unreadable }
      self = .widen(target: arguments[0], factor: factor, multiple: multiple)
    case ("insert", 8) where Self.blockNames.contains(arguments[1]):
      let numbers = arguments.dropFirst(2).compactMap { Int($0) }
      guard numbers.count == 6 else { throw unreadable }
      self = .insertBlock(
        after: arguments[0],
        InceptionFilters(
          numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]),
        isResidual: arguments[1] == "residual_inception")
    case ("insert", 4...) where words[2].plain == "before":
      self = .insertLayer(
        after: arguments[0], before: arguments[2], try LayerTemplate(words: words.dropFirst(4)))
    case ("insert", 2...):
      self = .insertLayer(after: arguments[0], try LayerTemplate(words: words.dropFirst(2)))
    case ("remove", 1):
      self = .remove(target: arguments[0])
    case ("branch", 2...):
      var layers: [LayerTemplate] = []
      let parts = words.dropFirst(2).split(
        omittingEmptySubsequences: false, whereSeparator: { $0.plain == "+" })
      for part in parts { layers.append(try LayerTemplate(words: part)) }
      self = .addBranch(block: arguments[0], layers: layers)
    case ("duplicate", 1):
      self = .duplicate(block: arguments[0])
    case ("residual", 1):
      self = .makeResidual(block: arguments[0])
    case ("rename", 2):
      self = .rename(layer: arguments[0], name: arguments[1])
    default:
      guard let edit = Self.assignment(words) else { throw unreadable }
      self = edit
    }
  }

  private static let blockNames = ["inception", "residual_inception"]

  /// An edit that sets a field; the value alone may have blanks, as in `(3, 3)`.
  private static func assignment(_ words: [EditWord]) -> Edit? {
    guard let (left, right) = words.first?.split(at: "="),
      let (target, field) = left.split(at: ".", isLast: true),
      !target.letters.isEmpty || target.hasQuotes, !field.letters.isEmpty
    else { return nil }
    let value = ([right] + words.dropFirst()).map(\.text).joined(separator: " ")
    return .set(target: target.text, field: field.text, value: FieldValue(parsing: value))
  }
}

extension Edit: CustomStringConvertible {
  /// The edit as `init(parsing:)` reads it.
  public var description: String {
    func quoted(_ name: String) -> String { EditScript.quoted(name) }
    return switch self {
    case .set(let target, let field, let value): "\(quoted(target)).\(field)=\(value)"
    case .setNumbers(let block, let values):
      "numbers \(quoted(block)) \(values.map(String.init).joined(separator: " "))"
    case .setGroup(let layer, let filters): "group \(quoted(layer)) \(filters)"
    case .widen(let target, let factor, let multiple):
      "widen \(quoted(target)) \(factor) \(multiple)"
    case .insertLayer(let after, let reader, let template):
      "insert \(quoted(after)) \(reader.map { "before \(quoted($0)) " } ?? "")\(template)"
    case .insertBlock(let after, let filters, let isResidual):
      "insert \(quoted(after)) \(Self.blockNames[isResidual ? 1 : 0]) \(filters)"
    case .remove(let target): "remove \(quoted(target))"
    case .addBranch(let block, let layers):
      "branch \(quoted(block)) \(layers.map(\.description).joined(separator: " + "))"
    case .duplicate(let block): "duplicate \(quoted(block))"
    case .makeResidual(let block): "residual \(quoted(block))"
    case .rename(let layer, let name): "rename \(quoted(layer)) \(quoted(name))"
    case .all(let edits): edits.map(\.description).joined(separator: " ; ")
    }
  }
}

extension InceptionFilters: CustomStringConvertible {
  /// The six numbers in order.
  public var description: String {
    "\(filters1x1) \(filters3x3Reduce) \(filters3x3) \(filters5x5Reduce) \(filters5x5) "
      + "\(poolProjection)"
  }
}
