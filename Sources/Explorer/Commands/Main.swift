import ArgumentParser
import CSystem
import Glibc

/// The program: without a subcommand it opens the explorer.
@main
struct Explorer: ParsableCommand {
  /// The version of the program, which the man page names, too.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "explorer",
    abstract: "Explores convolutional networks: shapes, costs, edits, measured forward passes.",
    discussion: """
      'explorer' opens the example network in the terminal, 'explorer MODEL' another one. The \
      other subcommands do the same work without a terminal: results go to standard output, words about them to standard error.

      Exit codes: 0 done, 1 'diff' found a difference, 64 wrong usage, 65 bad data, 66 no such \
      input, 70 a fault of ours, 73 cannot write, 130 interrupted by Ctrl-C; 128 and the number of a \
      signal that ended it.
      """,
    version: "explorer \(version)",
    subcommands: [
      OpenCommand.self, ModelsCommand.self, SummaryCommand.self, OutlineCommand.self,
      RunCommand.self, OutputsCommand.self, ExportCommand.self, EditCommand.self, DiffCommand.self,
      CheckCommand.self, KeysCommand.self, ManualCommand.self, CompletionsCommand.self,
      ReadContainerCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)

  static func main() {
    explorer_set_up_malloc()
    // A write over the limit of the size of files fails then, with words and without remains.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as CommandError {
      fail(error.description, error.exitCode, remedies: error.remedies)
    } catch let code as ExitCode {
      // A command that has said everything.
      Glibc.exit(code.rawValue)
    } catch {
      let code = exitCode(for: error)
      if code.isSuccess {
        // Asked for: --help and the like.
        StandardStream.output.write(fullMessage(for: error) + "\n")
        Glibc.exit(0)
      }
      var words = message(for: error)
      if words.last == "." { words.removeLast() }
      fail("\(words); see 'explorer --help'", code.rawValue)
    }
  }

  /// Says in one line why nothing came of it, and what could be done instead, and leaves.
  private static func fail(_ message: String, _ code: Int32, remedies: [String] = []) -> Never {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    for line in [line] + remedies { StandardStream.error.write("explorer: \(line)\n") }
    Glibc.exit(code)
  }
}
