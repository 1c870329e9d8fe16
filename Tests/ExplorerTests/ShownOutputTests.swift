import GraphCore
import Testing

@testable import Explorer

/// What is found among the elements of an output when it arrives.
@Suite struct ShownOutputTests {
  private func output(_ shape: [Int], _ elements: [Float]) throws -> ShownOutput {
    let values = LayerValues(shape: shape, elements: elements)
    let node = try #require(BuiltInModel.residualInception.graph().inputs.first)
    return ShownOutput(node: node, values: values, description: LayerDescription(values))
  }

  @Test func ofAVector_theLargestElementsComeFirst_ofEqualOnesTheFirst() throws {
    let output = try output([6], [1, .nan, 3, 1, .infinity, -2])
    #expect(output.largest == [2, 0, 3, 5])
    #expect(output.ranges.isEmpty)
    let many = LayerValues(shape: [2000], elements: (0..<2000).map { Float($0 % 10) })
    #expect(many.largest(300) == many.largest(2000).prefix(300).map { $0 })
  }

  @Test func ofAMap_eachChannelHasItsRange() throws {
    let output = try output([1, 2, 3], [0, 5, .nan, -1, 7, .nan])
    #expect(output.range(ofChannel: 0) == -1...0)
    #expect(output.range(ofChannel: 1) == 5...7)
    #expect(output.range(ofChannel: 2) == nil && output.range(ofChannel: 3) == nil)
    #expect(output.largest.isEmpty)
  }

  @Test func whereSomethingIsNotFinite_isToldOfAnyPart() throws {
    var elements = [Float](repeating: 1, count: 5 * 7 * 2)
    elements[(3 * 7 + 4) * 2 + 1] = .infinity
    let table = try #require(try output([5, 7, 2], elements).notFinite)
    for (y, x) in (0..<5).flatMap({ y in (0..<7).map { (y, $0) } }) {
      for channel in 0..<2 {
        let isThere = table.isMet(x: x..<(x + 1), y: y..<(y + 1), channel: channel)
        #expect(isThere == (y == 3 && x == 4 && channel == 1))
      }
    }
    #expect(table.isMet(x: 0..<7, y: 0..<5, channel: 1))
    #expect(!table.isMet(x: 0..<4, y: 0..<5, channel: 1))
    #expect(try output([5, 7, 2], .init(repeating: 1, count: 70)).notFinite == nil)
  }
}
