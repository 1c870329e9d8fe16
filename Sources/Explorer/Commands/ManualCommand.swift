import ArgumentParser

/// Writes the manual page, for `make install`.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Writes the manual page explorer(1) to standard output.",
    shouldDisplay: false)

  func run() {
    StandardStream.output.write(ManualPage.text)
  }
}
