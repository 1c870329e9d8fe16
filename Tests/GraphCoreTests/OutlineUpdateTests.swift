import Testing

@testable import GraphCore

/// The outline after an edit that takes over what the edit left alone, against one made anew.
struct OutlineUpdateTests {
  typealias SeededGenerator = OutlinePropertyTests.SeededGenerator

  @Test(arguments: 0..<40)
  func randomEditsOfRandomGraphs(seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed) &* 77)
    let count = Int.random(in: 5...90, using: &generator)
    let analysis = try OutlinePropertyTests.model(&generator, nodes: count)
    try check(analysis, edits: 40, &generator, "seed \(seed), \(count) nodes")
  }

  @Test(
    arguments: [
      BuiltInModel.residualInception, .googLeNet, .inceptionResNetV1, .xception,
    ], 0..<3)
  func randomEditsOfNamedModels(model: BuiltInModel, seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed) &+ 1000)
    try check(ModelAnalysis(model.graph()), edits: 15, &generator, "\(model), seed \(seed)")
  }

  @Test func blocksThatBecomeEqualFold() throws {
    let analysis = try ModelAnalysis(BuiltInModel.inceptionResNetV2.graph())
    let outline = Outline(analysis)
    let apart = try analysis.applying(Edit(parsing: "block35_5.filters_1x1=48")).analysis
    let broken = outline.updated(from: analysis, to: apart)
    #expect(
      broken.items.map(\.title)[9...11] == ["block35_1-4 x4", "block35_5", "block35_6-10 x5"])
    #expect(broken.item(at: "block35_5")?.dials.first?.value == 48)
    let folded = broken.updated(from: apart, to: analysis)
    expectEqual(folded, outline, "there and back")
  }

  /// Edits again and again; each outline is made from the one before, and some edits are undone.
  private func check(
    _ analysis: ModelAnalysis, edits: Int, _ generator: inout SeededGenerator, _ note: Comment
  ) throws {
    var versions = [(analysis, Outline(analysis))]
    var accepted = 0
    for _ in 0..<edits {
      let (analysis, outline) = versions[versions.count - 1]
      if versions.count > 1, Int.random(in: 0..<5, using: &generator) == 0 {
        versions.removeLast()
        let back = outline.updated(from: analysis, to: versions[versions.count - 1].0)
        expectEqual(back, versions[versions.count - 1].1, note)
        continue
      }
      guard let outcome = try? analysis.applying(Self.edit(of: analysis, &generator)) else {
        continue
      }
      accepted += 1
      let next = outline.updated(from: analysis, to: outcome.analysis)
      expectEqual(next, Outline(outcome.analysis), note)
      versions.append((outcome.analysis, next))
    }
    #expect(accepted > 0, note)
  }

  private static func edit(
    of analysis: ModelAnalysis, _ generator: inout SeededGenerator
  ) -> Edit {
    let node = analysis.order[Int.random(in: 0..<analysis.order.count, using: &generator)]
    let name = analysis.graph.name(of: node)
    func number() -> Int { Int.random(in: 1...6, using: &generator) }
    switch Int.random(in: 0..<12, using: &generator) {
    case 0...3: return .set(target: name, field: "filters", value: .integer(number()))
    case 4:
      let size = [1, 3, 5][Int.random(in: 0..<3, using: &generator)]
      return .set(target: name, field: "kernel_size", value: .integers([size, size]))
    case 5: return .set(target: name, field: "padding", value: .text("same"))
    case 6:
      let activation = ["relu", "linear", "tanh"][Int.random(in: 0..<3, using: &generator)]
      return .set(target: name, field: "activation", value: .text(activation))
    case 7:
      return .set(
        target: name, field: "use_bias", value: .boolean(Bool.random(using: &generator)))
    case 8: return .setGroup(layer: name, filters: number())
    case 9: return .rename(layer: name, name: "block_\(number())")
    case 10: return .remove(target: name)
    default:
      return .insertLayer(
        after: name, LayerTemplate(.conv2D(Conv2D(filters: number(), kernelSize: 1))))
    }
  }

  private func expectEqual(
    _ left: Outline, _ right: Outline, _ note: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(left.items == right.items, note, sourceLocation: sourceLocation)
    #expect(left.allItems == right.allItems, note, sourceLocation: sourceLocation)
    for (row, item) in right.allItems.enumerated() {
      #expect(left.row(at: item.path) == row, note, sourceLocation: sourceLocation)
      #expect(
        left.item(at: item.title) == right.item(at: item.title), note,
        sourceLocation: sourceLocation)
      #expect(
        left.ancestors(of: item.path).map(\.path) == right.ancestors(of: item.path).map(\.path),
        note, sourceLocation: sourceLocation)
    }
  }
}
