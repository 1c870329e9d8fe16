import KernelABI

/// Vectors of channels on a grid: `lines` lines of so many vectors as an axis has.
struct VectorGrid<Pointer> {
  /// The first vector.
  var base: Pointer
  /// The distance between lines, in floats.
  var lineStride: Int
  /// The distance between the vectors of a line, in floats.
  var stride: Int
}

/// Transforms `lines` lines of input: each line's `axis.size` vectors become as many.
///
/// With s pairs of points, inputs d0 .. d(2s+1), and the polynomials Q and Qa of `WinogradAxis`:
///
///     position of 0          Q over the even inputs d0, d2, .. d(2s)
///     position of +a and -a  (Qa over d2, d4, .. d(2s)) + and - a (Qa over d1, d3, .. d(2s-1))
///     position of infinity   Q over the odd inputs d1, d3, .. d(2s+1)
func transformInput(
  _ axis: WinogradAxis, lines: Int, _ source: VectorGrid<UnsafePointer<Float>>,
  _ target: VectorGrid<UnsafeMutablePointer<Float>>
) {
  switch axis.pairs {
  case 1: transformInput(Chain1.self, axis, lines, source, target)
  case 2: transformInput(Chain2.self, axis, lines, source, target)
  case 3: transformInput(Chain3.self, axis, lines, source, target)
  case 4: transformInput(Chain4.self, axis, lines, source, target)
  default: transformInput(Chain5.self, axis, lines, source, target)
  }
}

@inline(__always)
private func transformInput<Half: VectorChain>(
  _: Half.Type, _ axis: WinogradAxis, _ lines: Int,
  _ source: VectorGrid<UnsafePointer<Float>>, _ target: VectorGrid<UnsafeMutablePointer<Float>>
) {
  let all = axis.coefficients
  for line in 0..<lines {
    let input = source.base + line * source.lineStride
    let output = target.base + line * target.lineStride
    let zero = load(input)
    let odd = Half(input + source.stride, 2 * source.stride)
    let even = Half(input + 2 * source.stride, 2 * source.stride)
    let last = load(input + (2 * Half.count + 1) * source.stride)
    store(
      multiplyAdd(even.leading(all + 1), zero, Vector(repeating: all.pointee)), output)
    var coefficients = all + Half.count
    var position = output + target.stride
    for _ in 0..<Half.count {
      let sum = even.leading(coefficients)
      let difference =
        odd.leading(coefficients) * Vector(repeating: coefficients[Half.count - 1])
      store(sum + difference, position)
      store(sum - difference, position + target.stride)
      position += 2 * target.stride
      coefficients += Half.count
    }
    store(odd.sum(all, last), position)
  }
}

/// Transforms `lines` lines of sums: each line's `axis.size` vectors become `axis.outputs` ones.
///
///     output i = [i = 0] M0 + sum of a^i (M(+a) + (-1)^i M(-a)) over the pairs + [i = m - 1] M(infinity)
func transformOutput(
  _ axis: WinogradAxis, lines: Int, _ source: VectorGrid<UnsafePointer<Float>>,
  _ target: VectorGrid<UnsafeMutablePointer<Float>>
) {
  switch axis.pairs {
  case 1: transformOutput(Chain1.self, axis, lines, source, target)
  case 2: transformOutput(Chain2.self, axis, lines, source, target)
  case 3: transformOutput(Chain3.self, axis, lines, source, target)
  case 4: transformOutput(Chain4.self, axis, lines, source, target)
  default: transformOutput(Chain5.self, axis, lines, source, target)
  }
}

@inline(__always)
private func transformOutput<Half: VectorChain>(
  _: Half.Type, _ axis: WinogradAxis, _ lines: Int,
  _ source: VectorGrid<UnsafePointer<Float>>, _ target: VectorGrid<UnsafeMutablePointer<Float>>
) {
  let powers = axis.coefficients + (Half.count + Half.count * Half.count)
  let outputs = axis.outputs
  for line in 0..<lines {
    let input = source.base + line * source.lineStride
    let output = target.base + line * target.lineStride
    let zero = load(input)
    let pairs = Half.sums(
      Half(input + source.stride, 2 * source.stride),
      Half(input + 2 * source.stride, 2 * source.stride))
    let last = load(input + (2 * Half.count + 1) * source.stride)
    var even = zero
    var odd = Vector.zero
    var index = 0
    while index < outputs {
      if index + 1 == outputs { even += last }
      store(
        pairs.sum.sum(powers + index * Half.count, even), output + index * target.stride)
      even = Vector.zero
      index += 1
      if index == outputs { break }
      if index + 1 == outputs { odd = last }
      store(
        pairs.difference.sum(powers + index * Half.count, odd), output + index * target.stride)
      index += 1
    }
  }
}
