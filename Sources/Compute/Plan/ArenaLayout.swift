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

  /// The most buffers that live to the end and are placed like all others.
  private static let fewLasting = 32

  /// Places the greatest buffers first, each at the lowest offset that is free while it lives.
  ///
  /// Where many live to the end, these come before all others, one behind the other as they come to life.
  ///
  /// - Complexity: O((n + k) log n) for n buffers and k pairs of others that are alive at the same time.
  init(_ buffers: [ArenaBuffer]) {
    offsets = [Int](repeating: 0, count: buffers.count)
    let end = buffers.reduce(0) { max($0, $1.last) }
    var lasting = buffers.indices.filter { buffers[$0].last == end }
    if lasting.count <= Self.fewLasting { lasting = [] }
    lasting.sort { (buffers[$0].first, $0) < (buffers[$1].first, $1) }
    /// From each stage in which one comes to life, the floats below which there is no room.
    var floors: [(first: Int, count: Int)] = []
    for index in lasting {
      offsets[index] = count
      count += Self.aligned(buffers[index].count)
      floors.append((buffers[index].first, count))
    }

    let others = buffers.indices.filter { lasting.isEmpty || buffers[$0].last != end }
    var placed = Lifetimes(buffers, of: others)
    let order = others.sorted {
      (buffers[$0].count, $1) > (buffers[$1].count, $0)
    }
    for index in order {
      let buffer = buffers[index]
      let size = Self.aligned(buffer.count)
      let below = floors.partitioningIndex { $0.first > buffer.last }
      var offset = below == 0 ? 0 : floors[below - 1].count
      for other in placed.overlapping(buffer).sorted(by: { offsets[$0] < offsets[$1] }) {
        if offset + size <= offsets[other] { break }
        offset = max(offset, offsets[other] + Self.aligned(buffers[other].count))
      }
      offsets[index] = offset
      count = max(count, offset + size)
      placed.insert(index)
    }
  }

  /// The size up to the next cache line.
  static func aligned(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}

/// Finds those of the placed buffers that are alive at the same time as another one.
///
/// The buffers are the leaves of a binary tree, by their first stages; a node holds the last stage of
/// those placed buffers that are below it.
private struct Lifetimes {
  private let buffers: [ArenaBuffer]
  /// The buffers by their first stages.
  private let leaves: [Int]
  private var positions: [Int: Int] = [:]
  /// The children of node i are 2i and 2i + 1; the root is 1.
  private var last: [Int]
  private let width: Int

  init(_ buffers: [ArenaBuffer], of indices: [Int]) {
    self.buffers = buffers
    leaves = indices.sorted { buffers[$0].first < buffers[$1].first }
    for (position, index) in leaves.enumerated() { positions[index] = position }
    var width = 1
    while width < leaves.count { width *= 2 }
    self.width = width
    last = Array(repeating: -1, count: 2 * width)
  }

  /// Adds a buffer, now that it is placed.
  mutating func insert(_ index: Int) {
    guard let position = positions[index] else { return }
    var node = width + position
    while node > 0 {
      last[node] = max(last[node], buffers[index].last)
      node /= 2
    }
  }

  /// The placed buffers that are alive in one of the stages of another one.
  func overlapping(_ buffer: ArenaBuffer) -> [Int] {
    let end = leaves.partitioningIndex { buffers[$0].first > buffer.last }
    var found: [Int] = []
    collect(1, 0..<width, below: end, from: buffer.first, &found)
    return found
  }

  private func collect(
    _ node: Int, _ range: Range<Int>, below end: Int, from first: Int, _ found: inout [Int]
  ) {
    guard range.lowerBound < end, last[node] >= first else { return }
    if range.count == 1 { return found.append(leaves[range.lowerBound]) }
    let middle = (range.lowerBound + range.upperBound) / 2
    collect(2 * node, range.lowerBound..<middle, below: end, from: first, &found)
    collect(2 * node + 1, middle..<range.upperBound, below: end, from: first, &found)
  }
}

extension Array {
  /// The first index whose element and all behind it belong to the second part.
  fileprivate func partitioningIndex(_ belongsToSecond: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongsToSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
