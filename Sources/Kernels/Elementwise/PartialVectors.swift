/// Reads the first `count` floats of a vector, the others are zero; no float beyond them is touched.
@inline(__always)
func loadPartial(_ source: UnsafePointer<Float>, _ count: Int) -> Vector {
  var vector = Vector.zero
  for lane in 0..<vectorWidth where lane < count { vector[lane] = source[lane] }
  return vector
}

/// Writes the first `count` floats of a vector; no float beyond them is touched.
@inline(__always)
func storePartial(_ vector: Vector, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
  for lane in 0..<vectorWidth where lane < count { target[lane] = vector[lane] }
}
