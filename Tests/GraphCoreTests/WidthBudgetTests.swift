import Testing

@testable import GraphCore

/// The widest model within a budget.
@Suite struct WidthBudgetTests {
  let example: ModelAnalysis

  init() throws { example = try ModelAnalysis(BuiltInModel.residualInception.graph()) }

  @Test(arguments: [
    ("params<=300k", WidthBudget(.params, atMost: 300_000)),
    (
      "macs<2.5G conv2d_2 conv2d_4",
      WidthBudget(.macs, atMost: 2_500_000_000, locked: ["conv2d_2", "conv2d_4"])
    ),
    ("PEAK<=64M", WidthBudget(.peak, atMost: 64_000_000)),
  ])
  func budgetsAreTyped(text: String, budget: WidthBudget) throws {
    #expect(try WidthBudget(parsing: text) == budget)
  }

  @Test(arguments: [
    "", "params", "params<=", "params<=many", "params<=-3", "params>20M", "time<=3",
  ])
  func faultyBudgetsAreTold(text: String) {
    #expect(throws: EditError.self) { try WidthBudget(parsing: text) }
  }

  @Test(arguments: [
    WidthBudget(.params, atMost: 300_000), WidthBudget(.macs, atMost: 5_000_000_000),
    WidthBudget(.params, atMost: 2_000_000), WidthBudget(.peak, atMost: 80_000_000),
    WidthBudget(.outputs, atMost: 250_000_000),
  ])
  func theWidestThatKeepsWithin_isFound(budget: WidthBudget) throws {
    let trials = try example.widths(within: budget)
    #expect(trials.map(\.factor) == trials.map(\.factor).sorted(by: >))
    let best = try #require(trials.first { $0.isWithin })
    let wider = try #require(trials.last(where: { !$0.isWithin }))
    #expect(best.amount <= budget.bound && wider.amount > budget.bound)
    // To within a hundredth, and every trial is what its edit makes.
    #expect(wider.factor > best.factor && wider.factor - best.factor <= 0.011 * wider.factor)
    for trial in trials {
      let after = try example.applying(trial.edit).analysis
      #expect(after.totals == trial.totals)
      #expect(try budget.amount(of: after) == trial.amount)
      #expect(try Edit(parsing: "\(trial.edit)") == trial.edit)
    }
  }

  @Test func lockedLayersKeepTheirWidth() throws {
    let budget = WidthBudget(.params, atMost: 400_000, locked: ["conv2d_2", "conv2d_9"])
    let trials = try example.widths(within: budget)
    let best = try #require(trials.first { $0.isWithin })
    let graph = try example.applying(best.edit).analysis.graph
    for name in budget.locked {
      let node = try #require(graph.node(named: name))
      #expect(graph.operation(of: node).value(of: "filters") == .integer(128))
    }
    let free = try #require(graph.node(named: "conv2d_1"))
    #expect(graph.operation(of: free).value(of: "filters") != .integer(96))
  }

  @Test func whatCannotBe_isTold() throws {
    let trials = try example.widths(within: WidthBudget(.params, atMost: 1))
    #expect(!trials.isEmpty && trials.allSatisfy { !$0.isWithin })
    #expect(
      throws: EditError.unknownTarget(
        "conv2d_99", similar: example.outline.names(like: "conv2d_99"))
    ) {
      try example.widths(within: WidthBudget(.params, atMost: 1, locked: ["conv2d_99"]))
    }
    #expect(throws: EditError.self) {
      try example.widths(within: WidthBudget(.params, atMost: 1, locked: ["concatenate"]))
    }
  }
}
