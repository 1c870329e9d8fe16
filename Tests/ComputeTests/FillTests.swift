import Compute
import GraphCore
import Testing

/// The generator of weights and inputs against words that an independent program made.
struct FillTests {
  @Test func wordsAndHashesOfTheVectors() throws {
    for row in try Table("fill_vectors.tsv").rows {
      let name = row["name"] ?? ""
      #expect(String(RandomStream.fnv1a(name), radix: 16) == stripped(row["fnv1a"]), "\(name)")
      let stream = RandomStream(seed: 1, name: name)
      for index in 0..<3 {
        #expect(String(stream.word(index), radix: 16) == stripped(row["word\(index)"]), "\(name)")
        #expect(stream.uniform(index) == (try row.number("u\(index)")))
      }
      #expect(String(stream.word(1_000_000), radix: 16) == stripped(row["word1000000"]))
    }
  }

  @Test(arguments: [
    ("seed_residual_inception.weights.tsv", BuiltInModel.residualInception, WeightFill.glorot),
    ("InceptionV3.he.weights.tsv", .inceptionV3, .he),
  ])
  func weightsOfModels(_ table: String, _ model: BuiltInModel, _ fill: WeightFill) throws {
    let analysis = try ModelAnalysis(model.graph())
    let weights = Weights(fill: fill, seed: 1)
    var rows = try Table(table).rows[...]
    for node in analysis.order {
      let layer = analysis.graph.name(of: node)
      for weight in analysis.weights(of: node) {
        let next = rows.popFirst()
        let row = try #require(next)
        #expect(row["weight"] == "\(layer)/\(weight.name)")
        let elements = try weights.elements(of: weight, layer: layer)
        #expect("\(elements[0])" == "\(Float(try row.number("first0")))")
        #expect(elements.last == Float(try row.number("last")))
        let sum = elements.reduce(0.0) { $0 + Double($1) }
        let squares = elements.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(sum - (try row.number("sum"))) <= 1e-6 * max(1, abs(sum)))
        #expect(abs(squares - (try row.number("sumsq"))) <= 1e-6 * squares)
      }
    }
    #expect(rows.isEmpty)
  }

  @Test func tensorsAndStreamsAgree() {
    let tensor = Tensor.randomInput(shape: [1, 5, 7, 3], seed: 9)
    let stream = RandomStream(seed: 9, name: "input")
    #expect(tensor.elements == (0..<105).map { Float(stream.uniform($0)) })
  }

  private func stripped(_ hexadecimal: String?) -> String {
    let digits = (hexadecimal ?? "").drop { $0 == "0" }
    return digits.isEmpty ? "0" : String(digits)
  }
}
