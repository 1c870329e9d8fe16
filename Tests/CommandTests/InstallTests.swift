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
    for words in [
      ".TH EXPLORER 1", ".SS explorer summary", ":undo", "explorer/journals", ".journal.crash",
      "EXIT STATUS", "128+", ".B EXPLORER_ISA", ".B TERM", "LC_ALL", "XDG_STATE_HOME",
      ".SH SEARCH", "EDIT SCRIPTS", "SEE ALSO",
    ] {
      #expect(manual.contains(words), "\(words)")
    }
    #expect(Self.longLines(manual).isEmpty)
    for (name, words) in [
      ("bash-completion/completions/explorer", "complete"),
      ("zsh/site-functions/_explorer", "#compdef explorer"),
      ("fish/vendor_completions.d/explorer.fish", "complete -c"),
    ] {
      let text = try String(contentsOfFile: usr + "share/" + name, encoding: .utf8)
      #expect(text.contains(words) && text.contains("summary"), "\(name)")
    }
    try check(completions: usr + "share/bash-completion/completions/explorer")
    let removed = try BuiltProgram.runProcess(
      "/usr/bin/env", make + ["uninstall"] + place, environment: [:])
    #expect(removed.code == 0, "\(removed.errors)")
    #expect(!FileManager.default.fileExists(atPath: usr + "bin/explorer"))
    #expect(!FileManager.default.fileExists(atPath: usr + "share/man/man1/explorer.1"))
  }

  /// The lines that the formatter leaves as they are and that don't fit in 80 columns.
  private static func longLines(_ manual: String) -> [String] {
    var isPlain = false
    return manual.split(separator: "\n").map(String.init).filter { line in
      if line == ".nf" { isPlain = true }
      if line == ".fi" { isPlain = false }
      let shown = line.replacing("\\(aq", with: "'").replacing(/\\\(../, with: "x")
        .replacing("\\", with: "")
      return isPlain && shown.count > 71
    }
  }

  /// What bash itself offers with the script.
  private func check(completions script: String) throws {
    func offered(_ line: String) throws -> Set<String> {
      let shell = """
        source \(script)
        function=$(complete -p explorer | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
        "$function" explorer "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      let result = try BuiltProgram.runProcess(
        "/usr/bin/env",
        ["-C", BuiltProgram.package.path, "bash", "--norc", "-c", shell, "bash"] + words,
        environment: [:])
      return Set(result.output.split(separator: "\n").map(String.init))
    }
    let model = "Examples/digits.keras"
    for (line, wanted) in [
      // Without a subcommand: its options, files and models, beside the subcommands.
      ("explorer Exam", "Examples"), ("explorer \(model.dropLast(3))", model),
      ("explorer res", "residual-inception"), ("explorer --read", "--read-only"),
      ("explorer sum", "summary"), ("explorer --theme ", "dark"), ("explorer --theme l", "light"),
      ("explorer \(model) --no-m", "--no-mouse"), ("explorer open --asc", "--ascii"),
      ("explorer \(model) --labels Examples/digits.l", "Examples/digits.labels.txt"),
      ("explorer \(model) --input Examples/digits/3", "Examples/digits/3.png"),
      ("explorer --play Make", "Makefile"), ("explorer --weights Examples/d", model),
      ("explorer summary inception-v", "inception-v3"), ("explorer summary Examples/d", model),
      ("explorer outline Examples/d", model), ("explorer outputs goo", "googlenet"),
      ("explorer run goo", "googlenet"), ("explorer run googlenet --against xc", "xception"),
      ("explorer run googlenet --input pho", "photograph"), ("explorer run --isa b", "baseline"),
      ("explorer export googlenet READ", "README.md"), ("explorer diff \(model) Examples/d", model),
      ("explorer edit googlenet --script Make", "Makefile"), ("explorer check Examples/d", model),
      ("explorer edit googlenet --output READ", "README.md"),
      ("explorer outputs googlenet --save READ", "README.md"),
    ] {
      let words = try offered(line)
      #expect(words.contains(wanted), "\(line): \(words.sorted())")
    }
    #expect(try offered("explorer summary READ").isEmpty)
    #expect(try !offered("explorer check inc").contains("inception-v3"))
  }
}
