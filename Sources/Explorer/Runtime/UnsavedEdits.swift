import GraphCore

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

  /// What was done since the last save, to be done on the model that it wrote; nil when it leads back
  /// behind the save.
  ///
  /// That is how to go on when nothing kept the model as it was before.
  var sinceSave: JournalContent? {
    var walk = VersionWalk()
    var result = self
    (result.lines, result.savedLines, result.timings) = ([], 0, [:])
    for line in lines.prefix(savedLines) {
      if let invocation = try? Invocation(parsing: line) { walk.take(invocation) }
    }
    let saved = walk
    // The rule goes on for what comes behind.
    if let keep = saved.keep { result.lines.append("\(Invocation(.keep, keep))") }
    for line in lines.dropFirst(savedLines) {
      guard var invocation = try? Invocation(parsing: line) else {
        result.lines.append(line)
        continue
      }
      walk.take(invocation)
      let isNew = walk.version >= saved.count
      guard isNew || walk.version == saved.version else { return nil }
      if invocation.command == .state {
        // What was saved is the original now.
        invocation.argument = "\(isNew ? walk.version - saved.count + 1 : 0)"
      }
      result.lines.append("\(invocation)")
    }
    return result
  }
}

/// The way through the versions of a model that lines lead, without the models: as `EditHistory` goes it.
private struct VersionWalk {
  /// The versions.
  private(set) var tree = VersionTree()
  /// The rule by which weights are cut; nil for the one at the beginning.
  private(set) var keep: String?
  /// The version where it is.
  var version: Int { tree.current }
  /// How many versions there are.
  var count: Int { tree.count }

  /// Does what a line says, as far as it has to do with versions.
  mutating func take(_ invocation: Invocation) {
    switch invocation.command {
    case .edit: tree.add()
    case .undo: _ = tree.undo()
    case .redo: _ = tree.redo()
    case .state: if let id = invocation.argument.flatMap({ Int($0) }) { _ = tree.go(to: id) }
    case .keep: keep = invocation.argument
    default: break
    }
  }

  /// How many edits lie on the way from another version.
  func distance(from other: Int) -> Int {
    let (here, there) = (tree.line(to: version), tree.line(to: other))
    let common = zip(here, there).prefix { $0 == $1 }.count
    return here.count + there.count - 2 * common
  }
}
