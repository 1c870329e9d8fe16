/// What is said about the output of a layer: statistics, histogram, the range of each channel.
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
  /// How many elements fall into each of equal steps from minimum to maximum.
  var histogram: [Int] = []
  /// The smallest and largest finite element of each channel.
  var channelRanges: [ClosedRange<Float>] = []

  /// The number of steps of the histogram.
  static let binCount = 48

  /// Describes the output of a layer in two passes over it.
  init(_ values: LayerValues) {
    let channels = max(1, values.channels)
    var low = [Float](repeating: .infinity, count: channels)
    var high = [Float](repeating: -.infinity, count: channels)
    var sum = 0.0
    var zeros = 0
    var finite = 0
    values.elements.withUnsafeBufferPointer { elements in
      var start = 0
      while start < elements.count {
        var rowSum: Float = 0
        let end = min(start + channels, elements.count)
        for index in start..<end {
          let element = elements[index]
          guard element.isFinite else { continue }
          finite += 1
          rowSum += element
          if element == 0 { zeros += 1 }
          if element < low[index - start] { low[index - start] = element }
          if element > high[index - start] { high[index - start] = element }
        }
        sum += Double(rowSum)
        start = end
      }
    }
    notFinite = values.elements.count - finite
    channelRanges = (0..<channels).map { low[$0] <= high[$0] ? low[$0]...high[$0] : 0...0 }
    histogram = Array(repeating: 0, count: Self.binCount)
    guard finite > 0 else { return }
    minimum = low.min() ?? 0
    maximum = high.max() ?? 0
    mean = sum / Double(finite)
    zeroShare = Double(zeros) / Double(values.elements.count)
    spread(values)
  }

  /// An empty description.
  init() {}

  private mutating func spread(_ values: LayerValues) {
    let range = maximum - minimum
    let scale = range > 0 ? Float(Self.binCount) / range : 0
    let centre = Float(mean)
    let lowest = minimum
    var squares = 0.0
    var counted = 0
    var bins = [Int](repeating: 0, count: Self.binCount)
    values.elements.withUnsafeBufferPointer { elements in
      for element in elements where element.isFinite {
        let distance = element - centre
        squares += Double(distance * distance)
        counted += 1
        bins[min(Self.binCount - 1, Int((element - lowest) * scale))] += 1
      }
    }
    standardDeviation = counted > 0 ? (squares / Double(counted)).squareRoot() : 0
    histogram = bins
  }
}
