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

  @Test func everyThread_hasSuchAStack() async {
    let flags = await withCheckedContinuation { continuation in
      startThread { continuation.resume(returning: stackFlags()) }
    }
    #expect(flags & Int32(SS_DISABLE) == 0)
  }
}
