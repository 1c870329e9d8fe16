import Foundation

/// The program as it was built for release, and what it answers.
package enum BuiltProgram {
  /// The folder of the package.
  package static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The program: `EXPLORER_BIN`, or what `make build` leaves behind.
  package static let path =
    ProcessInfo.processInfo.environment["EXPLORER_BIN"]
    ?? package.appending(path: ".build/release/explorer").path

  /// What a process left behind.
  package struct Result: Sendable {
    /// What it wrote to standard output.
    package var output: String
    /// What it wrote to standard error.
    package var errors: String
    /// How it ended: its exit code, or 128 and the signal that ended it.
    package var code: Int32
  }

  /// Runs the program to its end, without a terminal.
  ///
  /// - Parameter environment: variables that are set or, with nil, removed.
  package static func run(
    _ arguments: [String], environment: [String: String?] = [:]
  ) throws -> Result {
    try runProcess(path, arguments, environment: environment)
  }

  /// Runs a shell command, in which `$EXPLORER` is the program.
  package static func shell(_ command: String) throws -> Result {
    try runProcess("/bin/bash", ["-c", command], environment: ["EXPLORER": path])
  }

  /// Runs any process to its end.
  package static func runProcess(
    _ path: String, _ arguments: [String], environment: [String: String?]
  ) throws -> Result {
    guard FileManager.default.isExecutableFile(atPath: path) else { throw Missing(path: path) }
    var variables = ProcessInfo.processInfo.environment
    variables["LC_ALL"] = "C.UTF-8"
    for (name, value) in environment { variables[name] = value }
    // Files, not pipes: nothing has to be read while the process runs.
    let (output, errors) = (TemporaryFile(), TemporaryFile())
    let status = try SpawnedProcess.run(
      [path] + arguments, environment: variables.map { "\($0)=\($1)" },
      output: output.path, errors: errors.path)
    return Result(output: try output.text(), errors: try errors.text(), code: status)
  }

  /// There is no such program.
  package struct Missing: Error, CustomStringConvertible {
    /// Where it was looked for.
    package var path: String
    /// What to do.
    package var description: String { "there is no program '\(path)'; run 'make build' first" }
  }
}

/// A file that goes when the last reference to it goes.
package final class TemporaryFile: Sendable {
  /// Where it is.
  package let path: String

  /// A name that no other file has; the file itself is not made yet.
  package init(extension suffix: String = "tmp") {
    path =
      FileManager.default.temporaryDirectory
      .appending(path: "explorer-\(UUID().uuidString).\(suffix)").path
  }

  /// A file with that text.
  package convenience init(text: String) {
    self.init(extension: "txt")
    _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// What is in the file.
  package func text() throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }
}
