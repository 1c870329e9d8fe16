/// How the layers' names come into a function: not at all, from one name that they begin with, or
/// from a list.
struct PythonNaming {
  private enum Form {
    case automatic
    /// What follows the common beginning in each slot; nil in a slot that is automatic.
    case suffixes([String?], isOptional: Bool)
    /// The place in the list for each slot; nil in a slot that is always automatic.
    case list([Int?], isOptional: Bool)
  }

  private let form: Form
  private let slots: [[String?]]
  private let stems: [String?]

  /// - Parameters:
  ///   - slots: for each name in the function, what each instance gives; nil where Keras does.
  ///   - stems: what the names of each instance begin with.
  init(slots: [[String?]], stems: [String?]) {
    self.slots = slots
    let count = slots.first?.count ?? 0
    let isNamed = (0..<count).map { index in slots.contains { $0[index] != nil } }
    guard isNamed.contains(true) else {
      (form, self.stems) = (.automatic, stems)
      return
    }
    self.stems = zip(stems, isNamed).map { $1 ? $0 : nil }
    let isOptional = isNamed.contains(false)
    if let suffixes = Self.suffixes(slots, self.stems, isNamed) {
      form = .suffixes(suffixes, isOptional: isOptional)
      return
    }
    var next = 0
    form = .list(
      slots.map { slot in
        guard slot.contains(where: { $0 != nil }) else { return nil }
        defer { next += 1 }
        return next
      }, isOptional: isOptional)
  }

  private static func suffixes(
    _ slots: [[String?]], _ stems: [String?], _ isNamed: [Bool]
  ) -> [String?]? {
    var suffixes: [String?] = []
    for slot in slots {
      var suffix: String??
      for (index, name) in slot.enumerated() where isNamed[index] {
        guard let stem = stems[index] else { return nil }
        var own: String?
        if let name {
          guard name.hasPrefix(stem) else { return nil }
          own = String(name.dropFirst(stem.count))
          guard own?.contains(where: { "{}\"\\".contains($0) || !$0.isASCII }) == false else {
            return nil
          }
        }
        guard suffix == nil || suffix == .some(own) else { return nil }
        suffix = .some(own)
      }
      suffixes.append(suffix ?? nil)
    }
    return suffixes
  }

  /// The parameter for it; nil when there is none.
  var parameter: PythonFunction.Parameter? {
    switch form {
    case .automatic: nil
    case .suffixes(_, let isOptional):
      PythonFunction.Parameter(name: "name", standard: isOptional ? "None" : nil)
    case .list(let places, let isOptional):
      PythonFunction.Parameter(
        name: "names",
        standard: isOptional
          ? "(\(places.compactMap(\.self).map { _ in "None" }.joined(separator: ", ")),)" : nil)
    }
  }

  /// What an instance gives for the parameter.
  func arguments(of instance: Int) -> [PythonArgument] {
    switch form {
    case .automatic: return []
    case .suffixes: return [PythonArgument(keyword: "name", value: .name(stems[instance]))]
    case .list(let places, _):
      let names = zip(places, slots).filter { $0.0 != nil }.map { $0.1[instance] }
      return [PythonArgument(keyword: "names", value: .names(names))]
    }
  }

  /// A slot's name inside the function; nil when it is automatic.
  func expression(of slot: Int) -> String? {
    switch form {
    case .automatic: return nil
    case .suffixes(let suffixes, let isOptional):
      guard let suffix = suffixes[slot] else { return nil }
      if suffix.isEmpty { return "name" }
      return isOptional ? "name and name + \(PythonText.quoted(suffix))" : "f\"{name}\(suffix)\""
    case .list(let places, _):
      return places[slot].map { "names[\($0)]" }
    }
  }

  /// Several slots as the list that another function takes; nil when all are automatic.
  func list(of range: Range<Int>) -> String? {
    if case .list(let places, _) = form {
      let own = range.compactMap { places[$0] }
      guard !own.isEmpty else { return nil }
      if own.count == range.count, let first = own.first {
        return "names[\(first):\(first + own.count)]"
      }
    }
    let expressions = range.map { expression(of: $0) }
    guard expressions.contains(where: { $0 != nil }) else { return nil }
    return "[\(expressions.map { $0 ?? "None" }.joined(separator: ", "))]"
  }
}
