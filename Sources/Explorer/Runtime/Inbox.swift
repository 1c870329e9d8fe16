import CSystem
import Glibc
import Synchronization

/// Where other threads leave events for the main thread, which sleeps until there is one.
///
/// A byte in a pipe wakes the sleeper, so that one `poll` waits for keys and events alike.
final class Inbox<Element: Sendable>: Sendable {
  /// The descriptor to poll; readable when something has arrived.
  let readEnd: Int32
  private let writeEnd: Int32
  private let waiting = Mutex<[Element]>([])

  /// An empty inbox; nil when the process has no descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard explorer_pipe(&ends) == 0 else { return nil }
    readEnd = ends[0]
    writeEnd = ends[1]
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Leaves an event; any thread may.
  func post(_ element: Element) {
    let wasEmpty = waiting.withLock { list in
      list.append(element)
      return list.count == 1
    }
    guard wasEmpty else { return }
    var byte: UInt8 = 1
    // A full pipe wakes the reader as well.
    _ = write(writeEnd, &byte, 1)
  }

  /// Takes all events that have arrived, oldest first.
  func takeAll() -> [Element] {
    var bytes: [UInt8] = Array(repeating: 0, count: 64)
    while read(readEnd, &bytes, bytes.count) == bytes.count {}
    return waiting.withLock { list in
      defer { list.removeAll(keepingCapacity: true) }
      return list
    }
  }
}
