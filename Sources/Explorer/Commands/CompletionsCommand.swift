import ArgumentParser

/// Writes the script with which a shell completes command lines, for `make install`.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Writes the completions for a shell to standard output.", shouldDisplay: false)

  @Argument(
    help: "bash, zsh or fish.",
    transform: { name in
      guard let shell = CompletionShell(rawValue: name) else {
        throw ValidationError("there are completions for bash, zsh and fish")
      }
      return shell
    })
  var shell: CompletionShell

  func run() {
    StandardStream.output.write(CompletionScript.text(for: shell))
  }
}
