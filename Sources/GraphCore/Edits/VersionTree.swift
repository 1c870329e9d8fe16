/// The ways that edits, undo and redo lead through the versions of a model, without the models.
///
/// Versions count up from 0, the original; an edit after an undo begins a new branch.
public struct VersionTree: Hashable, Sendable {
  /// The version where we are.
  public private(set) var current = 0
  /// The version that each was made from; nil for the original.
  public private(set) var parents: [Int?] = [nil]
  private var lastChild: [Int: Int] = [:]

  /// A tree of the original alone.
  public init() {}

  /// How many versions there are.
  public var count: Int { parents.count }

  /// Goes on to a new version.
  public mutating func add() {
    lastChild[current] = count
    parents.append(current)
    current = count - 1
  }

  /// Goes one version back; false at the original.
  public mutating func undo() -> Bool { parents[current].map { go(to: $0) } ?? false }

  /// Goes to the version that was left last; false at the end of a branch.
  public mutating func redo() -> Bool { lastChild[current].map { go(to: $0) } ?? false }

  /// Goes to a version; false when there is no such version.
  ///
  /// Redo then leads back along the way that was taken last.
  public mutating func go(to id: Int) -> Bool {
    guard parents.indices.contains(id) else { return false }
    if let parent = parents[current] { lastChild[parent] = current }
    var child = id
    while let parent = parents[child] {
      lastChild[parent] = child
      child = parent
    }
    current = id
    return true
  }

  /// The versions from the original to one.
  public func line(to id: Int) -> [Int] {
    Array(sequence(first: id) { parents[$0] }).reversed()
  }
}
