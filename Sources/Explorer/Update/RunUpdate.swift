import GraphCore

extension State {
  /// Starts a timed run, or stops the one that is on.
  mutating func toggleRun() -> [Effect] {
    if let run {
      guard !run.isCancelling else { return [] }
      self.run?.isCancelling = true
      message = nil
      return [.cancel(id: run.id)]
    }
    let id = takeID()
    run = RunState(id: id, version: history.current.id, startedAt: now)
    message = nil
    return [.measure(id: id, analysis, input)]
  }

  /// Takes news of a timed run; those of another run are passed over.
  mutating func runNews(_ id: Int, _ news: Event.RunNews) {
    guard let run, run.id == id else { return }
    switch news {
    case .progress(let progress):
      self.run?.progress = progress
      return
    case .finished(let timing):
      history.note(timing, version: run.version)
      timingChanged()
      message = Message(kind: .info, text: summary(of: timing, version: run.version))
    case .cancelled: message = Message(kind: .info, text: "run cancelled")
    case .failed(let reason): message = Message(kind: .error, text: reason)
    }
    self.run = nil
  }

  private func summary(of timing: PassTiming, version: Int) -> String {
    var text = "pass \(Format.milliseconds(timing.median))"
    text += ", median of \(timing.passes), p95 \(Format.milliseconds(timing.percentile95))"
    let model = history.versions[version]
    if let macs = model.totals.multiplyAccumulates, timing.median > 0 {
      text += ", \(Format.metric(Double(macs) / timing.median * 1000))MAC/s"
    }
    if let before = history.timedBefore?.timing, model.id == history.current.id {
      text += ", before \(Format.milliseconds(before.median))"
    }
    return text
  }
}
