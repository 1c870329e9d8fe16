import CProcessor

/// Computes a tile whose height and width are known to the compiler.
///
/// The loop over `k` is the hot one: for each product it reads the columns of the panel once and one
/// input float for each row, and keeps all sums in registers.
@inline(__always)
private func compute<Tile: RegisterTile>(
  _: Tile.Type, _ tile: UnsafePointer<ConvolutionTile>, _ task: UnsafePointer<TileTask>
) {
  var sums = Tile()
  let start = task.pointee.start
  let end = task.pointee.end
  let stride = tile.pointee.inputStride
  let width = Tile.Row.width
  var ahead = task.pointee.ahead.next ?? task.pointee.panel
  let step = task.pointee.ahead.step
  for index in 0..<tile.pointee.segmentCount {
    let segment = tile.pointee.segments[index]
    let first = max(segment.start, start)
    let last = min(segment.start + segment.count, end)
    if first >= last { continue }
    let elements = tile.pointee.input + (segment.offset + first - segment.start)
    var panel = task.pointee.panel + first * width
    for k in 0..<(last - first) {
      let columns = Tile.Row.columns(panel)
      panel += width
      processor_prefetch(ahead)
      ahead += step
      sums.accumulate(elements + k, stride, columns)
    }
  }

  let target = task.pointee.target
  let targetStride = task.pointee.targetStride
  if task.pointee.continues { sums.add(target, targetStride) }
  if task.pointee.finishes {
    sums.add(task.pointee.bias, 0)
    if task.pointee.reluBefore { sums.rectify() }
    if let addend = task.pointee.addend { sums.add(addend, task.pointee.addendStride) }
    if task.pointee.reluAfter { sums.rectify() }
  }
  sums.store(target, targetStride)
}

/// Computes a tile of `Row.width` columns and of any height up to the greatest one.
@inline(never)
func computeTile<Row: TileRow>(
  _: Row.Type, _ tile: UnsafePointer<ConvolutionTile>, _ task: UnsafePointer<TileTask>
) {
  let rows = tile.pointee.rows
  if rows == FullTile<Row>.rows { return compute(FullTile<Row>.self, tile, task) }
  switch rows {
  case 1: compute(Tile1<Row>.self, tile, task)
  case 2: compute(Tile2<Row>.self, tile, task)
  case 3: compute(Tile3<Row>.self, tile, task)
  #if KERNELS_AVX512 || KERNELS_AVX2 || arch(arm64)
    case 4: compute(Tile4<Row>.self, tile, task)
    case 5: compute(Tile5<Row>.self, tile, task)
  #endif
  #if KERNELS_AVX512 || arch(arm64)
    case 6: compute(Tile6<Row>.self, tile, task)
    case 7: compute(Tile7<Row>.self, tile, task)
    case 8: compute(Tile8<Row>.self, tile, task)
    case 9: compute(Tile9<Row>.self, tile, task)
    case 10: compute(Tile10<Row>.self, tile, task)
    case 11: compute(Tile11<Row>.self, tile, task)
  #endif
  default: return
  }
}
