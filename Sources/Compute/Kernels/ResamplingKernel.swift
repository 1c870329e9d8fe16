import GraphCore
import KernelABI

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Which elements along one axis make up each element of a larger map, and with which weights.
///
/// Positions and weights are those of `tf.image.resize` without antialiasing, which Keras calls: the
/// centres of pixels lie at one half.
struct ResamplingTable: Sendable {
  /// The number of input elements in an output element.
  private(set) var taps: Int
  /// The first input element of each output element.
  private(set) var starts: [Int] = []
  /// The weights of the input elements.
  private(set) var weights: [Float] = []

  /// The most input elements in an output element.
  private static func support(_ interpolation: UpSampling2D.Interpolation) -> Int {
    switch interpolation {
    case .nearest: 1
    case .bilinear: 2
    case .bicubic: 4
    case .lanczos3: 6
    case .lanczos5: 10
    }
  }

  /// The bytes that a table takes for each output element.
  static func entryBytes(input: Int, interpolation: UpSampling2D.Interpolation) -> Int {
    MemoryLayout<Int>.stride + min(support(interpolation), input) * MemoryLayout<Float>.stride
  }

  /// A table for an axis of `input` elements that becomes `factor` times as long.
  init(input: Int, factor: Int, interpolation: UpSampling2D.Interpolation) {
    let support = Self.support(interpolation)
    taps = min(support, input)
    starts.reserveCapacity(input * factor)
    weights.reserveCapacity(input * factor * taps)
    for index in 0..<input * factor {
      let position = (Double(index) + 0.5) / Double(factor) - 0.5
      switch interpolation {
      case .nearest: add(first: index / factor, [1], input)
      case .bilinear:
        // Outside the map the border continues.
        let below = position.rounded(.down)
        let share = position - below
        let lower = max(Int(below), 0)
        let upper = min(Int(position.rounded(.up)), input - 1)
        add(
          first: lower, upper > lower ? [1 - share, share] : [1], input)
      case .bicubic:
        let below = position.rounded(.down)
        // TensorFlow's table has 1024 steps.
        let share = ((position - below) * 1024).rounded(.toNearestOrEven) / 1024
        addInside(
          first: Int(below) - 1,
          [Self.cubic(1 + share), Self.cubic(share), Self.cubic(1 - share), Self.cubic(2 - share)],
          input)
      case .lanczos3, .lanczos5:
        let radius = Double(support / 2)
        let first = Int((position - radius).rounded(.up))
        let last = Int((position + radius).rounded(.down))
        addInside(
          first: first, (first...last).map { Self.lanczos(Double($0) - position, radius) }, input)
      }
    }
  }

  /// Adds an element; what lies outside the map is left out, and the rest makes up for it.
  private mutating func addInside(first: Int, _ values: [Double], _ input: Int) {
    let inside = values.indices.filter { (0..<input).contains(first + $0) }
    let sum = inside.reduce(0) { $0 + values[$1] }
    guard let start = inside.first else { return add(first: 0, [0], input) }
    add(first: first + start, inside.map { values[$0] / sum }, input)
  }

  /// Adds an element whose weights begin at `first`, all inside the map.
  private mutating func add(first: Int, _ values: [Double], _ input: Int) {
    let start = min(first, input - taps)
    starts.append(start)
    var row = [Float](repeating: 0, count: taps)
    // Of a kernel that is wider than the map by a zero weight, the zero is left out.
    for (index, value) in values.enumerated() where first - start + index < taps {
      row[first - start + index] = Float(value)
    }
    weights += row
  }

  /// Keys' cubic with the parameter -1/2.
  private static func cubic(_ distance: Double) -> Double {
    let x = abs(distance)
    if x <= 1 { return (1.5 * x - 2.5) * x * x + 1 }
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
  }

  private static func lanczos(_ distance: Double, _ radius: Double) -> Double {
    let x = abs(distance)
    if x >= radius { return 0 }
    if x <= 1e-3 { return 1 }
    return radius * sin(.pi * x) * sin(.pi * x / radius) / (.pi * .pi * x * x)
  }
}

/// A larger map, whose elements are weighted sums of neighbours.
struct ResamplingKernel: StepKernel {
  /// What is read.
  var input: Placement
  /// What is written.
  var output: Placement
  /// The rows of the input for each row of the output.
  var rows: ResamplingTable
  /// The columns likewise.
  var columns: ResamplingTable
  /// The kernels of an instruction set.
  var kernels: KernelTable

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let source = memory.map(input)
    let target = memory.map(output)
    let units = RowUnits(output)
    return BoundKernel(units: units.count) { [kernels, rows, columns] unit, _ in
      let range = units.range(unit)
      rows.withPointers { rowStarts, rowWeights in
        columns.withPointers { columnStarts, columnWeights in
          var arguments = ResamplingArguments(
            input: source, output: target, rowTaps: rows.taps, rowStarts: rowStarts,
            rowWeights: rowWeights, columnTaps: columns.taps, columnStarts: columnStarts,
            columnWeights: columnWeights)
          kernels.layers.resample(&arguments, range.lowerBound, range.upperBound)
        }
      }
    }
  }
}

extension ResamplingTable {
  fileprivate func withPointers(
    _ body: (UnsafePointer<Int>, UnsafePointer<Float>) -> Void
  ) {
    starts.withUnsafeBufferPointer { starts in
      weights.withUnsafeBufferPointer { weights in
        guard let starts = starts.baseAddress, let weights = weights.baseAddress else { return }
        body(starts, weights)
      }
    }
  }
}
