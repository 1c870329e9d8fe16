import KernelABI

/// Looks at `count` floats; sums are kept in double, in eight parts.
func computeMoments(
  _ source: UnsafePointer<Float>, _ count: Int, _ result: UnsafeMutablePointer<TensorMoments>
) {
  typealias Lanes = SIMD8<Double>
  var smallest = SIMD8<Float>(repeating: .infinity)
  var greatest = SIMD8<Float>(repeating: -.infinity)
  var sum = Lanes.zero
  var squares = Lanes.zero
  var zeros = SIMD8<Int32>.zero
  var zeroCount = 0
  let block = 1 << 20
  var index = 0
  while index + 8 <= count {
    let end = min(count - 7, index + block)
    while index < end {
      let values = UnsafeRawPointer(source + index).loadUnaligned(as: SIMD8<Float>.self)
      let wide = Lanes(values)
      smallest = smallest.replacing(with: values, where: values .< smallest)
      greatest = greatest.replacing(with: values, where: values .> greatest)
      sum += wide
      squares += wide * wide
      zeros = zeros.replacing(with: zeros &+ 1, where: values .== 0)
      index += 8
    }
  }
  var moments = TensorMoments()
  for lane in 0..<8 {
    moments.min = smallest[lane] < moments.min ? smallest[lane] : moments.min
    moments.max = greatest[lane] > moments.max ? greatest[lane] : moments.max
    moments.sum += sum[lane]
    moments.sumOfSquares += squares[lane]
    zeroCount += Int(zeros[lane])
  }
  while index < count {
    let value = source[index]
    moments.min = value < moments.min ? value : moments.min
    moments.max = value > moments.max ? value : moments.max
    moments.sum += Double(value)
    moments.sumOfSquares += Double(value) * Double(value)
    zeroCount += value == 0 ? 1 : 0
    index += 1
  }
  moments.zeros = zeroCount
  result.pointee = moments
}
