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
      valueName: "auto|baseline|avx2|avx512"))
  var isa = "auto"

  @Flag(
    help: """
      How convolutions are computed: --fast as fast as possible, --exact directly from the \
      definition, and --inspect besides without fusing any layers. Without any of them passes are \
      run with --fast, and outputs computed with --exact.
      """)
  var plan: PlanChoice?

  func validate() throws {
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
    return switch plan ?? choice {
    case .fast: PlanOptions(mode: .fast, instructionSet: set)
    case .exact: PlanOptions(mode: .fast, instructionSet: set, convolutions: .direct)
    case .inspect: PlanOptions(mode: .inspect, instructionSet: set)
    }
  }

  /// The number of threads that compute.
  func threadCount() throws -> Int { threads ?? Executor.processorCount }

  /// Threads that compute.
  func executor() throws -> Executor { try Executor(threads: threadCount()) }
}
