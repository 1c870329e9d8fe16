import GraphCore

/// A sum of a map and a concatenation whose branches all end in convolutions.
///
///     shortcut ----------------------------.
///     convolution -> slice \                Add
///     convolution -> slice -- Concatenate -'
///
/// Each convolution adds its channels of the shortcut on the way out and writes into the sum, so that
/// the concatenation never exists.
struct BranchSum: Sendable {
  /// The sum.
  var sum: NodeID
  /// The concatenation, which lies where the sum lies.
  var concatenation: NodeID
  /// The convolution whose step comes last.
  var worker: NodeID

  /// Finds such sums and extends the fusions of their convolutions.
  static func find(
    in analysis: ModelAnalysis, slices: [NodeID: ConcatenationSlice],
    fusions: inout [NodeID: Fusion], isKept: (NodeID) -> Bool
  ) -> [BranchSum] {
    var positions: [NodeID: Int] = [:]
    for (position, node) in analysis.order.enumerated() { positions[node] = position }
    var workers: [NodeID: NodeID] = [:]
    for node in analysis.order {
      guard case .conv2D(let layer) = analysis.graph.operation(of: node),
        layer.activation == .linear || layer.activation == .relu
      else { continue }
      workers[fusions[node]?.output ?? node] = node
    }
    let absorbed = Set(fusions.values.flatMap(\.absorbed))
    var sums: [BranchSum] = []
    for node in analysis.order where !absorbed.contains(node) {
      guard case .merge(let layer) = analysis.graph.operation(of: node), layer.function == .add,
        analysis.graph[node].inputs.count == 2
      else { continue }
      let operands = analysis.graph[node].inputs
      for (branches, shortcut) in [(operands[0], operands[1]), (operands[1], operands[0])] {
        guard !isKept(branches), Fusion.onlyConsumer(of: branches, analysis) == node,
          case .concatenate = analysis.graph.operation(of: branches),
          analysis.shape(of: shortcut) == analysis.shape(of: node),
          analysis.shape(of: branches) == analysis.shape(of: node), slices[branches] == nil,
          let worker = extend(
            analysis, branches, shortcut, slices, positions, workers, isKept, &fusions)
        else { continue }
        sums.append(BranchSum(sum: node, concatenation: branches, worker: worker))
        break
      }
    }
    return sums
  }

  /// Lets all convolutions of a concatenation add the shortcut; nil when one of them can't.
  private static func extend(
    _ analysis: ModelAnalysis, _ branches: NodeID, _ shortcut: NodeID,
    _ slices: [NodeID: ConcatenationSlice], _ positions: [NodeID: Int],
    _ workers: [NodeID: NodeID], _ isKept: (NodeID) -> Bool, _ fusions: inout [NodeID: Fusion]
  ) -> NodeID? {
    var extended: [NodeID: Fusion] = [:]
    var last: NodeID?
    for input in analysis.graph[branches].inputs {
      guard let worker = workers[input], let slice = slices[input],
        slice.concatenation == branches, !isKept(input),
        Fusion.onlyConsumer(of: input, analysis) == branches,
        case .conv2D(let layer) = analysis.graph.operation(of: worker),
        let start = positions[worker], let ready = positions[shortcut], ready < start
      else { return nil }
      var fusion = fusions[worker] ?? Fusion(output: worker)
      guard fusion.addend == nil else { return nil }
      fusion.reluBefore =
        fusion.absorbed.isEmpty ? layer.activation == .relu : fusion.reluAfter
      fusion.reluAfter = false
      fusion.addend = shortcut
      fusion.addendOffset = slice.offset
      extended[worker] = fusion
      if start > last.flatMap({ positions[$0] }) ?? -1 { last = worker }
    }
    fusions.merge(extended) { $1 }
    return last
  }
}
