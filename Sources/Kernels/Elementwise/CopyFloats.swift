/// Copies `count` floats from one place to another one that does not overlap it.
@inline(__always)
func copyFloats(
  _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int
) {
  var index = 0
  while index + vectorWidth <= count {
    store(load(source + index), target + index)
    index += vectorWidth
  }
  while index < count {
    target[index] = source[index]
    index += 1
  }
}

/// Writes `count` zeros.
@inline(__always)
func clearFloats(_ target: UnsafeMutablePointer<Float>, _ count: Int) {
  var index = 0
  while index + vectorWidth <= count {
    store(Vector.zero, target + index)
    index += vectorWidth
  }
  while index < count {
    target[index] = 0
    index += 1
  }
}
