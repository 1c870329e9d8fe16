import Foundation
import Testing

/// The guard against weak symbols of a newer instruction set, on the objects of this very build.
struct KernelSymbolTests {
  @Test func objectsDefineNoForeignWeakFunctions() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    // The folder of the tests that run, which every kind of build has for itself.
    let build = try #require(Bundle.main.executableURL?.deletingLastPathComponent())
    let process = Process()
    process.executableURL = package.appending(path: "scripts/check-kernel-symbols.sh")
    process.arguments = ["--testing", build.path]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(String(decoding: text, as: UTF8.self))")
  }

  @Test func twinsAreLinksToTheSameSources() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
    for twin in ["KernelsAVX2", "KernelsAVX512"] {
      let path = sources.appending(path: twin).path
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "Kernels")
    }
  }
}
