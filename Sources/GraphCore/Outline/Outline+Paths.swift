extension Outline {
  /// The rows that a path names: one, or several for a path through a run of blocks.
  ///
  /// Beside the paths of rows, there are
  /// - `BLOCK/ROLE`, the part of a block with that role: `mixed0/5x5_reduce`, `block35_3/up`;
  /// - `RUN/...`, that part of each block of a run: `block35/3x3` for those of `block35_1`,
  ///   `block35_2`, ...
  /// - `ROW/`, the row of that path: in an edit, the block or unit where a layer has the name too.
  public func items(at path: String) -> [OutlineItem] {
    if path.utf8.last == UInt8(ascii: "/"), path.utf8.count > 1 {
      return items(at: String(path.dropLast()))
    }
    if let item = item(at: path) { return [item] }
    guard let slash = path.lastIndex(of: "/") else { return [] }
    let name = path[path.index(after: slash)...]
    return items(at: String(path[..<slash])).flatMap(\.blocks).compactMap { part(name, of: $0) }
  }

  /// The row inside a block that has a name or a role.
  private func part(_ name: Substring, of block: OutlineItem) -> OutlineItem? {
    if let item = item(at: "\(block.path)/\(name)") { return item }
    func isNamed(_ item: OutlineItem) -> Bool {
      item.role.map { Self.pathComponent($0) == name } ?? false
        || Self.pathComponent(item.title) == name
    }
    let parts = block.children.filter(isNamed)
    if parts.count == 1 { return parts[0] }
    let inner = block.children.flatMap(\.children).filter(isNamed)
    return parts.isEmpty && inner.count == 1 ? inner[0] : nil
  }

  /// A name as it stands in paths: without blanks, so that a path is one word.
  ///
  /// `double 3x3` becomes `double_3x3`, `1x1 #2` becomes `1x1#2`.
  static func pathComponent(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: " ")) else { return name }
    var result = ""
    for character in name {
      if character == "#", result.last == "_" { result.removeLast() }
      result.append(character == " " ? "_" : character)
    }
    return result
  }
}

extension OutlineItem {
  /// The blocks of a run; any other row itself.
  public var blocks: [OutlineItem] {
    if case .run = kind { return children }
    return [self]
  }
}
