import ArgumentParser
import Compute

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

  func validate() throws {
    if let threads, !(1...Executor.maximumThreads).contains(threads) {
      throw ValidationError("--threads takes 1 to \(Executor.maximumThreads), got \(threads)")
    }
  }

  /// The instruction set that was asked for.
  func instructionSet() throws -> InstructionSet {
    try isa == "auto" ? .fromEnvironment() : .named(isa)
  }

  /// Threads that compute.
  func executor() throws -> Executor { try Executor(threads: threads ?? Executor.processorCount) }
}
