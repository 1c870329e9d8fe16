import GraphCore
import Testing

@testable import Compute

struct ArenaLayoutTests {
  /// Buffers that are alive at the same time don't overlap, and the arena is no larger than all of
  /// them.
  @Test func buffersDontOverlap() {
    var random = RandomStream(seed: 1, name: "arena").elements(count: 60_000, scale: 1, offset: 0)
    func next(_ limit: Int) -> Int { Int(abs(random.removeLast()) * Float(limit)) % limit }
    for round in 0..<100 {
      let stages = 1 + next(30)
      let buffers = (0..<(1 + next(120))).map { _ in
        let first = next(stages)
        // In every other round half of the buffers live to the end.
        let isLasting = round % 2 == 0 && next(2) == 0
        return ArenaBuffer(
          count: next(100), first: first,
          last: isLasting ? stages - 1 : first + next(stages - first))
      }
      let layout = ArenaLayout(buffers)
      for (index, buffer) in buffers.enumerated() {
        let range = layout.offsets[index]..<layout.offsets[index] + buffer.count
        #expect(layout.offsets[index] % 16 == 0 && range.upperBound <= layout.count)
        for (other, neighbour) in buffers.enumerated().dropFirst(index + 1)
        where neighbour.first <= buffer.last && buffer.first <= neighbour.last {
          let taken = layout.offsets[other]..<layout.offsets[other] + neighbour.count
          #expect(!range.overlaps(taken))
        }
      }
      #expect(layout.count <= buffers.reduce(0) { $0 + ArenaLayout.aligned($1.count) })
    }
  }

  /// Of a chain two buffers are alive at a time.
  @Test(.timeLimit(.minutes(1)))
  func aLongChainTakesTwoBuffers() {
    let chain = (0..<200_000).map { ArenaBuffer(count: 64, first: $0, last: $0 + 1) }
    #expect(ArenaLayout(chain).count == 2 * 64)
  }

  /// Outputs that all are kept follow each other, and what is needed on the way finds room behind them.
  @Test(.timeLimit(.minutes(1)))
  func manyKeptOutputs() {
    let count = 100_000
    let kept = (0..<count).map { ArenaBuffer(count: 16, first: $0, last: count) }
    let passing = (0..<count).map { ArenaBuffer(count: 32, first: $0, last: $0) }
    let layout = ArenaLayout(kept + passing)
    #expect(layout.count == 16 * count + 32)
  }

  /// The greatest buffers first, each at the lowest offset that is free: simple, and slow for many.
  private func greatestFirst(_ buffers: [ArenaBuffer]) -> Int {
    var placed: [(buffer: ArenaBuffer, offset: Int)] = []
    for buffer in buffers.sorted(by: { $0.count > $1.count }) {
      var offset = 0
      for other in placed.sorted(by: { $0.offset < $1.offset })
      where other.buffer.first <= buffer.last && buffer.first <= other.buffer.last {
        if offset + ArenaLayout.aligned(buffer.count) <= other.offset { break }
        offset = max(offset, other.offset + ArenaLayout.aligned(other.buffer.count))
      }
      placed.append((buffer, offset))
    }
    return placed.reduce(0) { max($0, $1.offset + ArenaLayout.aligned($1.buffer.count)) }
  }

  @Test(arguments: BuiltInModel.allCases, PlanMode.allCases)
  func modelsTakeNoMoreThanWithTheGreatestFirst(_ model: BuiltInModel, _ mode: PlanMode) throws {
    let draft = try PlanDraft(ModelAnalysis(model.graph()), options: PlanOptions(mode: mode))
    let most = greatestFirst(draft.builder.buffers)
    #expect(draft.layout.count <= most + most / 100, "\(draft.layout.count) beside \(most)")
  }
}
