/// The accumulators of `rows` output pixels, held in registers.
protocol RegisterTile {
  /// What one output pixel holds.
  associatedtype Row: TileRow
  /// The number of output pixels.
  static var rows: Int { get }
  /// All zeros.
  init()
  /// Adds the products of one input element of each row with the columns of a panel.
  mutating func accumulate(
    _ elements: UnsafePointer<Float>, _ stride: Int, _ columns: Row.Columns)
  /// Adds to each row what `source` holds for it.
  mutating func add(_ source: UnsafePointer<Float>, _ stride: Int)
  /// Replaces negative elements by zero.
  mutating func rectify()
  /// Multiplies all elements by a factor and adds a term.
  mutating func advance(_ factor: Vector, _ term: Vector)
  /// Writes the rows `stride` floats apart.
  func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int)
}

/// A tile of one row.
struct Single<Row: TileRow>: RegisterTile {
  var row = Row()

  @inline(__always) init() {}
  @inline(__always) static var rows: Int { 1 }

  @inline(__always)
  mutating func accumulate(
    _ elements: UnsafePointer<Float>, _ stride: Int, _ columns: Row.Columns
  ) {
    row.accumulate(elements, columns)
  }

  @inline(__always)
  mutating func add(_ source: UnsafePointer<Float>, _ stride: Int) { row.add(source) }

  @inline(__always)
  mutating func rectify() { row.rectify() }

  @inline(__always)
  mutating func advance(_ factor: Vector, _ term: Vector) { row.advance(factor, term) }

  @inline(__always)
  func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) { row.store(target) }
}

/// Two tiles, one below the other.
struct Stack<Top: RegisterTile, Bottom: RegisterTile>: RegisterTile where Top.Row == Bottom.Row {
  typealias Row = Top.Row
  var top = Top()
  var bottom = Bottom()

  @inline(__always) init() {}
  @inline(__always) static var rows: Int { Top.rows + Bottom.rows }

  @inline(__always)
  mutating func accumulate(
    _ elements: UnsafePointer<Float>, _ stride: Int, _ columns: Row.Columns
  ) {
    top.accumulate(elements, stride, columns)
    bottom.accumulate(elements + Top.rows &* stride, stride, columns)
  }

  @inline(__always)
  mutating func add(_ source: UnsafePointer<Float>, _ stride: Int) {
    top.add(source, stride)
    bottom.add(source + Top.rows &* stride, stride)
  }

  @inline(__always)
  mutating func rectify() {
    top.rectify()
    bottom.rectify()
  }

  @inline(__always)
  mutating func advance(_ factor: Vector, _ term: Vector) {
    top.advance(factor, term)
    bottom.advance(factor, term)
  }

  @inline(__always)
  func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    top.store(target, stride)
    bottom.store(target + Top.rows &* stride, stride)
  }
}

typealias Tile1<R: TileRow> = Single<R>
typealias Tile2<R: TileRow> = Stack<Tile1<R>, Tile1<R>>
typealias Tile3<R: TileRow> = Stack<Tile2<R>, Tile1<R>>
typealias Tile4<R: TileRow> = Stack<Tile2<R>, Tile2<R>>
typealias Tile5<R: TileRow> = Stack<Tile4<R>, Tile1<R>>
typealias Tile6<R: TileRow> = Stack<Tile4<R>, Tile2<R>>
typealias Tile7<R: TileRow> = Stack<Tile4<R>, Tile3<R>>
typealias Tile8<R: TileRow> = Stack<Tile4<R>, Tile4<R>>
typealias Tile9<R: TileRow> = Stack<Tile8<R>, Tile1<R>>
typealias Tile10<R: TileRow> = Stack<Tile8<R>, Tile2<R>>
typealias Tile11<R: TileRow> = Stack<Tile10<R>, Tile1<R>>
typealias Tile12<R: TileRow> = Stack<Tile8<R>, Tile4<R>>
