import Glibc

/// A program in a pseudo-terminal: its keys are written, its frames are read and timed.
final class PseudoTerminal {
  /// The program's process number.
  let process: pid_t
  private let master: Int32
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// What a key or the start led to.
  struct Frame {
    /// The nanoseconds to the last byte; 0 when there was none.
    var nanoseconds = 0
    /// The nanoseconds that the program's main thread computed.
    var computed = 0
    /// The bytes that were written.
    var bytes = 0
  }

  /// Why the program could not be started.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Starts a program; the clock of the first frame begins here.
  init(_ arguments: [String], environment: [String], columns: Int, rows: Int) throws {
    // posix_openpt() and its companions are hidden from Swift; these are what they do on Linux.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: Int32 = 0
    let (unlock, ask) = (UInt(0x4004_5431), UInt(0x8004_5430))  // TIOCSPTLCK, TIOCGPTN
    guard master >= 0, ioctl(master, unlock, &lock) == 0, ioctl(master, ask, &number) == 0 else {
      throw Failure(description: "no pseudo-terminal")
    }
    let slave = "/dev/pts/\(number)"
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that a session's leader opens becomes its own.
    posix_spawn_file_actions_addopen(&actions, 0, slave, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, 0x80)  // POSIX_SPAWN_SETSID
    let list = arguments.map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { for text in list + variables { free(text) } }
    var process = pid_t()
    let failure = posix_spawn(&process, arguments[0], &actions, &attributes, list, variables)
    guard failure == 0 else {
      throw Failure(
        description: "cannot start '\(arguments[0])': \(String(cString: strerror(failure)))")
    }
    self.process = process
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  /// Gives the terminal another size.
  func resize(columns: Int, rows: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Presses a key and waits for its frame.
  func press(_ key: String, patience: Int = 50_000_000) -> Frame {
    let before = Self.now
    let computed = self.computed
    let bytes = Array(key.utf8)
    _ = write(master, bytes, bytes.count)
    return frame(since: before, computed: computed, patience: patience)
  }

  /// Waits for the frame that something led to: until the program rests and all it wrote is read.
  ///
  /// - Parameter mustWrite: whether it is no frame before something was written.
  func frame(
    since start: Int, computed before: Int, patience: Int, mustWrite: Bool = false
  ) -> Frame {
    var frame = Frame()
    while true {
      let count = read(master, &buffer, buffer.count)
      let now = Self.now
      if count > 0 {
        frame.bytes += count
        frame.nanoseconds = now - start
        continue
      }
      // The program has ended, and with it its side of the terminal.
      if count < 0, errno == EIO { break }
      // It rests when it sleeps and has computed since; a sleeping one may not have seen the key yet.
      // Of a key that changes nothing that is after a while, in which a kernel's worker brings it there,
      // even where it has to wait for a processor.
      let isAnswered = frame.bytes > 0 || !mustWrite && now - start > 10_000_000
      if isAnswered, isResting, computed > before {
        let late = read(master, &buffer, buffer.count)
        if late > 0 {
          frame.bytes += late
          frame.nanoseconds = Self.now - start
          continue
        }
        break
      }
      if now - start > patience { break }
      // Asleep, so that the program has both processors, and woken by the first thing it writes.
      if frame.bytes == 0 {
        var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        poll(&descriptor, 1, 1)
      } else {
        usleep(50)
      }
    }
    frame.computed = computed - before
    return frame
  }

  /// Reads what was written, and forgets it.
  func drain(nanoseconds: Int) {
    let end = Self.now + nanoseconds
    while Self.now < end {
      if read(master, &buffer, buffer.count) <= 0 { usleep(1000) }
    }
  }

  /// The processor time of all its threads in nanoseconds.
  var processorTime: Int {
    let path = "/proc/\(process)/stat"
    let text = Self.text(path)
    guard let end = text.lastIndex(of: ")") else { return 0 }
    let fields = text[text.index(end, offsetBy: 2)...].split(separator: " ")
    guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
      return 0
    }
    return (user + system) * (1_000_000_000 / max(1, sysconf(Int32(_SC_CLK_TCK))))
  }

  /// What the main thread computed so far, in nanoseconds.
  var computed: Int {
    let text = Self.text("/proc/\(process)/task/\(process)/schedstat")
    return text.split(separator: " ").first.flatMap { Int($0) } ?? 0
  }

  private var isResting: Bool {
    let text = Self.text("/proc/\(process)/task/\(process)/stat")
    guard let end = text.lastIndex(of: ")") else { return true }
    return text[text.index(end, offsetBy: 2)] == "S"
  }

  /// Whether any thread of the program computes.
  var isWorking: Bool {
    let folder = "/proc/\(process)/task"
    guard let tasks = opendir(folder) else { return false }
    defer { closedir(tasks) }
    while let entry = readdir(tasks) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard Int(name) != nil else { continue }
      let text = Self.text("\(folder)/\(name)/stat")
      guard let end = text.lastIndex(of: ")") else { continue }
      if text[text.index(end, offsetBy: 2)] != "S" { return true }
    }
    return false
  }

  /// Waits until no thread computes any more; returns the nanoseconds until then.
  ///
  /// A thread that waits for the disk or between two pieces of work may look as if it rested, so that
  /// it must rest for 20 ms.
  func rest(since start: Int, patience: Int) -> Int {
    var last = Self.now
    while Self.now - last < 20_000_000, Self.now - start < patience {
      let count = read(master, &buffer, buffer.count)
      if count < 0, errno == EIO { break }
      if count > 0 || isWorking { last = Self.now }
      usleep(500)
    }
    return last - start
  }

  /// Whether the program has ended; its exit code, or 128 and the signal.
  func ended(patience: Int) -> Int? {
    let end = Self.now + patience
    var status: Int32 = 0
    while Self.now < end {
      _ = read(master, &buffer, buffer.count)
      if waitpid(process, &status, WNOHANG) == process {
        let signal = Int(status & 0x7f)
        return signal == 0 ? Int(status >> 8) & 0xff : 128 + signal
      }
      usleep(2000)
    }
    return nil
  }

  /// Ends the program, by force.
  func end() {
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    close(master)
  }

  /// The clock, in nanoseconds.
  static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  private static func text(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
