/// What a journal has that no file has.
struct UnsavedEdits: Hashable, Sendable {
  /// How many edits lie between the version that was saved last, or the original, and the last one.
  var edits = 0
  /// How many versions were made since; edits that were taken back made some, too.
  var versions = 0
  /// Whether anything may have changed the model since.
  var isEmpty = true
}

extension JournalContent {
  /// What was done since the last save.
  var unsaved: UnsavedEdits {
    var walk = VersionWalk()
    var result = UnsavedEdits()
    var saved = walk
    for (index, line) in lines.enumerated() {
      if index == savedLines { saved = walk }
      // A line that can't be read stops the replay, which then says so.
      guard let invocation = try? Invocation(parsing: line) else {
        result.isEmpty = false
        continue
      }
      walk.take(invocation)
      if index >= savedLines, invocation.command.changesModel { result.isEmpty = false }
    }
    if savedLines >= lines.count { saved = walk }
    result.edits = walk.distance(from: saved.version) + (walk.keep == saved.keep ? 0 : 1)
    result.versions = walk.count - saved.count
    return result
  }
}

/// The way through the versions of a model that lines lead, without the models: as `EditHistory` goes it.
private struct VersionWalk {
  /// The version where it is.
  private(set) var version = 0
  /// The rule by which weights are cut; nil for the one at the beginning.
  private(set) var keep: String?
  /// How many versions there are.
  var count: Int { parents.count }
  private var parents: [Int?] = [nil]
  private var lastChild: [Int: Int] = [:]

  /// Does what a line says, as far as it has to do with versions.
  mutating func take(_ invocation: Invocation) {
    switch invocation.command {
    case .edit:
      parents.append(version)
      lastChild[version] = count - 1
      version = count - 1
    case .undo: if let parent = parents[version] { go(to: parent) }
    case .redo: if let child = lastChild[version] { go(to: child) }
    case .state: if let id = invocation.argument.flatMap({ Int($0) }) { go(to: id) }
    case .keep: keep = invocation.argument
    default: break
    }
  }

  /// How many edits lie on the way from another version.
  func distance(from other: Int) -> Int {
    let (here, there) = (line(to: version), line(to: other))
    let common = zip(here, there).prefix { $0 == $1 }.count
    return here.count + there.count - 2 * common
  }

  private mutating func go(to id: Int) {
    guard parents.indices.contains(id) else { return }
    if let parent = parents[version] { lastChild[parent] = version }
    var child = id
    while let parent = parents[child] {
      lastChild[parent] = child
      child = parent
    }
    version = id
  }

  /// The versions from the original to one.
  private func line(to id: Int) -> [Int] {
    Array(sequence(first: id) { parents[$0] }).reversed()
  }
}
