import GraphCore
import ModelFiles
import Testing

/// A trained model with layers of a class that nobody but its author knows, one in a nested model.
struct UnknownLayerTests {
  @Test func variablesGoFromFileToFileAsTheyAre() throws {
    let file = try ModelFile(reading: WeightFileTests.bytes("unknown.keras"))
    let stored = try #require(file.weights)
    #expect(stored.hasOptimizer && stored.leftOut.isEmpty)
    let graph = file.analysis.graph
    let found = stored.carried.map {
      "\(graph[$0.layer].name) \($0.prefix)\($0.path.joined(separator: "/")) \($0.type) \($0.shape)"
    }
    // What stands behind such a layer has an unknown shape, and goes the same way.
    #expect(
      Set(found) == [
        "inner deep/vars/0 float32 [4]", "inner deep/vars/1 uint32 [2]",
        "inner deep/dense/vars/0 float32 [4, 4]", "inner deep/dense/vars/1 float32 [4]",
        "mixer vars/0 float32 [4]", "mixer vars/1 uint32 [2]",
        "mixer dense/vars/0 float32 [4, 5]", "mixer dense/vars/1 float32 [5]",
        "classes vars/0 float32 [5, 2]", "classes vars/1 float32 [2]",
      ])
    // Float32 could not hold the first of these.
    let count = try #require(stored.carried.first { $0.prefix.isEmpty && $0.type == .uint32 })
    #expect(count.bytes == [255, 255, 255, 255, 7, 0, 0, 0])

    var given: [String: [Float]] = [:]
    for weight in stored.weights { given["\(weight.layer) \(weight.name)"] = weight.elements }
    let archive = try KerasArchive.bytes(
      of: file.analysis, keeping: file.document, carried: stored.carried
    ) { try #require(given["\($0) \($1.name)"]) }
    let again = try #require(try ModelFile(reading: archive).weights)
    #expect(again.carried == stored.carried && again.weights == stored.weights)
    #expect(!again.hasOptimizer)
  }

  @Test func olderFilesSayWhatIsNotCarried() throws {
    let stored = try #require(try ModelFile(reading: WeightFileTests.bytes("unknown.h5")).weights)
    #expect(Set(stored.leftOut) == ["inner", "mixer", "classes"] && stored.carried.isEmpty)
    #expect(stored.hasOptimizer && stored.weights.count == 2)
  }
}
