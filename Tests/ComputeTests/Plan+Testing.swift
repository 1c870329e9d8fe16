import GraphCore

@testable import Compute

extension Plan {
  /// The calls whose outputs can be read after a run.
  var keptNodes: [NodeID] { analysis.order.filter { kept[$0] != nil } }
}
