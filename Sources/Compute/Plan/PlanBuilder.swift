import GraphCore
import KernelABI

/// Places every output and drafts the kernels of every layer, without touching a weight.
struct PlanBuilder {
  /// The kernels of a layer, to be made when all sizes are known to fit.
  struct Draft {
    /// The layer's call.
    var node: NodeID
    /// The call whose step does this layer's work too.
    var fusedInto: NodeID?
    /// Makes the kernels.
    var make: (inout FilterPacker) throws(PlanError) -> [any StepKernel]
  }

  /// The model.
  let analysis: ModelAnalysis
  /// How it is run.
  let options: PlanOptions
  /// The kernels of the instruction set.
  let kernels: KernelTable
  /// The pieces of the arena.
  private(set) var buffers: [ArenaBuffer] = []
  /// The steps so far.
  private(set) var drafts: [Draft] = []
  /// Where the model's inputs go.
  private(set) var inputs: [(node: NodeID, placement: Placement)] = []
  /// The outputs that can be read after a run.
  private(set) var kept: [NodeID: Placement] = [:]
  /// Where the outputs lie.
  private var placements: [NodeID: Placement] = [:]
  /// The outputs that are slices of a concatenation.
  private let slices: [NodeID: ConcatenationSlice]

  /// What convolutions do besides their own work.
  private let fusions: [NodeID: Fusion]
  /// The convolutions that do other layers' work.
  private var workers: [NodeID: NodeID] = [:]
  /// Concatenations that lie where another output lies.
  private var aliases: [NodeID: NodeID] = [:]

  init(_ analysis: ModelAnalysis, _ options: PlanOptions) {
    self.analysis = analysis
    self.options = options
    kernels = options.instructionSet.kernels
    let slices = ConcatenationSlice.slices(of: analysis)
    self.slices = slices
    guard options.mode == .fast else {
      fusions = [:]
      return
    }
    let kept = Set(analysis.graph.outputs).union(options.keep)
    var fusions = Fusion.fusions(of: analysis, slices: slices) { kept.contains($0) }
    let sums = BranchSum.find(in: analysis, slices: slices, fusions: &fusions) {
      kept.contains($0)
    }
    for (worker, fusion) in fusions {
      for node in fusion.absorbed { workers[node] = worker }
    }
    for sum in sums {
      workers[sum.sum] = sum.worker
      workers[sum.concatenation] = sum.worker
      aliases[sum.concatenation] = sum.sum
    }
    self.fusions = fusions
  }

  /// Drafts all layers.
  mutating func addLayers() throws(PlanError) {
    for node in analysis.order { try addLayer(node) }
    let outputs = Set(analysis.graph.outputs)
    for node in analysis.order {
      let isKept = options.mode == .inspect || outputs.contains(node) || options.keep.contains(node)
      guard isKept, let placement = placements[node] else { continue }
      kept[node] = placement
      buffers[placement.buffer].last = drafts.count
    }
  }

  private mutating func addLayer(_ node: NodeID) throws(PlanError) {
    let operation = analysis.graph.operation(of: node)
    if case .inputLayer = operation {
      let placement = try place(node)
      inputs.append((node, placement))
      return
    }
    if let worker = workers[node] {
      drafts.append(Draft(node: node, fusedInto: worker) { _ throws(PlanError) in [] })
      return
    }
    switch operation {
    case .conv2D(let layer): try addConvolution(node, layer)
    case .dense(let layer): try addDense(node, layer)
    case .maxPooling2D(let layer): try addPooling(node, layer.window, .max)
    case .averagePooling2D(let layer): try addPooling(node, layer.window, .average)
    case .globalAveragePooling2D: try addGlobalAverage(node)
    case .globalMaxPooling2D: try addGlobalMaximum(node)
    case .concatenate(let layer): try addConcatenation(node, layer)
    case .merge(let layer): try addMerge(node, layer)
    case .batchNormalization(let layer): try addNormalization(node, layer)
    case .activation(let layer): try addActivation(node, layer.activation)
    case .relu(let layer) where layer == ReLU(): try addActivation(node, .relu)
    case .customScale(let layer): try addScaledSum(node, layer)
    case .identity: try addCopy(node)
    default: throw unsupported(node, "no kernels for this class yet")
    }
  }

  /// What a convolution does besides its own work.
  func fusion(of node: NodeID, _ layer: Conv2D) -> Fusion {
    if let fusion = fusions[node] { return fusion }
    var fusion = Fusion(output: node)
    fusion.reluAfter = layer.activation == .relu
    return fusion
  }

  /// Adds a step.
  mutating func add(
    _ node: NodeID, _ make: @escaping (inout FilterPacker) throws(PlanError) -> [any StepKernel]
  ) {
    drafts.append(Draft(node: node, fusedInto: nil, make: make))
  }

  // MARK: - Placing

  /// Where the output of an input layer or of the next step goes.
  mutating func place(_ node: NodeID) throws(PlanError) -> Placement {
    if let placement = placements[node] { return placement }
    let placement: Placement
    if let alias = aliases[node] {
      placement = try place(alias)
    } else if let slice = slices[node] {
      placement = try place(slice.concatenation).slice(
        from: slice.offset, count: size(of: node).channels)
    } else {
      let (height, width, channels) = try size(of: node)
      placement = newBuffer(height: height, width: width, channels: channels)
    }
    placements[node] = placement
    touch(placement)
    return placement
  }

  /// Where a layer finds the output of another one.
  mutating func read(_ node: NodeID) throws(PlanError) -> Placement {
    guard let placement = placements[node] else {
      preconditionFailure("a layer is planned before its input")
    }
    touch(placement)
    return placement
  }

  /// A buffer that only the next step needs.
  mutating func newBuffer(height: Int, width: Int, channels: Int) -> Placement {
    buffers.append(
      ArenaBuffer(
        count: height * width * channels, first: drafts.count, last: drafts.count))
    return Placement(
      buffer: buffers.count - 1, height: height, width: width, channels: channels,
      pixelStride: channels)
  }

  /// Keeps a buffer alive until the next step.
  private mutating func touch(_ placement: Placement) {
    let step = drafts.count
    buffers[placement.buffer].first = min(buffers[placement.buffer].first, step)
    buffers[placement.buffer].last = max(buffers[placement.buffer].last, step)
  }

  /// The output of a call as rows, columns and channels.
  func size(of node: NodeID) throws(PlanError) -> (height: Int, width: Int, channels: Int) {
    let name = analysis.graph.name(of: node)
    var sizes: [Int] = []
    for dimension in analysis.shape(of: node).dimensions {
      guard let size = dimension.value else { throw .unknownSize(layer: name) }
      sizes.append(size)
    }
    // Half of 64 bits, so that sums with padding stay within them.
    guard let bytes = analysis.cost(of: node).outputBytes, bytes < 1 << 60 else {
      throw .tooLarge(layer: name)
    }
    switch sizes.count {
    case 0: return (1, 1, 1)
    case 1: return (1, 1, sizes[0])
    case 2: return (1, sizes[0], sizes[1])
    default:
      return (sizes.dropLast(2).reduce(1, *), sizes[sizes.count - 2], sizes[sizes.count - 1])
    }
  }

  /// The inputs of a call.
  func inputs(of node: NodeID) -> [NodeID] { analysis.graph[node].inputs }

  /// An error that names a layer.
  func unsupported(_ node: NodeID, _ reason: String) -> PlanError {
    .unsupported(
      layer: analysis.graph.name(of: node),
      className: analysis.graph.operation(of: node).className, reason: reason)
  }
}
