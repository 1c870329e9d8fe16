#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The clock that all times are taken from; it never goes back and isn't set.
package enum MonotonicClock {
  /// Milliseconds since the same point.
  package static var milliseconds: Int { Int(nanoseconds / 1_000_000) }

  /// Nanoseconds since some point in the past.
  package static var nanoseconds: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
