import Foundation
import TestSupport
import Testing

/// What `make install` puts where.
struct InstallTests {
  @Test func theProgram_theManual_andTheCompletions_areInstalled() throws {
    let folder = TemporaryFile(extension: "root")
    let make = ["make", "-s", "-C", BuiltProgram.package.path, "-o", "build"]
    let place = ["DESTDIR=\(folder.path)", "PREFIX=/usr", "RELEASE=\(BuiltProgram.path)"]
    let installed = try BuiltProgram.runProcess(
      "/usr/bin/env", make + ["install"] + place, environment: [:])
    #expect(installed.code == 0, "\(installed.errors)")
    let usr = folder.path + "/usr/"
    #expect(FileManager.default.isExecutableFile(atPath: usr + "bin/explorer"))
    let manual = try String(
      contentsOfFile: usr + "share/man/man1/explorer.1", encoding: .utf8)
    for words in [".TH EXPLORER 1", ".SS explorer summary", ":undo", "explorer/journals"] {
      #expect(manual.contains(words), "\(words)")
    }
    for (name, words) in [
      ("bash-completion/completions/explorer", "complete"),
      ("zsh/site-functions/_explorer", "#compdef explorer"),
      ("fish/vendor_completions.d/explorer.fish", "complete -c"),
    ] {
      let text = try String(contentsOfFile: usr + "share/" + name, encoding: .utf8)
      #expect(text.contains(words) && text.contains("summary"), "\(name)")
    }
    let removed = try BuiltProgram.runProcess(
      "/usr/bin/env", make + ["uninstall"] + place, environment: [:])
    #expect(removed.code == 0, "\(removed.errors)")
    #expect(!FileManager.default.fileExists(atPath: usr + "bin/explorer"))
    #expect(!FileManager.default.fileExists(atPath: usr + "share/man/man1/explorer.1"))
  }
}
