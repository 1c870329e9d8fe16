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
  /// - Parameters:
  ///   - environment: variables that are set or, with nil, removed.
  ///   - folder: the working directory.
  package static func run(
    _ arguments: [String], environment: [String: String?] = [:], folder: URL? = nil
  ) throws -> Result {
    try runProcess(path, arguments, environment: environment, folder: folder)
  }

  /// Runs a shell command, in which `$EXPLORER` is the program.
  package static func shell(_ command: String) throws -> Result {
    try runProcess("/bin/bash", ["-c", command], environment: ["EXPLORER": path], folder: nil)
  }

  /// Runs any process to its end.
  package static func runProcess(
    _ path: String, _ arguments: [String], environment: [String: String?], folder: URL?
  ) throws -> Result {
    guard FileManager.default.isExecutableFile(atPath: path) else { throw Missing(path: path) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["LC_ALL": "C.UTF-8"], uniquingKeysWith: { $1 })
    for (name, value) in environment { process.environment?[name] = value }
    if let folder { process.currentDirectoryURL = folder }
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: nothing has to be read while the process runs.
    let (output, errors) = (TemporaryFile(), TemporaryFile())
    process.standardOutput = try output.handle()
    process.standardError = try errors.handle()
    try process.run()
    process.waitUntilExit()
    let code = process.terminationStatus
    return Result(
      output: try output.text(), errors: try errors.text(),
      code: process.terminationReason == .uncaughtSignal ? 128 + code : code)
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

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Makes the file and opens it for writing.
  package func handle() throws -> FileHandle {
    try Data().write(to: URL(filePath: path))
    return try FileHandle(forWritingTo: URL(filePath: path))
  }

  /// What is in the file.
  package func text() throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }
}
