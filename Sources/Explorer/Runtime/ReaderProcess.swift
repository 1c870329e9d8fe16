import CSystem
import Glibc
import GraphCore
import ModelFiles

/// Reads archives and HDF5 files in another process of this program.
///
/// The libraries for them are written in C and meet bytes from anywhere. When one crashes, runs in
/// circles or asks for memory without end, a process ends that holds nothing but the file; the
/// terminal and the user's edits are in this one.
///
///     here                                       explorer read-container weights --memory ...
///     the file                              ->   descriptor 0
///     the model as JSON                     ->   descriptor 3
///     weights, checked against the model    <-   descriptor 1, as `ReaderMessage` writes them
struct ReaderProcess: ContainerReader {
  /// Memory for the program itself, and for what the libraries hold besides data.
  private static let ownMemory = 1 << 30
  /// Seconds of processor time for a small file.
  private static let ownSeconds = 5
  /// Bytes for which there is another second.
  private static let bytesPerSecond = 4 << 20
  /// `F_SETPIPE_SZ`, which is declared for `_GNU_SOURCE` alone, and the most that any user may ask for.
  private static let (setPipeSize, pipeSize) = (Int32(1031), Int32(1 << 20))

  /// The text of the model in a `.keras` archive or a whole-model `.h5`.
  func configuration(in file: OpenFile) throws -> [UInt8] {
    try run(.configuration, file, payload: file.size) { message throws(MessageFault) in
      try message.bytes(atMost: File.longest)
    }
  }

  /// The weights of a model in a `.weights.h5`, an older `.h5`, or a `.keras` archive.
  func weights(
    in file: OpenFile, for analysis: ModelAnalysis, from document: KerasDocument?
  ) throws -> StoredWeights {
    let model = JSONValue(keras: analysis, keeping: document).pythonBytes
    let (payload, overflow) = file.size.addingReportingOverflow(
      analysis.totals.weightBytes.multipliedReportingOverflow(by: 2).partialValue)
    return try run(
      .weights, file, model: model, payload: overflow ? Int.max : payload
    ) { message throws(MessageFault) in
      try message.weights(for: analysis)
    }
  }

  /// Runs the process and takes its answer.
  ///
  /// - Parameters:
  ///   - file: what it is to read; a file on a disk it opens itself.
  ///   - model: the JSON of the model whose weights are wanted.
  ///   - payload: how many bytes it may have to hold, by which its limits are set.
  private func run<Result>(
    _ part: ReadContainerCommand.Part, _ file: OpenFile, model: [UInt8]? = nil, payload: Int,
    _ take: (ReaderMessage) throws(MessageFault) -> Result
  ) throws -> Result {
    let memory = Self.sum(Self.ownMemory, payload, times: 4)
    let seconds = min(Self.ownSeconds + payload / Self.bytesPerSecond, 3600)
    var descriptors: [(from: Int32, to: Int32)] = []
    defer { for pair in descriptors { close(pair.from) } }
    if let descriptor = file.descriptor {
      descriptors.append((from: Self.high(dup(descriptor)), to: 0))
    } else {
      descriptors.append((from: try Self.memoryFile(try file.bytes()), to: 0))
    }
    if let model { descriptors.append((from: try Self.memoryFile(model), to: 3)) }
    var ends: [Int32] = [-1, -1]
    guard explorer_pipe(&ends) == 0 else { throw Self.cannotStart(errno) }
    defer { close(ends[0]) }
    // Fewer turns between both processes; where that is not allowed, more.
    _ = fcntl(ends[1], Self.setPipeSize, Self.pipeSize)
    // Two descriptors at the most are in the way of one another; these are out of it.
    descriptors.append((from: Self.high(ends[1]), to: 1))
    let process = try Self.start(
      [
        "explorer", ReadContainerCommand.name, part.rawValue, "--memory", "\(memory)",
        "--seconds", "\(seconds)",
      ], descriptors)
    close(descriptors.removeLast().from)
    let answer: Swift.Result<Result, MessageFault>
    do throws(MessageFault) {
      let message = ReaderMessage(descriptor: ends[0])
      try message.begin()
      answer = .success(try take(message))
    } catch {
      answer = .failure(error)
    }
    // An answer that was not taken as a whole would keep the process waiting.
    if case .failure = answer { kill(process, SIGKILL) }
    let status = Self.wait(process)
    switch answer {
    case .success(let result): return result
    case .failure(.refused(let reason)): throw WeightFileError.container(reason: reason)
    case .failure(.ended):
      throw WeightFileError.container(
        reason: Self.reason(status, memory: memory, seconds: seconds))
    }
  }

  /// Why there is no answer, in words.
  private static func reason(_ status: Int32, memory: Int, seconds: Int) -> String {
    let signal = status & 0x7F
    if signal == SIGXCPU {
      return
        "reading it took more than \(seconds) s of processor time, so it was given up; the file is "
        + "damaged"
    }
    return "the library that reads it crashed, or asked for more than \(memory >> 20) MiB, so "
      + "nothing was read; the file is damaged"
  }

  private static func sum(_ base: Int, _ number: Int, times factor: Int) -> Int {
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    let (sum, alsoOverflow) = base.addingReportingOverflow(product)
    return overflow || alsoOverflow ? Int.max : sum
  }
}

// MARK: - Calls of the system

extension ReaderProcess {
  /// A file without a name that lies in memory.
  private static func memoryFile(_ bytes: [UInt8]) throws -> Int32 {
    let descriptor = high(explorer_memory_file())
    guard descriptor >= 0 else { throw cannotStart(errno) }
    guard bytes.withUnsafeBytes({ File.writeAll($0, to: descriptor) }) else {
      let fault = errno
      close(descriptor)
      throw cannotStart(fault)
    }
    return descriptor
  }

  /// The descriptor under another number, out of the way of those that the process is given.
  private static func high(_ descriptor: Int32) -> Int32 {
    guard descriptor >= 0 else { return descriptor }
    let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 16)
    guard moved >= 0 else { return descriptor }
    close(descriptor)
    return moved
  }

  /// Starts this program anew, with nothing of its environment and with no say on the terminal.
  private static func start(
    _ arguments: [String], _ descriptors: [(from: Int32, to: Int32)]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    for pair in descriptors {
      posix_spawn_file_actions_adddup2(&actions, pair.from, pair.to)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let list = arguments.map { strdup($0) } + [nil]
    // A crash is expected there, and nobody looks at its trace.
    let environment = [strdup("SWIFT_BACKTRACE=enable=no"), nil]
    defer { for text in list + environment { free(text) } }
    var process = pid_t()
    let failure = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, list, environment)
    guard failure == 0 else { throw cannotStart(failure) }
    return process
  }

  private static func wait(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }

  private static func cannotStart(_ fault: Int32) -> WeightFileError {
    .container(
      reason: "the process that reads such files (/proc/self/exe) cannot be started: "
        + SystemError.words(fault))
  }
}
