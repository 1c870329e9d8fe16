import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Floats between pages that can't be touched, so that a read or a write beyond either end ends the
/// test at once.
///
/// The floats end where the page behind them begins; the space before them is filled with a pattern
/// that is checked.
final class GuardedFloats {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  private let memory: UnsafeMutableRawPointer
  private let pageCount: Int
  private static let page = sysconf(Int32(_SC_PAGESIZE))
  private static let pattern: UInt32 = 0x7FC0_BEEF

  init(_ elements: [Float]) {
    count = elements.count
    pageCount = (count * 4 + Self.page - 1) / Self.page + 2
    memory = .allocate(byteCount: pageCount * Self.page, alignment: Self.page)
    memory.bindMemory(to: UInt32.self, capacity: pageCount * Self.page / 4)
      .update(repeating: Self.pattern, count: pageCount * Self.page / 4)
    let end = memory + (pageCount - 1) * Self.page
    base = (end - count * 4).assumingMemoryBound(to: Float.self)
    elements.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { base.update(from: first, count: count) }
    }
    mprotect(memory, Self.page, PROT_NONE)
    mprotect(end, Self.page, PROT_NONE)
  }

  deinit {
    mprotect(memory, pageCount * Self.page, PROT_READ | PROT_WRITE)
    memory.deallocate()
  }

  /// Whether nothing was written between the guarded page and the first float.
  var isIntact: Bool {
    var word = (memory + Self.page).assumingMemoryBound(to: UInt32.self)
    let end = UnsafeRawPointer(base)
    while UnsafeRawPointer(word) < end {
      if word.pointee != Self.pattern { return false }
      word += 1
    }
    return true
  }

  subscript(_ index: Int) -> Float { base[index] }

  /// Pixels of `channels` floats, `stride` apart, with NaN between them and none behind the last one.
  convenience init(spreading elements: [Float], channels: Int, stride: Int) {
    let pixels = elements.count / channels
    var floats = [Float](repeating: .nan, count: max(0, (pixels - 1) * stride + channels))
    for index in elements.indices {
      floats[index / channels * stride + index % channels] = elements[index]
    }
    self.init(floats)
  }

  /// Whether nothing was written between the pixels.
  func gapsAreNaN(channels: Int, stride: Int) -> Bool {
    (0..<count).allSatisfy { $0 % stride < channels || self[$0].isNaN }
  }
}
