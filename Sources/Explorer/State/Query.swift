import GraphCore

/// What search and filter look for: words that all must fit a row.
///
///     conv 3x3            a part of name, path, class, role or shape
///     class:Conv2D        a part of the class alone; so name: and shape:
///     params>1e6          a number of the row: params, macs, memory (bytes), time (ms), filters, field
///     ^block\d+$          a regular expression over name and path
///     !pool               not
struct Query: Hashable, Sendable {
  /// What was typed.
  let text: String
  private let terms: [Term]

  /// Reads a query.
  ///
  /// - Throws: what is wrong, in one line.
  init(_ text: String) throws(Fault) {
    self.text = text
    var terms: [Term] = []
    for word in text.split(separator: " ") { terms.append(try Term(String(word))) }
    self.terms = terms
  }

  /// Whether nothing is looked for.
  var isEmpty: Bool { terms.isEmpty }

  /// What may be typed, in few words.
  static let examples = "conv 3x3  class:Conv2D  shape:35x35  params>1e6  ^block\\d  !pool"

  /// What is wrong with a query.
  struct Fault: Error, Hashable, Sendable {
    /// One line.
    var text: String
  }

  /// Why nothing can fit yet, in one line; nil when something can.
  func obstacle(_ state: State) -> String? {
    guard state.history.current.timing == nil, terms.contains(where: \.needsTiming) else {
      return nil
    }
    return "not timed yet; \(state.key(.run)) times a pass"
  }

  /// Whether a row of the current model fits.
  func fits(_ item: OutlineItem, _ state: State) -> Bool {
    fits(
      item, in: state.analysis,
      Numbers(facts: { state.facts[item.path] }, field: { state.receptiveField(of: item) }))
  }

  /// Whether a row of a model fits.
  func fits(_ item: OutlineItem, in analysis: ModelAnalysis, _ numbers: Numbers) -> Bool {
    terms.allSatisfy { $0.fits(item, analysis, numbers) }
  }

  /// Where the numbers of a row are had, when they are asked for.
  struct Numbers {
    /// Costs and time.
    var facts: () -> RowFacts?
    /// The window of the input that it sees.
    var field: () -> Double?
  }
}

extension Query {
  /// One word of a query.
  fileprivate struct Term: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
      case anywhere(String)
      case name(String)
      case layerClass(String)
      case shape(String)
      case number(Number, Comparator, Double)
      case pattern(NamePattern)
    }

    enum Number: String, Hashable, Sendable, CaseIterable {
      case params, macs, memory, outputs, time, filters, field, gflops

      /// What they are called, as columns and fields are.
      static let words = allCases.map(\.rawValue).joined(separator: ", ")
    }

    enum Comparator: String, Hashable, Sendable, CaseIterable {
      case greaterOrEqual = ">="
      case lessOrEqual = "<="
      case notEqual = "!="
      case greater = ">"
      case less = "<"
      case equal = "="
    }

    var kind: Kind
    var isNegated = false

    /// Whether it asks for what only a timed pass has.
    var needsTiming: Bool {
      if case .number(let number, _, _) = kind {
        number == .time || number == .gflops
      } else {
        false
      }
    }

    init(_ word: String) throws(Fault) {
      var word = word[...]
      if word.count > 1, word.first == "!" {
        isNegated = true
        word = word.dropFirst()
      }
      let lower = word.lowercased()
      if let number = try Self.number(lower) {
        kind = number
      } else if lower.hasPrefix("name:") {
        kind = .name(Self.letters(String(lower.dropFirst(5))))
      } else if lower.hasPrefix("class:") || lower.hasPrefix("type:") {
        kind = .layerClass(String(lower.drop { $0 != ":" }.dropFirst()))
      } else if lower.hasPrefix("shape:") {
        kind = .shape(Self.times(String(lower.dropFirst(6))))
      } else if let colon = lower.firstIndex(of: ":"), colon > lower.startIndex,
        lower[..<colon].allSatisfy({ $0.isASCII && $0.isLetter })
      {
        throw Fault(text: "there is no '\(lower[...colon])'; there are name:, class: and shape:")
      } else if word.contains(where: { "^$*+?[](){}|\\".contains($0) }) {
        kind = .pattern(try NamePattern(String(word)))
      } else {
        kind = .anywhere(Self.letters(lower))
      }
    }

    /// A word such as `params>1e6` or `macs<=2.5G`; nil when it is none.
    private static func number(_ word: String) throws(Fault) -> Kind? {
      for comparator in Comparator.allCases {
        let parts = word.split(
          separator: comparator.rawValue, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { continue }
        guard let number = Number(rawValue: String(parts[0])) else {
          guard !parts[0].isEmpty, parts[0].allSatisfy({ $0.isASCII && $0.isLetter }),
            Self.value(parts[1]) != nil
          else { continue }
          throw Fault(text: "there is no number '\(parts[0])'; there are \(Number.words)")
        }
        guard let value = value(parts[1]) else {
          throw Fault(text: "'\(parts[1])' is no number, as 1e6, 2.5G or 300k are")
        }
        return .number(number, comparator, value)
      }
      return nil
    }

    private static func value(_ text: Substring) -> Double? {
      let units: [Character: Double] = ["k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12]
      if let last = text.last, let unit = units[last] {
        return Double(text.dropLast()).map { $0 * unit }
      }
      return Double(text)
    }

    /// Names have the letter, whatever was typed.
    private static func letters(_ text: String) -> String {
      String(text.map { $0 == "×" ? "x" : $0 })
    }

    /// Shapes are shown with the sign for times, and typed with the letter.
    private static func times(_ text: String) -> String {
      String(text.map { $0 == "x" || $0 == "*" ? "×" : $0 })
    }

    func fits(
      _ item: OutlineItem, _ model: ModelAnalysis, _ numbers: Numbers
    ) -> Bool {
      isFit(item, model, numbers) != isNegated
    }

    private func isFit(
      _ item: OutlineItem, _ model: ModelAnalysis, _ numbers: Numbers
    ) -> Bool {
      switch kind {
      case .anywhere(let word):
        return Self.isName(word, item) || Self.isClass(word, item, model)
          || Self.isShape(Self.times(word), item, model)
      case .name(let word): return Self.isName(word, item)
      case .layerClass(let word): return Self.isClass(word, item, model)
      case .shape(let word): return Self.isShape(word, item, model)
      case .pattern(let pattern): return pattern.fits(item.title) || pattern.fits(item.path)
      case .number(let number, let comparator, let bound):
        guard let value = Self.value(number, item, numbers) else { return false }
        return switch comparator {
        case .greaterOrEqual: value >= bound
        case .lessOrEqual: value <= bound
        case .notEqual: value != bound
        case .greater: value > bound
        case .less: value < bound
        case .equal: value == bound
        }
      }
    }

    private static func isName(_ word: String, _ item: OutlineItem) -> Bool {
      item.path.hasPart(word) || item.role?.hasPart(word) == true
    }

    private static func isClass(_ word: String, _ item: OutlineItem, _ model: ModelAnalysis) -> Bool
    {
      guard case .layer = item.kind else { return false }
      let (analysis, node) = model.source(of: item)
      return analysis.graph.operation(of: node).className.hasPart(word)
    }

    private static func isShape(_ word: String, _ item: OutlineItem, _ model: ModelAnalysis) -> Bool
    {
      guard item.kind == .layer || item.kind == .unit, word.contains(where: \.isNumber) else {
        return false
      }
      let (analysis, node) = model.source(of: item)
      return Format.shape(analysis.shape(of: node)).hasPart(word)
    }

    private static func value(
      _ number: Number, _ item: OutlineItem, _ numbers: Numbers
    ) -> Double? {
      switch number {
      case .filters:
        guard item.kind == .layer || item.kind == .unit else { return nil }
        return item.dials.first { $0.field == "filters" || $0.field == "units" }
          .map { Double($0.value) }
      case .params: return numbers.facts()?.cost.knownParameters.map(Double.init)
      case .macs: return numbers.facts()?.cost.multiplyAccumulates.map(Double.init)
      case .outputs, .memory: return numbers.facts()?.cost.outputBytes.map(Double.init)
      case .field: return numbers.field()
      case .gflops: return numbers.facts()?.rate
      case .time: return numbers.facts()?.milliseconds
      }
    }
  }
}
