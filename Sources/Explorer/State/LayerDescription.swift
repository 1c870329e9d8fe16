import Compute

/// What is said about the output of a layer: statistics and a histogram.
struct LayerDescription: Hashable, Sendable {
  /// The smallest finite element.
  var minimum: Float = 0
  /// The largest finite element.
  var maximum: Float = 0
  /// The mean of the finite elements.
  var mean: Double = 0
  /// The standard deviation of the finite elements.
  var standardDeviation: Double = 0
  /// The share of elements that are exactly zero, 0 to 1.
  var zeroShare: Double = 0
  /// How many elements are infinite or no number.
  var notFinite = 0
  /// What all elements are where none is finite, such as `NaN`; else nil.
  var allElements: String?
  /// How many elements fall into each of equal steps from minimum to maximum; of a large output,
  /// how many of a million that are spread evenly.
  var histogram: [Int] = []

  /// The number of steps of the histogram.
  static let binCount = 48

  /// An empty description.
  init() {}

  /// Describes the output of a layer.
  init(_ values: LayerValues) {
    guard !values.elements.isEmpty else { return }
    let statistics = TensorStatistics(
      Tensor(shape: [values.elements.count], elements: values.elements))
    if statistics.mean.isFinite, statistics.standardDeviation.isFinite {
      minimum = statistics.min
      maximum = statistics.max
      mean = statistics.mean
      standardDeviation = statistics.standardDeviation
      zeroShare = statistics.zeroShare
    } else {
      describeFinite(values.elements)
    }
    histogram = bins(values.elements)
  }

  /// The statistics of the finite elements alone, for outputs that hold others.
  private mutating func describeFinite(_ elements: [Float]) {
    let finite = elements.filter(\.isFinite)
    notFinite = elements.count - finite.count
    guard !finite.isEmpty else {
      let count = elements.count(where: \.isNaN)
      allElements =
        count == elements.count ? "NaN" : count > 0 ? "NaN or infinite" : "infinite"
      return
    }
    minimum = finite.min() ?? 0
    maximum = finite.max() ?? 0
    mean = finite.reduce(0) { $0 + Double($1) } / Double(finite.count)
    let squares = finite.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    standardDeviation = (squares / Double(finite.count)).squareRoot()
    zeroShare = Double(finite.count { $0 == 0 }) / Double(elements.count)
  }

  private func bins(_ elements: [Float]) -> [Int] {
    // In 64 bits, since the difference of two floats can exceed the largest float.
    let lowest = Double(minimum)
    let spread = Double(maximum) - lowest
    let scale = spread > 0 ? Double(Self.binCount) / spread : 0
    // An odd step meets every channel, whose number is even.
    let step = max(1, elements.count / 1_000_000) | 1
    var bins = [Int](repeating: 0, count: Self.binCount)
    elements.withUnsafeBufferPointer { elements in
      for index in stride(from: 0, to: elements.count, by: step) where elements[index].isFinite {
        bins[min(Self.binCount - 1, Int((Double(elements[index]) - lowest) * scale))] += 1
      }
    }
    return bins
  }
}
