import Compute
import GraphCore
import ModelFiles

/// Why a command ended without a result: one line for the user, perhaps with what could be done
/// instead, and an exit code of sysexits.
struct CommandError: Error, Hashable, CustomStringConvertible {
  /// Exit codes, as sysexits.h and the shells number them.
  enum Code: Int32 {
    /// The command line is wrong.
    case usage = 64
    /// The input is there but wrong.
    case data = 65
    /// There is no such input.
    case noInput = 66
    /// A fault of ours.
    case software = 70
    /// The result cannot be written.
    case cannotCreate = 73
    /// Ctrl-C.
    case interrupted = 130
  }

  /// The line.
  var description: String
  /// What could be done instead, a line each.
  var remedies: [String] = []
  /// How the process ends.
  var exitCode: Int32

  /// An error with its line.
  init(_ code: Code, _ description: String) {
    self.description = description.printableLine
    exitCode = code.rawValue
  }

  /// The error with the code that fits it; any other error is a fault of ours.
  init(_ error: any Error) {
    switch error {
    case let error as CommandError:
      self = error
    case let error as FileError:
      switch error {
      case .cannotRead: self.init(.noInput, error.description)
      case .cannotWrite: self.init(.cannotCreate, error.description)
      case .malformed: self.init(.data, error.description)
      }
    case let error as EditError:
      if case .unreadable = error {
        self.init(.usage, error.description)
      } else {
        self.init(.data, "the edit is refused: \(error)")
        remedies = error.fixes.map { "possible: '\($0.edit)': \($0)" }
      }
    case let error as GraphError: self.init(.data, error.description)
    case let error as WeightFileError: self.init(.data, error.description)
    case let error as PlanError: self.init(.data, error.description)
    case let error as InstructionSetError: self.init(.usage, error.description)
    case let error as TerminalError:
      self.init(.usage, error.description)
    case ExecutorError.cancelled:
      self.init(.interrupted, "interrupted")
    case let error as ExecutorError:
      self.init(.data, error.description)
    default:
      self.init(.software, "this should not happen, please report it: \(error)")
    }
  }
}

/// Runs the work of a command, with every error as a line and an exit code.
func command<Result>(_ body: () throws -> Result) throws(CommandError) -> Result {
  do {
    return try body()
  } catch {
    throw CommandError(error)
  }
}
