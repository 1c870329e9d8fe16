/// A model whose chains are contracted: the graph that the regions are found in.
///
/// A *unit* is one call, or a chain that reads as one step: a convolution with the normalization and
/// the activation after it, or a residual sum with its activation. Inside a chain each call is read
/// by the next one alone, so a unit has the inputs of its first call and the readers of its last one.
///
/// Units are numbered in the order of execution of their first calls.
package struct UnitGraph {
  let graph: ModelGraph
  /// The number of units.
  private(set) var count = 0
  /// The calls of all units, one unit after the other.
  private var members: [NodeID] = []
  private var firstMember: [Int] = [0]
  /// The units that a unit reads in the order of its arguments, all units in one list.
  private var inputList: [Int] = []
  private var firstInput: [Int] = [0]
  /// The units that read a unit, each once.
  private var readerList: [Int] = []
  private var firstReader: [Int] = []
  private var isOutput: [Bool] = []

  /// Contracts the calls that the outputs depend on, in linear time.
  package init(_ analysis: ModelAnalysis) {
    graph = analysis.graph
    let order = analysis.order
    var isLive = [Bool](repeating: false, count: graph.nodeCapacity)
    for id in order { isLive[id.rawValue] = true }
    var returns = [Bool](repeating: false, count: graph.nodeCapacity)
    for id in graph.outputs { returns[graph.call(of: id).rawValue] = true }

    var unitOf = [Int](repeating: -1, count: graph.nodeCapacity)
    for id in order where unitOf[id.rawValue] < 0 {
      // A further output is no row of its own; what reads it reads its call.
      guard !graph[id].isFurtherOutput else {
        unitOf[id.rawValue] = unitOf[graph.call(of: id).rawValue]
        continue
      }
      var last = id
      members.append(id)
      unitOf[id.rawValue] = count
      var chain = Chain(graph.operation(of: id))
      while let chained = chain, !returns[last.rawValue],
        let reader = onlyReader(of: last, isLive: isLive), graph[reader].inputs.count == 1
      {
        chain = chained.followed(by: graph.operation(of: reader))
        guard chain != nil else { break }
        members.append(reader)
        unitOf[reader.rawValue] = count
        last = reader
      }
      firstMember.append(members.count)
      isOutput.append(returns[last.rawValue])
      count += 1
    }
    connect(unitOf)
  }

  /// The calls of a unit in order of execution.
  package func nodes(of unit: Int) -> ArraySlice<NodeID> {
    members[firstMember[unit]..<firstMember[unit + 1]]
  }

  /// The first call of a unit, after which it is named.
  package func head(of unit: Int) -> NodeID { members[firstMember[unit]] }

  /// The call whose output is the unit's.
  func tail(of unit: Int) -> NodeID { members[firstMember[unit + 1] - 1] }

  /// What the first call of a unit computes.
  func operation(of unit: Int) -> Operation { graph.operation(of: head(of: unit)) }

  /// The units that a unit reads, in the order of its arguments.
  func inputs(of unit: Int) -> ArraySlice<Int> {
    inputList[firstInput[unit]..<firstInput[unit + 1]]
  }

  /// The units that read a unit, each once.
  func readers(of unit: Int) -> ArraySlice<Int> {
    readerList[firstReader[unit]..<firstReader[unit + 1]]
  }

  /// Whether the model returns the unit's output.
  func isReturned(_ unit: Int) -> Bool { isOutput[unit] }

  /// Whether a unit mixes the channels of each position linearly: what a projection shortcut does.
  package func isLinearProjection(_ unit: Int) -> Bool {
    operation(of: unit).isLinearPointwiseConvolution
      && nodes(of: unit).dropFirst().allSatisfy { graph.operation(of: $0).isChannelwiseLinear }
  }

  private func onlyReader(of id: NodeID, isLive: [Bool]) -> NodeID? {
    var found: NodeID?
    for reader in graph.consumers(of: id) where isLive[reader.rawValue] {
      guard found == nil else { return nil }
      found = reader
    }
    return found
  }

  private mutating func connect(_ unitOf: [Int]) {
    var readerCount = [Int](repeating: 0, count: count + 1)
    // The unit that was counted last as a reader of a unit, so that it is counted once.
    var lastReader = [Int](repeating: -1, count: count)
    for unit in 0..<count {
      for input in graph[head(of: unit)].inputs {
        let source = unitOf[input.rawValue]
        inputList.append(source)
        if lastReader[source] != unit {
          lastReader[source] = unit
          readerCount[source + 1] += 1
        }
      }
      firstInput.append(inputList.count)
    }
    for unit in 0..<count { readerCount[unit + 1] += readerCount[unit] }
    firstReader = readerCount
    readerList = [Int](repeating: 0, count: readerCount[count])
    var next = readerCount
    lastReader = [Int](repeating: -1, count: count)
    for unit in 0..<count {
      for source in inputs(of: unit) where lastReader[source] != unit {
        lastReader[source] = unit
        readerList[next[source]] = unit
        next[source] += 1
      }
    }
  }
}

/// How far a chain has come: what may follow in the same unit.
private enum Chain {
  case convolution
  case normalized
  case sum
  case done

  /// The beginning of a chain; nil for a call that stands alone.
  init?(_ operation: Operation) {
    switch operation {
    case .conv2D, .depthwiseConv2D, .separableConv2D, .conv2DTranspose: self = .convolution
    default:
      guard operation.isResidualSum else { return nil }
      self = .sum
    }
  }

  /// The chain with one more call; nil when the call does not belong to it.
  func followed(by operation: Operation) -> Chain? {
    switch self {
    case .convolution:
      if case .batchNormalization = operation { return .normalized }
      return operation.isActivation ? .done : nil
    case .normalized, .sum: return operation.isActivation ? .done : nil
    case .done: return nil
    }
  }
}

extension Operation {
  /// Whether it applies a function to each element.
  var isActivation: Bool {
    switch self {
    case .activation, .relu, .leakyReLU, .prelu, .elu: true
    default: false
    }
  }
}
