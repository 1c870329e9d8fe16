import GraphCore
import Testing

@testable import Explorer

@Suite struct CallTableTests {
  @Test(arguments: [BuiltInModel.residualInception, .googLeNet])
  func everyCall_hasItsPlaceAndItsRow(model: BuiltInModel) throws {
    let analysis = try ModelAnalysis(model.graph())
    let outline = analysis.outline
    let table = CallTable(analysis, outline)
    #expect(table.calls == analysis.calls)
    for (place, call) in analysis.calls.enumerated() {
      #expect(table.place(of: call) == place)
      let row = try #require(table.row(of: call))
      #expect(outline.allItems[row].kind == .layer && outline.allItems[row].node == call)
    }
  }

  @Test func aCall_isInTheRowsAroundIt() throws {
    let session = try Session80x24()
    let state = session.state
    for item in state.outline.allItems where item.inner == nil {
      let members = Set(item.nodes)
      for call in state.analysis.calls {
        #expect(state.contains(call, in: item) == members.contains(call))
      }
    }
  }
}
