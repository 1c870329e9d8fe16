import ArgumentParser
import Compute

/// The plans that can be asked for.
enum PlanChoice: String, EnumerableFlag {
  case fast
  case exact
  case inspect
}

/// What a forward pass is computed with.
struct EngineOptions: ParsableArguments {
  @Option(help: "The number of threads; as many as there are processors when left out.")
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      """
      The vector instructions; auto takes what EXPLORER_ISA says, else the best that this \
      processor has.
      """,
      valueName: "auto|baseline|avx2|avx512"),
    completion: .list(["auto", "baseline", "avx2", "avx512"]))
  var isa = "auto"

  @Flag(
    help: """
      How convolutions are computed: --fast as fast as possible, --exact directly from the \
      definition, and --inspect besides without fusing any layers. Without any of them passes are \
      run with --fast, and outputs computed with --exact.
      """)
  var plan: PlanChoice?

  @Option(
    help: ArgumentHelp(
      """
      What weights and outputs may take at most, in percent of the weights in float32 and the \
      outputs that are alive at the same time (100% is the least), or in MiB or GiB. Without it \
      --fast takes up to three times as much: transformed weights, which save time.
      """,
      valueName: "N%|N MiB|N GiB"))
  var memory: String?

  func validate() throws {
    if let memory { _ = try Self.bound(memory) }
    if let threads, !(1...Executor.maximumThreads).contains(threads) {
      throw ValidationError("--threads takes 1 to \(Executor.maximumThreads), got \(threads)")
    }
  }

  /// The instruction set that was asked for.
  func instructionSet() throws -> InstructionSet {
    try isa == "auto" ? .fromEnvironment() : .named(isa)
  }

  /// How plans are made.
  ///
  /// - Parameter choice: what is taken when none is asked for.
  func planOptions(default choice: PlanChoice = .fast) throws -> PlanOptions {
    let set = try instructionSet()
    let bound = try memory.map(Self.bound)
    return switch plan ?? choice {
    case .fast: PlanOptions(mode: .fast, instructionSet: set, memory: bound)
    case .exact:
      PlanOptions(mode: .fast, instructionSet: set, convolutions: .direct, memory: bound)
    case .inspect: PlanOptions(mode: .inspect, instructionSet: set, memory: bound)
    }
  }

  /// The bound that is meant by words such as `115%` and `120MiB`.
  private static func bound(_ text: String) throws -> MemoryBound {
    let units: [(name: String, factor: Int)] = [("%", 1), ("mib", 1 << 20), ("gib", 1 << 30)]
    let lower = text.lowercased()
    for unit in units where lower.hasSuffix(unit.name) {
      let digits = lower.dropLast(unit.name.count).filter { $0 != " " }
      guard let number = Int(digits), number > 0 else { break }
      let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.factor)
      if overflow { break }
      return unit.name == "%" ? .percent(number) : .bytes(bytes)
    }
    throw ValidationError("--memory takes a size such as 115%, 200MiB or 2GiB, got '\(text)'")
  }

  /// The number of threads that compute.
  func threadCount() throws -> Int { threads ?? Executor.processorCount }

  /// Threads that compute.
  func executor() throws -> Executor { try Executor(threads: threadCount()) }
}
