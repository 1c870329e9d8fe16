/// A list of identifiers in ascending order, each once.
///
/// New identifiers are the largest so far, so building such a list only appends.
extension [NodeID] {
  /// Puts an identifier in its place, unless it is there.
  mutating func insertSorted(_ id: NodeID) {
    guard let last, last >= id else {
      append(id)
      return
    }
    let place = placeSorted(id)
    if self[place] != id { insert(id, at: place) }
  }

  /// Takes an identifier out, if it is there.
  mutating func removeSorted(_ id: NodeID) {
    let place = placeSorted(id)
    if place < count, self[place] == id { remove(at: place) }
  }

  /// Both lists in one, in linear time.
  func mergedSorted(with other: [NodeID]) -> [NodeID] {
    guard let last, let first = other.first, first <= last else { return self + other }
    var result: [NodeID] = []
    result.reserveCapacity(count + other.count)
    var (left, right) = (self[...], other[...])
    while let a = left.first, let b = right.first {
      if a <= b { left.removeFirst() }
      if b <= a { right.removeFirst() }
      result.append(Swift.min(a, b))
    }
    return result + left + right
  }

  /// The first place whose identifier is not below the given one.
  private func placeSorted(_ id: NodeID) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
