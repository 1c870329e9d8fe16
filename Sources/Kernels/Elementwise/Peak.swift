/// Runs `rounds` rounds of independent multiply-adds in registers; returns the operations of a round.
///
/// As many accumulators as the register tile has, so that the loop is bound by the arithmetic units
/// alone. The sums go to `sink` so that the work can't be left out.
func measurePeak(_ rounds: Int, _ sink: UnsafeMutablePointer<Float>) -> Int {
  var sums = FullTile<RowOfTwo>()
  sink[0] = 0.999_999
  sink[1] = 1e-7
  let factor = Vector(repeating: sink[0])
  let term = Vector(repeating: sink[1])
  for _ in 0..<rounds { sums.advance(factor, term) }
  sums.store(sink, RowOfTwo.width)
  return FullTile<RowOfTwo>.rows * RowOfTwo.width * 2
}
