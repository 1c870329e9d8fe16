/// The methods by which a convolution may be computed: what they cost, and what their weights take.
struct TransformChoice<Layer: Hashable> {
  /// A Winograd convolution.
  struct Candidate {
    /// The transforms.
    var tile: WinogradTile
    /// Its time in cycles.
    var cycles: Double
    /// The bytes of its weights beyond the layer's own, above 0.
    var bytes: Int
  }

  /// The convolution.
  var layer: Layer
  /// The cycles of the definition.
  var direct: Double
  /// All others.
  var candidates: [Candidate]

  /// Adds the costs of another call of the layer.
  mutating func add(_ other: TransformChoice) {
    direct += other.direct
    for index in candidates.indices { candidates[index].cycles += other.candidates[index].cycles }
  }

  /// The candidates in steps that take more and more bytes and save less and less time for each.
  ///
  /// - Returns: each candidate with the time and the bytes since the one before: the lower convex
  ///   hull of cycles over bytes.
  private var steps: [(candidate: Candidate, saved: Double, bytes: Int)] {
    var steps: [(candidate: Candidate, saved: Double, bytes: Int)] = []
    var last = (cycles: direct, bytes: 0)
    var rest = candidates
    while true {
      rest = rest.filter { $0.cycles < last.cycles && $0.bytes > last.bytes }
      func slope(_ candidate: Candidate) -> Double {
        (last.cycles - candidate.cycles) / Double(candidate.bytes - last.bytes)
      }
      guard let best = rest.max(by: { slope($0) < slope($1) }) else { return steps }
      steps.append((best, last.cycles - best.cycles, best.bytes - last.bytes))
      last = (best.cycles, best.bytes)
    }
  }

  /// The candidate of a number of all convolutions that have so many.
  static func numbered(
    _ choices: [TransformChoice], _ number: Int
  ) -> (tiles: [Layer: WinogradTile], bytes: Int) {
    var tiles: [Layer: WinogradTile] = [:]
    var bytes = 0
    for choice in choices where choice.candidates.indices.contains(number) {
      tiles[choice.layer] = choice.candidates[number].tile
      bytes += choice.candidates[number].bytes
    }
    return (tiles, bytes)
  }

  /// The transforms of all convolutions that have some: the fastest within a number of bytes.
  ///
  /// Takes the steps that save most time for their bytes as long as there are bytes, which is within
  /// one step of the best choice there is.
  /// - Returns: the transforms, and the bytes that their weights take beyond the layers' own.
  static func fastest(
    _ choices: [TransformChoice], within bytes: Int
  ) -> (tiles: [Layer: WinogradTile], bytes: Int) {
    var steps: [(choice: Int, candidate: Candidate, saved: Double, bytes: Int)] = []
    for (index, choice) in choices.enumerated() {
      steps += choice.steps.map { (index, $0.candidate, $0.saved, $0.bytes) }
    }
    // Stable where two are alike, and the steps of a convolution stay in their order.
    let order = steps.indices.sorted {
      let (a, b) = (steps[$0], steps[$1])
      let (left, right) = (a.saved * Double(b.bytes), b.saved * Double(a.bytes))
      return left != right ? left > right : $0 < $1
    }
    var rest = bytes
    var tiles: [Layer: WinogradTile] = [:]
    var closed: Set<Int> = []
    for step in order.map({ steps[$0] }) where !closed.contains(step.choice) {
      if step.bytes <= rest {
        rest -= step.bytes
        tiles[choices[step.choice].layer] = step.candidate.tile
      } else {
        closed.insert(step.choice)
      }
    }
    return (tiles, bytes - rest)
  }
}
