import ArgumentParser

/// Lists commands and keys, as the help screen has them.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Lists the keys and commands of the explorer.")

  @Flag(help: "Write the page Documentation/keys.md.")
  var markdown = false

  func run() {
    StandardStream.output.write(markdown ? KeysPage.markdown : KeysPage.table)
  }
}
