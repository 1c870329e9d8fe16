/// Sets of small whole numbers that can be joined: union-find with path halving (Tarjan and van Leeuwen, 1984).
package struct DisjointSets {
  private var parent: [Int]

  /// Starts with `count` sets of one number each.
  package init(count: Int) { parent = Array(0..<count) }

  /// The number that stands for the set of `number`, until that set is joined with another.
  package mutating func representative(of number: Int) -> Int {
    var number = number
    while parent[number] != number {
      parent[number] = parent[parent[number]]
      number = parent[number]
    }
    return number
  }

  /// Makes the sets of both numbers one, which `second`'s representative stands for.
  package mutating func join(_ first: Int, _ second: Int) {
    parent[representative(of: first)] = representative(of: second)
  }
}
