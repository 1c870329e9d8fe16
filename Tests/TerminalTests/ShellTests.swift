import Testing

/// The terminal of the tests itself.
struct ShellTests {
  @Test func theShellAnswers() throws {
    let session = try TerminalSession(columns: 60, rows: 10)
    #expect(try session.output(of: "stty size") == "10 60\n")
    try session.resize(columns: 40, rows: 8)
    #expect(try session.output(of: "stty size") == "8 40\n")
    #expect(try session.output(of: "echo $TERM $LANG") == "screen-256color C.UTF-8\n")
    try session.enter("false")
    #expect(try session.exitCode() == 1)
    #expect(try session.property("#{alternate_on}") == "0")
  }
}
