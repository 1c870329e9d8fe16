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
    /// The stage in which it is done.
    var stage: Int
    /// The bytes that are read and written at least.
    var bytes = 0
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
  /// Where outputs of an earlier pass go that this one needs.
  private(set) var given: [(node: NodeID, placement: Placement)] = []
  /// The outputs that can be read after a run.
  private(set) var kept: [NodeID: Placement] = [:]
  /// How convolutions may be computed.
  private(set) var transformChoices: [TransformChoice<LayerID>] = []
  private var choiceIndices: [LayerID: Int] = [:]
  /// The bytes that the next step reads and writes, weights left out.
  private var traffic = 0
  /// The bytes that all steps so far read and write.
  private var allTraffic = 0
  /// The bytes of the tables that are made with the kernels, besides weights and outputs.
  private(set) var tableBytes = 0
  /// The layers whose filters' zeros are counted.
  private var paneledLayers: Set<LayerID> = []
  /// Where the outputs lie.
  private var placements: [NodeID: Placement] = [:]
  /// The outputs that are slices of a concatenation.
  private let slices: [NodeID: ConcatenationSlice]

  /// What convolutions do besides their own work.
  private let fusions: [NodeID: Fusion]
  /// The convolutions that do other layers' work.
  private var workers: [NodeID: NodeID] = [:]
  /// The pooling layers that convolutions do besides, by the convolution.
  private(set) var pooledInputs: [NodeID: NodeID] = [:]
  /// Concatenations that lie where another output lies.
  private var aliases: [NodeID: NodeID] = [:]
  /// The calls that an earlier pass has done.
  private let done: Set<NodeID>
  /// When each call is done.
  private var schedule: Schedule
  /// The stage of the call that is being placed.
  private var stage = 0
  /// The layer of the call that is being placed.
  private var layerName = ""

  /// A builder for a model, or for those calls of it that are not done yet.
  ///
  /// - Parameter isConcurrent: whether calls that don't depend on each other share a stage.
  init(
    _ analysis: ModelAnalysis, _ options: PlanOptions, isConcurrent: Bool, done: Set<NodeID> = []
  ) {
    self.analysis = analysis
    self.options = options
    self.done = done
    kernels = options.instructionSet.kernels
    let slices = ConcatenationSlice.slices(of: analysis).filter {
      !done.contains($0.value.concatenation)
    }
    self.slices = slices
    schedule = .sequential(analysis)
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
    for input in PooledInput.find(in: analysis, slices: slices, isKept: { kept.contains($0) }) {
      workers[input.pooling] = input.convolution
      pooledInputs[input.convolution] = input.pooling
    }
    self.fusions = fusions
    if isConcurrent {
      schedule = .concurrent(analysis, slices: slices, fusions: fusions, workers: workers)
    }
  }

  /// Drafts all layers.
  mutating func addLayers() throws(PlanError) {
    for node in analysis.order where !done.contains(node) {
      stage = schedule.stages[node] ?? 0
      layerName = analysis.graph.name(of: node)
      // What is there before the first step must not be written over by the first steps.
      for input in inputs(of: node) where done.contains(input) && placements[input] == nil {
        given.append((input, try locate(input, from: 0)))
      }
      try addLayer(node)
    }
    let outputs = Set(analysis.graph.outputs)
    for node in analysis.order {
      let isKept = options.mode == .inspect || outputs.contains(node) || options.keep.contains(node)
      guard isKept, let placement = placements[node] else { continue }
      kept[node] = placement
      buffers[placement.buffer].last = schedule.count
    }
  }

  /// The steps of each stage by their indices; stages without any are left out.
  var stages: [[Int]] {
    var stages = [[Int]](repeating: [], count: schedule.count)
    for (index, draft) in drafts.enumerated() { stages[draft.stage].append(index) }
    return stages.filter { !$0.isEmpty }
  }

  private mutating func addLayer(_ node: NodeID) throws(PlanError) {
    let operation = analysis.graph.operation(of: node)
    if case .inputLayer = operation {
      let placement = try locate(node, from: 0)
      inputs.append((node, placement))
      return
    }
    if let worker = workers[node] {
      drafts.append(
        Draft(node: node, fusedInto: worker, stage: stage) { _ throws(PlanError) in [] })
      return
    }
    switch operation {
    case .inputLayer: break
    case .conv2D(let layer): try addConvolution(node, layer)
    case .depthwiseConv2D(let layer): try addDepthwise(node, layer)
    case .separableConv2D(let layer): try addSeparable(node, layer)
    case .conv2DTranspose(let layer): try addTransposed(node, layer)
    case .dense(let layer): try addDense(node, layer)
    case .maxPooling2D(let layer): try addPooling(node, layer.window, .max)
    case .averagePooling2D(let layer): try addPooling(node, layer.window, .average)
    case .globalAveragePooling2D: try addGlobalAverage(node)
    case .globalMaxPooling2D: try addGlobalMaximum(node)
    case .concatenate(let layer): try addConcatenation(node, layer)
    case .merge(let layer): try addMerge(node, layer)
    case .customScale(let layer): try addScaledSum(node, layer)
    case .layerScale(let layer): try addScale(node, layer)
    case .batchNormalization(let layer): try addNormalization(node, layer)
    case .layerNormalization(let layer): try addNormalization(node, layer)
    case .groupNormalization(let layer): try addNormalization(node, layer)
    case .normalization(let layer): try addNormalization(node, layer)
    case .rescaling(let layer):
      try addFunction(
        node, ElementFunction(.affine, a: Float(layer.scale), b: Float(layer.offset)))
    case .activation(let layer): try addActivation(node, layer.activation)
    case .relu(let layer) where layer == ReLU(): try addActivation(node, .relu)
    case .relu(let layer):
      try addFunction(
        node,
        ElementFunction(
          .relu, a: Float(layer.negativeSlope), b: Float(layer.threshold),
          c: layer.maxValue.map { Float($0) } ?? .infinity))
    case .leakyReLU(let layer):
      try addFunction(node, ElementFunction(.relu, a: Float(layer.negativeSlope), c: .infinity))
    case .prelu: try addPReLU(node)
    case .elu(let layer):
      try addFunction(node, ElementFunction(.exponentialLinear, a: Float(layer.alpha), b: 1))
    case .softmax(let layer): try addSoftmax(node, layer)
    case .zeroPadding2D(let layer): try addPadding(node, layer)
    case .cropping2D(let layer): try addCropping(node, layer)
    case .upSampling2D(let layer): try addUpSampling(node, layer)
    case .flatten, .reshape: try addReshape(node)
    case .permute(let layer): try addPermutation(node, layer)
    case .identity: try addPassing(node)
    case .model: preconditionFailure("nested models are planned layer by layer")
    case .opaque(let layer):
      switch layer.computation {
      case .identity: try addPassing(node)
      case .function(let function): try addFunction(node, function)
      case nil: throw unsupported(node, "what this class computes is not known here")
      }
    }
  }

  /// What a convolution does besides its own work.
  func fusion(of node: NodeID, _ activation: Activation) -> Fusion {
    if let fusion = fusions[node] { return fusion }
    var fusion = Fusion(output: node)
    fusion.reluAfter = activation == .relu
    return fusion
  }

  /// Notes the transforms by which a convolution may be computed.
  ///
  /// All calls of a shared layer are computed by the same, as its weights are packed once.
  mutating func noteTransforms(_ cost: ConvolutionCost, of node: NodeID) throws(PlanError) {
    let layer = analysis.graph[node].layer
    let bytes = analysis.cost(of: node).weightBytes
    var choice = TransformChoice(layer: layer, direct: cost.direct, candidates: [])
    for tile in cost.tiles {
      // A little too much, as it counts the bias along.
      let (product, overflow) = bytes.multipliedReportingOverflow(by: tile.positions)
      if overflow { throw tooLarge(node) }
      let taps = tile.vertical.taps * tile.horizontal.taps
      choice.candidates.append(
        .init(tile: tile, cycles: cost.cycles(of: tile), bytes: max(1, product / taps - bytes)))
    }
    if let index = choiceIndices[layer] {
      transformChoices[index].add(choice)
    } else if !choice.candidates.isEmpty {
      choiceIndices[layer] = transformChoices.count
      transformChoices.append(choice)
    }
  }

  /// Adds a step.
  ///
  /// - Parameter bytes: what is read and written; nil for all that was read and placed for this step,
  ///   and the layer's weights.
  mutating func add(
    _ node: NodeID, bytes: Int? = nil,
    _ make: @escaping (inout FilterPacker) throws(PlanError) -> [any StepKernel]
  ) throws(PlanError) {
    let all = try sum(traffic, analysis.cost(of: node).weightBytes)
    drafts.append(
      Draft(node: node, fusedInto: nil, stage: stage, bytes: bytes ?? all, make: make))
    // All steps of a nested model are added up again.
    allTraffic = try sum(allTraffic, bytes ?? all)
    traffic = 0
  }

  /// Counts a table that is made with a step's kernels: its sizes and the bytes of an entry.
  mutating func noteTable(_ sizes: [Int], of node: NodeID) throws(PlanError) {
    guard Self.isCountable(sizes, below: 60) else { throw tooLarge(node) }
    tableBytes = try sum(tableBytes, sizes.reduce(1, *))
  }

  /// Counts the zeros that fill the last panel of packed filters, once for all calls of a layer.
  ///
  /// - Parameters:
  ///   - depth: the sizes of the kernel but for the output channels.
  ///   - columns: the output channels of a group.
  mutating func notePanels(
    _ node: NodeID, depth: [Int], columns: Int, groups: Int = 1
  ) throws(PlanError) {
    guard paneledLayers.insert(analysis.graph[node].layer).inserted else { return }
    let zeros = kernels.packedColumns(columns) - columns
    try noteTable([zeros, groups, MemoryLayout<Float>.stride] + depth, of: node)
  }

  /// The sum of two counts, neither of them negative.
  private func sum(_ count: Int, _ other: Int) throws(PlanError) -> Int {
    let (sum, overflow) = count.addingReportingOverflow(other)
    if overflow { throw .tooLarge(layer: layerName) }
    return sum
  }

  // MARK: - Placing

  /// Where the next step writes the output of a layer.
  mutating func place(_ node: NodeID) throws(PlanError) -> Placement {
    let placement = try locate(node)
    traffic = try sum(traffic, placement.count * 4)
    return placement
  }

  /// Where the output of a layer lies from a stage on that is not the next call's.
  private mutating func locate(
    _ node: NodeID, from first: Int
  ) throws(PlanError) -> Placement {
    let placement = try locate(node)
    buffers[placement.buffer].first = first
    return placement
  }

  /// Where the output of a layer lies.
  private mutating func locate(_ node: NodeID) throws(PlanError) -> Placement {
    if let placement = placements[node] {
      touch(placement)
      return placement
    }
    let placement: Placement
    if let alias = aliases[node] {
      placement = try locate(alias)
    } else if let slice = slices[node] {
      placement = try locate(slice.concatenation).slice(
        from: slice.offset, count: size(of: node).channels)
    } else {
      let (height, width, channels) = try size(of: node)
      placement = allocate(height: height, width: width, channels: channels)
    }
    placements[node] = placement
    touch(placement)
    return placement
  }

  /// Where a layer finds the output of another one, or some channels of it.
  mutating func read(
    _ node: NodeID, channels: Range<Int>? = nil
  ) throws(PlanError) -> Placement {
    guard var placement = placements[node] else {
      preconditionFailure("a layer is planned before its input")
    }
    touch(placement)
    if let channels {
      placement = placement.slice(from: channels.lowerBound, count: channels.count)
    }
    traffic = try sum(traffic, placement.count * 4)
    return placement
  }

  /// A buffer that only the next call writes and reads.
  mutating func newBuffer(
    _ node: NodeID, height: Int, width: Int, channels: Int
  ) throws(PlanError) -> Placement {
    let (row, isWide) = width.multipliedReportingOverflow(by: channels)
    let (count, isHigh) = row.multipliedReportingOverflow(by: height)
    guard !isWide, !isHigh, count < 1 << 58 else { throw tooLarge(node) }
    let placement = allocate(height: height, width: width, channels: channels)
    traffic = try sum(traffic, placement.count * 8)
    return placement
  }

  private mutating func allocate(height: Int, width: Int, channels: Int) -> Placement {
    buffers.append(
      ArenaBuffer(count: height * width * channels, first: stage, last: stage))
    return Placement(
      buffer: buffers.count - 1, height: height, width: width, channels: channels,
      pixelStride: channels)
  }

  /// Keeps a buffer alive in the stage.
  private mutating func touch(_ placement: Placement) {
    buffers[placement.buffer].first = min(buffers[placement.buffer].first, stage)
    buffers[placement.buffer].last = max(buffers[placement.buffer].last, stage)
  }

  /// Lets the output of a call lie where its input lies, as both have the same elements in the same
  /// order; false when the output has a place of its own.
  mutating func passes(on input: Placement, as node: NodeID) throws(PlanError) -> Bool {
    guard slices[node] == nil, aliases[node] == nil, placements[node] == nil else { return false }
    let (height, width, channels) = try size(of: node)
    placements[node] =
      input.isContiguous
      ? input.reshaped(
        like: Placement(
          buffer: input.buffer, height: height, width: width, channels: channels,
          pixelStride: channels)) : input
    return true
  }

  /// The sizes of all axes of a call's output.
  func sizes(of node: NodeID) throws(PlanError) -> [Int] {
    let name = analysis.graph.name(of: node)
    var sizes: [Int] = []
    for dimension in analysis.shape(of: node).dimensions {
      guard let size = dimension.value else { throw .unknownSize(layer: name) }
      sizes.append(size)
    }
    // Half of 64 bits, so that sums with padding stay within them.
    guard let bytes = analysis.cost(of: node).outputBytes, bytes < 1 << 60 else {
      throw tooLarge(node)
    }
    return sizes
  }

  /// The output of a call as rows, columns and channels.
  func size(of node: NodeID) throws(PlanError) -> (height: Int, width: Int, channels: Int) {
    Placement.size(of: try sizes(of: node))
  }

  /// The inputs of a call.
  func inputs(of node: NodeID) -> [NodeID] { analysis.graph[node].inputs }

  /// An error that names a layer whose sizes can't be counted.
  func tooLarge(_ node: NodeID) -> PlanError { .tooLarge(layer: analysis.graph.name(of: node)) }

  /// An error that names a layer.
  func unsupported(_ node: NodeID, _ reason: String) -> PlanError {
    .unsupported(
      layer: analysis.graph.name(of: node),
      className: analysis.graph.operation(of: node).className, reason: reason)
  }
}
