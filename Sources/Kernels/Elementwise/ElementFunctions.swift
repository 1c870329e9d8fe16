import KernelABI

/// A function of a vector's elements, each by itself.
///
/// NaN gives NaN in all of them.
protocol VectorFunction {
  /// The function with its parameters.
  init(_ function: ElementFunction)
  /// Its value.
  func callAsFunction(_ x: Vector) -> Vector
}

struct AffineFunction: VectorFunction {
  let a, b: Vector
  @inline(__always) init(_ function: ElementFunction) {
    a = Vector(repeating: function.a)
    b = Vector(repeating: function.b)
  }
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector { multiplyAdd(b, a, x) }
}

/// Relu with a bound above and nothing below the threshold.
struct CutFunction: VectorFunction {
  let b, c: Vector
  @inline(__always) init(_ function: ElementFunction) {
    b = Vector(repeating: function.b)
    c = Vector(repeating: function.c)
  }
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector {
    x.replacing(with: c, where: x .> c).replacing(with: Vector.zero, where: x .<= b)
  }
}

/// Relu with a bound above and a slope below the threshold.
struct SlopedFunction: VectorFunction {
  let a, b, c: Vector
  @inline(__always) init(_ function: ElementFunction) {
    a = Vector(repeating: function.a)
    b = Vector(repeating: function.b)
    c = Vector(repeating: function.c)
  }
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector {
    let above = x.replacing(with: c, where: x .> c)
    return (a * (x - b)).replacing(with: above, where: x .> b)
  }
}

struct ExponentialLinearFunction: VectorFunction {
  let a, b: Vector
  @inline(__always) init(_ function: ElementFunction) {
    a = Vector(repeating: function.a * function.b)
    b = Vector(repeating: function.b)
  }
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector {
    // Positive elements are cut to 0 only for the exponential.
    let below = exponentialMinusOne(x.replacing(with: Vector.zero, where: x .> 0)) * a
    return below.replacing(with: x * b, where: x .> 0)
  }
}

struct SigmoidFunction: VectorFunction {
  @inline(__always) init(_ function: ElementFunction) {}
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector { logistic(x) }
}

struct SiluFunction: VectorFunction {
  @inline(__always) init(_ function: ElementFunction) {}
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector { x / (exponential(-x) + 1) }
}

struct GeluFunction: VectorFunction {
  @inline(__always) init(_ function: ElementFunction) {}
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector { x * normalShare(x) }
}

struct MishFunction: VectorFunction {
  @inline(__always) init(_ function: ElementFunction) {}
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector {
    // tanh(log(1 + t)) = t (t + 2) / (t (t + 2) + 2); 1 to all digits from 20 on.
    let bound = Vector(repeating: 20)
    let t = exponential(x.replacing(with: bound, where: x .> bound))
    let s = t * (t + 2)
    return x * (s / (s + 2))
  }
}

struct HardSigmoidFunction: VectorFunction {
  @inline(__always) init(_ function: ElementFunction) {}
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector { hardSigmoid(x) }
}

struct HardSiluFunction: VectorFunction {
  @inline(__always) init(_ function: ElementFunction) {}
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector { x * hardSigmoid(x) }
}

struct HardTanhFunction: VectorFunction {
  @inline(__always) init(_ function: ElementFunction) {}
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector {
    let one = Vector(repeating: 1)
    return x.replacing(with: one, where: x .> one).replacing(with: -one, where: x .< -one)
  }
}

struct SoftplusFunction: VectorFunction {
  let a: Vector
  @inline(__always) init(_ function: ElementFunction) { a = Vector(repeating: function.a) }
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector { a * softplus(a * x) }
}

struct SoftsignFunction: VectorFunction {
  @inline(__always) init(_ function: ElementFunction) {}
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector { x / (magnitude(x) + 1) }
}

struct SoftShrinkFunction: VectorFunction {
  let a: Vector
  @inline(__always) init(_ function: ElementFunction) { a = Vector(repeating: function.a) }
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector {
    let moved = (x - a).replacing(with: x + a, where: x .< 0)
    return moved.replacing(with: Vector.zero, where: magnitude(x) .<= a)
  }
}

struct HardShrinkFunction: VectorFunction {
  let a: Vector
  @inline(__always) init(_ function: ElementFunction) { a = Vector(repeating: function.a) }
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector {
    x.replacing(with: Vector.zero, where: magnitude(x) .<= a)
  }
}

struct TanhShrinkFunction: VectorFunction {
  @inline(__always) init(_ function: ElementFunction) {}
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector { x - hyperbolicTangent(x) }
}

struct SquareplusFunction: VectorFunction {
  let a: Vector
  @inline(__always) init(_ function: ElementFunction) { a = Vector(repeating: function.a) }
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector {
    (x + multiplyAdd(a, x, x).squareRoot()) * 0.5
  }
}

struct TanhFunction: VectorFunction {
  @inline(__always) init(_ function: ElementFunction) {}
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector { hyperbolicTangent(x) }
}

struct ExponentialFunction: VectorFunction {
  @inline(__always) init(_ function: ElementFunction) {}
  @inline(__always) func callAsFunction(_ x: Vector) -> Vector { exponential(x) }
}

/// `x / 6 + 1/2` between 0 and 1.
@inline(__always)
private func hardSigmoid(_ x: Vector) -> Vector {
  let one = Vector(repeating: 1)
  let line = multiplyAdd(Vector(repeating: 0.5), x, Vector(repeating: 1 / 6))
  return rectified(line.replacing(with: one, where: line .> one))
}
