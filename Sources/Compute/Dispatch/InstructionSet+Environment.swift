#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension InstructionSet {
  /// The choice of the environment variable `EXPLORER_ISA`, or the best one when it is not set.
  ///
  /// - Throws: `InstructionSetError` when the variable names none or one that isn't available.
  public static func fromEnvironment() throws(InstructionSetError) -> InstructionSet {
    guard let value = getenv("EXPLORER_ISA") else { return best }
    return try named(String(cString: value))
  }
}
