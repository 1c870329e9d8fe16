/// What a block is called: by the names that somebody gave to its layers, if they agree.
package struct BlockTitle {
  /// The snake-case name of each class that was met.
  private var automaticNames: [String: String] = [:]

  package init() {}

  /// The common beginning of the given names inside, such as `block35_1` of `block35_1_mixed` and
  /// `block35_1_conv`; else the merge's given name, such as `mixed0`; nil when neither is there.
  package mutating func given(to nodes: [NodeID], merge: NodeID?, in graph: ModelGraph) -> String? {
    var prefix: Substring.UTF8View?
    var count = 0
    for node in nodes {
      let layer = graph.layer(of: node)
      guard !isAutomatic(layer) else { continue }
      count += 1
      if let known = prefix {
        prefix = Self.commonPrefix(known, layer.name[...].utf8)
        if prefix?.isEmpty ?? true { break }
      } else {
        prefix = layer.name[...].utf8
      }
    }
    if count > 1, let prefix, !prefix.isEmpty { return String(Substring(prefix)) }
    guard let merge else { return nil }
    let layer = graph.layer(of: merge)
    return isAutomatic(layer) ? nil : layer.name
  }

  /// Whether Keras would have given the name by itself: the class, perhaps with a number.
  private mutating func isAutomatic(_ layer: Layer) -> Bool {
    let className = layer.operation.className
    let base = automaticNames[className] ?? AutomaticNames.snakeCase(className)
    automaticNames[className] = base
    let name = layer.name.utf8
    guard name.starts(with: base.utf8) else { return false }
    let rest = name.dropFirst(base.utf8.count)
    guard let underscore = rest.first else { return true }
    return underscore == UInt8(ascii: "_") && rest.count > 1
      && rest.dropFirst().allSatisfy { (48...57).contains($0) }
  }

  /// The longest common beginning that ends where a word ends in both.
  private static func commonPrefix(
    _ left: Substring.UTF8View, _ right: Substring.UTF8View
  ) -> Substring.UTF8View {
    var end = left.startIndex
    var wordEnd = left.startIndex
    var other = right.startIndex
    while true {
      let leftByte = end < left.endIndex ? left[end] : nil
      let rightByte = other < right.endIndex ? right[other] : nil
      if isBoundary(leftByte), isBoundary(rightByte) { wordEnd = end }
      guard let leftByte, leftByte == rightByte else { break }
      left.formIndex(after: &end)
      right.formIndex(after: &other)
    }
    return left[..<wordEnd]
  }

  /// Whether a word ends before this byte; nil is the end of the name.
  private static func isBoundary(_ byte: UInt8?) -> Bool {
    guard let byte else { return true }
    return byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/")
      || byte == UInt8(ascii: ".")
  }
}

/// A block's title taken apart: `block35_7` is `block35` and 7.
package struct NumberedTitle {
  package private(set) var base: Substring
  package private(set) var number: Substring

  package init(_ title: String) {
    let digits = title.utf8.reversed().prefix { (48...57).contains($0) }.count
    let split = title.utf8.index(title.endIndex, offsetBy: -digits)
    number = title[split...]
    var base = title[..<split]
    while let last = base.utf8.last, last == UInt8(ascii: "_") || last == UInt8(ascii: "-") {
      base = base.dropLast()
    }
    self.base = base
  }

  /// The title of a row, in which a copy that has the name of another block is numbered behind a `#`:
  /// `block35_3#2` is `block35` and 3#2.
  package init(ofBlock title: String) {
    guard let mark = title.utf8.firstIndex(of: UInt8(ascii: "#")) else {
      self.init(title)
      return
    }
    self.init(String(title[..<mark]))
    number += title[mark...]
  }
}
