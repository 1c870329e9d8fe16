import GraphCore

extension State {
  /// Files with this end get the edits as a script.
  static let scriptExtension = ".edits"

  /// Files with this end get the log.
  static let logExtension = ".log"

  /// Everything that was done, as `explorer --play` does it again.
  var logText: String {
    "# \(modelName): everything that was done\n" + log.map { "\($0)\n" }.joined()
  }

  /// The edits that lead from the original to here, each with the totals after it.
  ///
  /// `explorer edit --script` and `explorer --play` do them again.
  var script: String {
    var text = "# \(modelName): the edits that lead from it to state \(history.index)\n"
    if let keep, keep != .first { text += "\(Invocation(.keep, keep.rawValue))\n" }
    for id in history.ancestors(of: history.index).reversed().dropFirst() + [history.index] {
      let version = history.versions[id]
      guard let edit = version.edit else { continue }
      let totals = version.totals
      var words = ["\(totals.parameters) params\(totals.uncountedInWords)"]
      if let macs = version.totals.multiplyAccumulates { words.append("\(macs) MACs") }
      if let timing = version.timing { words.append("pass \(Format.fixed(timing.median, 2)) ms") }
      text += "\(edit)  # \(words.joined(separator: ", "))\n"
    }
    return text
  }
}
