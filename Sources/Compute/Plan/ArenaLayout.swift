/// A piece of the arena that is needed from one stage to another one.
struct ArenaBuffer: Sendable, Hashable {
  /// The size in floats.
  var count: Int
  /// The first stage that writes it.
  var first: Int
  /// The last stage that reads it.
  var last: Int
}

/// Offsets for buffers such that those which are alive at the same time don't overlap.
struct ArenaLayout: Sendable {
  /// The offset of each buffer in floats; a multiple of a cache line.
  private(set) var offsets: [Int]
  /// The floats of the whole arena.
  private(set) var count = 0

  /// Places the greatest buffers first, each at the lowest offset that is free while it lives.
  ///
  /// - Complexity: O(n²) for n buffers.
  init(_ buffers: [ArenaBuffer]) {
    offsets = [Int](repeating: 0, count: buffers.count)
    let order = buffers.indices.sorted {
      (buffers[$0].count, $1) > (buffers[$1].count, $0)
    }
    var placed: [Int] = []  // by offset
    for index in order {
      let buffer = buffers[index]
      let size = Self.aligned(buffer.count)
      var offset = 0
      for other in placed {
        let neighbour = buffers[other]
        guard neighbour.first <= buffer.last, buffer.first <= neighbour.last else { continue }
        if offset + size <= offsets[other] { break }
        offset = max(offset, offsets[other] + Self.aligned(neighbour.count))
      }
      offsets[index] = offset
      count = max(count, offset + size)
      let position = placed.firstIndex { offsets[$0] > offset } ?? placed.count
      placed.insert(index, at: position)
    }
  }

  /// The size up to the next cache line.
  static func aligned(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
