import Foundation
import Testing

@testable import Explorer

/// What catches faults; that it restores the terminal is tested in a real one.
@Suite struct CrashGuardTests {
  private func stackFlags() -> Int32 {
    var stack = stack_t()
    sigaltstack(nil, &stack)
    return stack.ss_flags
  }

  @Test func handlersOfFaults_runOnAStackOfTheirOwn() {
    CrashGuard.setHandlers()
    defer { CrashGuard.resetHandlers() }
    for fault in CrashGuard.faults {
      var action = sigaction()
      sigaction(fault, nil, &action)
      #expect(action.sa_flags & SA_ONSTACK != 0, "signal \(fault)")
    }
    #expect(stackFlags() & Int32(SS_DISABLE) == 0)
  }

  // The compiler must not see where these lead.
  @inline(never) private static func depth(_ count: Int) -> Int {
    count < 0 ? 0 : depth(count + 1) + (Int(getpid()) & 1)
  }

  @inline(never) private static func trap() { print([0][Int(getpid())]) }

  private static func guardAgainstFaults() {
    CrashGuard.setJournal("/tmp/none.journal")
    CrashGuard.setHandlers()
  }

  @Test func aTrap_endsWith70_andSaysWhereTheJournalIs() async {
    let result = await #expect(
      processExitsWith: .exitCode(70), observing: [\.standardErrorContent]
    ) {
      CrashGuardTests.guardAgainstFaults()
      CrashGuardTests.trap()
    }
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(words.contains("explorer: a fault of ours; what you did is in '/tmp/none.journal'"))
  }

  @Test func aStackOverflow_endsWith70() async {
    await #expect(processExitsWith: .exitCode(70)) {
      CrashGuardTests.guardAgainstFaults()
      print(CrashGuardTests.depth(0))
    }
  }

  @Test func aStackOverflow_ofAThread_endsWith70() async {
    await #expect(processExitsWith: .exitCode(70)) {
      CrashGuardTests.guardAgainstFaults()
      startThread { print(CrashGuardTests.depth(0)) }
      sleep(60)
    }
  }

  @Test func aSignal_thatNobodyListensTo_endsTheProgram_andSaysWhereTheJournalIs() async {
    let result = await #expect(
      processExitsWith: .exitCode(128 + SIGUSR1), observing: [\.standardErrorContent]
    ) {
      CrashGuard.setJournal("/tmp/none.journal")
      CrashGuard.end(by: SIGUSR1)
    }
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(words.contains("explorer: ended by signal 10"))
    #expect(
      words.contains("; what you did is in '/tmp/none.journal', and the next start offers it"))
  }

  @Test func everySignal_thatWouldEndTheProgram_isCaught() {
    // Those that stop, continue or do nothing, and those that nothing can catch.
    let others = [
      SIGKILL, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGCHLD, SIGURG, SIGWINCH, SIGINT,
      SIGPIPE, SIGXFSZ,
    ]
    let caught = Set(CrashGuard.faults + SignalWatcher.endings + others)
    #expect((1...31).allSatisfy(caught.contains))
  }

  @Test func everyThread_hasSuchAStack() async {
    let flags = await withCheckedContinuation { continuation in
      startThread { continuation.resume(returning: stackFlags()) }
    }
    #expect(flags & Int32(SS_DISABLE) == 0)
  }
}
