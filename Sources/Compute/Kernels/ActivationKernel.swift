import GraphCore
import KernelABI

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An activation function of each element.
struct ActivationKernel: StepKernel {
  /// The function of one element.
  typealias Function = @Sendable (Float) -> Float

  /// What is read.
  var input: Placement
  /// What is written; may be the input.
  var output: Placement
  /// The function.
  var function: Function

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let source = memory.map(input)
    let target = memory.map(output)
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { [function] unit, _ in
      for y in rows.range(unit) {
        for x in 0..<target.width {
          let from = source.base + (y * source.rowStride + x * source.pixelStride)
          let to = target.base + (y * target.rowStride + x * target.pixelStride)
          for channel in 0..<target.channels { to[channel] = function(from[channel]) }
        }
      }
    }
  }
}

/// Softmax over the channels of each pixel.
struct SoftmaxKernel: StepKernel {
  /// What is read.
  var input: Placement
  /// What is written; may be the input.
  var output: Placement

  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel {
    let source = memory.map(input)
    let target = memory.map(output)
    let rows = RowUnits(output)
    return BoundKernel(units: rows.count) { unit, _ in
      for y in rows.range(unit) {
        for x in 0..<target.width {
          Self.softmax(
            source.base + (y * source.rowStride + x * source.pixelStride),
            target.base + (y * target.rowStride + x * target.pixelStride), target.channels)
        }
      }
    }
  }

  private static func softmax(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    var greatest = -Float.infinity
    for index in 0..<count { greatest = max(greatest, source[index]) }
    var sum = 0.0
    for index in 0..<count {
      let value = exp(Double(source[index] - greatest))
      target[index] = Float(value)
      sum += value
    }
    let factor = 1 / sum
    for index in 0..<count { target[index] = Float(Double(target[index]) * factor) }
  }
}
