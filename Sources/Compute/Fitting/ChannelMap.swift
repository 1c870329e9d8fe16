/// For each channel or tap of an edited layer, the one that it was before; nil for a new one.
struct ChannelMap: Sendable, Hashable {
  /// How many there were before.
  var oldCount: Int
  /// How many there are now.
  var count: Int
  /// The old ones; nil when each is what it was.
  private var sources: [Int?]?

  /// A map in which each is what it was; beyond the shorter of both counts, new.
  init(position oldCount: Int, _ count: Int) {
    self.oldCount = oldCount
    self.count = count
    guard oldCount != count else { return }
    sources = (0..<count).map { $0 < oldCount ? $0 : nil }
  }

  /// A map in which each of some blocks of one size keeps its first ones; without the blocks when the
  /// counts are no multiples of them.
  init(position oldCount: Int, _ count: Int, blocks: Int) {
    guard blocks > 1, oldCount % blocks == 0, count % blocks == 0 else {
      self.init(position: oldCount, count)
      return
    }
    let (old, new) = (oldCount / blocks, count / blocks)
    self.init(
      oldCount: oldCount,
      (0..<count).map { $0 % new < old ? $0 / new * old + $0 % new : nil })
  }

  /// A map of given sources.
  init(oldCount: Int, _ sources: [Int?]) {
    self.oldCount = oldCount
    count = sources.count
    let isIdentity =
      sources.count == oldCount && sources.enumerated().allSatisfy { $0.offset == $0.element }
    self.sources = isIdentity ? nil : sources
  }

  /// A map that keeps the middle of a window.
  init(centre oldCount: Int, _ count: Int) {
    let shift = (count - oldCount) / 2
    self.init(
      oldCount: oldCount,
      (0..<count).map { (0..<oldCount).contains($0 - shift) ? $0 - shift : nil })
  }

  /// Whether nothing has changed.
  var isIdentity: Bool { sources == nil }

  /// The old channel of a new one.
  subscript(_ index: Int) -> Int? {
    guard let sources else { return index }
    return sources[index]
  }

  /// How many old ones there still are.
  var kept: Int {
    guard let sources else { return count }
    return sources.count { $0 != nil }
  }

  /// The map of groups of `size` neighbours that go along with each channel.
  func repeated(each size: Int) -> ChannelMap {
    if isIdentity { return ChannelMap(position: oldCount * size, count * size) }
    return ChannelMap(
      oldCount: oldCount * size,
      (0..<count * size).map { index in self[index / size].map { $0 * size + index % size } })
  }

  /// The map of all channels of `times` positions, position by position.
  func tiled(_ times: Int) -> ChannelMap {
    if isIdentity { return ChannelMap(position: oldCount * times, count * times) }
    return ChannelMap(
      oldCount: oldCount * times,
      (0..<count * times).map { index in
        self[index % count].map { index / count * oldCount + $0 }
      })
  }

  /// The map of all channels of the positions along some axes, each of which stays or is new.
  func tiled(_ axes: [ChannelMap]) -> ChannelMap {
    let positions = axes.reduce(1) { $0 * $1.count }
    var sources: [Int?] = []
    sources.reserveCapacity(positions * count)
    for position in 0..<positions {
      var (rest, stride, place) = (position, 1, Optional(0))
      for axis in axes.reversed() {
        let source = axis[rest % axis.count]
        place = place.flatMap { place in source.map { place + $0 * stride } }
        stride *= axis.oldCount
        rest /= axis.count
      }
      for channel in 0..<count {
        sources.append(place.flatMap { place in self[channel].map { place * oldCount + $0 } })
      }
    }
    return ChannelMap(oldCount: axes.reduce(oldCount) { $0 * $1.oldCount }, sources)
  }
}

extension ChannelMap {
  /// Copies what stays of a block of numbers into a new one, whose other elements are left alone.
  ///
  /// - Parameters:
  ///   - old: the elements before, row-major.
  ///   - axes: the map of each axis.
  ///   - new: the elements of the new block, row-major.
  static func copy(_ old: [Float], _ axes: [ChannelMap], into new: inout [Float]) {
    guard let last = axes.last else {
      new = old
      return
    }
    let outer = axes.dropLast()
    let rows = outer.reduce(1) { $0 * $1.count }
    new.withUnsafeMutableBufferPointer { new in
      for row in 0..<rows {
        var rest = row
        var place = 0
        var stride = 1
        var isOld = true
        for axis in outer.reversed() {
          if let source = axis[rest % axis.count] {
            place += source * stride
          } else {
            isOld = false
          }
          stride *= axis.oldCount
          rest /= axis.count
        }
        guard isOld else { continue }
        for index in 0..<last.count {
          guard let source = last[index] else { continue }
          new[row * last.count + index] = old[place * last.oldCount + source]
        }
      }
    }
  }
}
