import Glibc

/// Room in which a thread's handlers of signals run, as its own stack may be what overflowed.
enum SignalStack {
  private static let size = 1 << 16

  /// Gives the calling thread room for as long as it lives; of the main thread.
  static func giveToThread() {
    take(UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16))
  }

  /// Gives the calling thread room while a function runs.
  static func with(_ body: () -> Void) {
    let room = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { room.deallocate() }
    take(room)
    body()
    take(nil)
  }

  private static func take(_ room: UnsafeMutableRawPointer?) {
    var stack = stack_t()
    stack.ss_sp = room
    stack.ss_size = room == nil ? 0 : size
    stack.ss_flags = room == nil ? Int32(SS_DISABLE) : 0
    sigaltstack(&stack, nil)
  }
}
