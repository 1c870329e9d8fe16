extension Outline {
  /// The rows that a path names: one, or several for a path through a run of blocks.
  ///
  /// Beside the paths of rows, there are
  /// - `BLOCK/ROLE`, the part of a block with that role: `mixed0/5x5_reduce`, `block35_3/up`;
  /// - `RUN/...`, that part of each block of a run: `block35/3x3` for those of `block35_1`,
  ///   `block35_2`, ...
  /// - `NAME`, all blocks of that name with a number behind it, where they are no single run: `block35`
  ///   when `block35_4` is no longer like the others;
  /// - `LAYER#2`, the second call of a layer, wherever it stands, and `LAYER#1`, the first;
  /// - `ROW/`, the row of that path: in an edit, the block or unit where a layer has the name too.
  public func items(at path: String) -> [OutlineItem] {
    if path.utf8.last == UInt8(ascii: "/"), path.utf8.count > 1 {
      return items(at: String(path.dropLast()))
    }
    if let item = item(at: path) { return [item] }
    let namesakes = blocks(numberedAs: path)
    guard namesakes.isEmpty else { return namesakes }
    if let call = call(path) { return [call] }
    guard let slash = path.lastIndex(of: "/") else { return [] }
    let name = path[path.index(after: slash)...]
    return items(at: String(path[..<slash])).flatMap(\.blocks).compactMap { part(name, of: $0) }
  }

  /// The row of a call, by the layer's name and the call's number.
  private func call(_ name: String) -> OutlineItem? {
    guard name.utf8.contains(UInt8(ascii: "#")) else { return nil }
    let title = name.hasSuffix("#1") ? String(name.dropLast(2)) : name
    return allItems.first { $0.kind == .layer && $0.inner == nil && $0.title == title }
  }

  /// The blocks whose names are one name and a number, if there are several.
  private func blocks(numberedAs name: String) -> [OutlineItem] {
    let blocks = allItems.filter {
      $0.isBlock && $0.inner == nil && $0.title.hasPrefix(name)
        && NumberedTitle(ofBlock: $0.title).base == name
    }
    return blocks.count > 1 ? blocks : []
  }

  /// Up to three names of layers and blocks that are spelled like a name that nothing has.
  func names(like name: String) -> [String] {
    var found: [(name: String, distance: Int)] = []
    var seen: Set<String> = []
    for item in allItems where item.inner == nil && item.kind != .branch && item.kind != .unit {
      let candidate = item.kind == .layer ? item.title : item.path
      guard seen.insert(candidate).inserted,
        let distance = Self.distance(from: name, to: candidate, atMost: min(3, name.count / 3))
      else { continue }
      found.append((candidate, distance))
    }
    let nearest = found.map(\.distance).min() ?? 0
    return found.filter { $0.distance == nearest }.prefix(3).map(\.name)
  }

  /// How many letters are put in, left out or exchanged from one name to the other (Levenshtein, 1965);
  /// nil when there are more than a limit.
  private static func distance(from left: String, to right: String, atMost limit: Int) -> Int? {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard abs(left.count - right.count) <= limit else { return nil }
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in right.enumerated() {
        let changed = diagonal + (byte == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
      }
      if (row.min() ?? 0) > limit { return nil }
    }
    return row[right.count] <= limit ? row[right.count] : nil
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
