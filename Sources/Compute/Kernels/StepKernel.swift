import KernelABI

/// A part of a step that is worked on by all threads before the next one begins.
protocol StepKernel: Sendable {
  /// The scratch memory that each of a number of threads needs, in bytes.
  func scratchBytes(threads: Int) -> Int
  /// Connects the kernel to the memory of a run that a number of threads work on.
  func bind(_ memory: ArenaView, threads: Int) -> BoundKernel
}

extension StepKernel {
  func scratchBytes(threads: Int) -> Int { 0 }
}

/// A kernel with its memory: units of work that any thread may do in any order.
struct BoundKernel {
  /// The number of units.
  var units: Int
  /// The weights that each unit reads, in bytes.
  var weightBytes = 0
  /// Does a unit with the thread's scratch memory.
  var run: (_ unit: Int, _ scratch: UnsafeMutableRawPointer) -> Void
}

/// A value at a fixed address, for kernels that take a pointer to their arguments.
final class Pinned<Value> {
  /// Where the value is.
  let pointer: UnsafeMutablePointer<Value>

  /// Copies a value to a place of its own.
  init(_ value: Value) {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: value)
  }

  deinit {
    pointer.deinitialize(count: 1)
    pointer.deallocate()
  }
}

/// Rows in units of work: pieces of a map of about the same number of floats.
struct RowUnits: Sendable {
  /// The rows of the map.
  var rows: Int
  /// The rows of a unit.
  var rowsPerUnit: Int

  /// Cuts a map's rows so that a unit has about 32,768 floats.
  init(_ map: Placement) {
    rows = map.height
    let floats = max(1, map.width * map.channels)
    rowsPerUnit = max(1, min(rows, 32_768 / floats))
  }

  /// The number of units.
  var count: Int { (rows + rowsPerUnit - 1) / rowsPerUnit }

  /// The rows of a unit.
  func range(_ unit: Int) -> Range<Int> {
    unit * rowsPerUnit..<min(rows, (unit + 1) * rowsPerUnit)
  }
}

extension BoundKernel {
  /// A kernel that makes some rows of a map at a time of another map.
  init(
    rowsOf output: Placement, from input: Placement, _ memory: ArenaView,
    _ run:
      @escaping (
        _ source: UnsafePointer<FeatureMap>, _ target: UnsafePointer<FeatureMap>, _ rows: Range<Int>
      ) -> Void
  ) {
    let source = Pinned(memory.map(input))
    let target = Pinned(memory.map(output))
    let rows = RowUnits(output)
    self.init(units: rows.count) { unit, _ in
      run(source.pointer, target.pointer, rows.range(unit))
    }
  }
}
