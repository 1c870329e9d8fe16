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
    message = nil
    return startRun()
  }

  private mutating func startRun(isLive: Bool = false) -> [Effect] {
    let id = takeID()
    run = RunState(id: id, version: history.index, startedAt: now, isLive: isLive)
    return [.measure(id: id, analysis, keep ?? .first, input)]
  }

  /// Takes news of a timed run; those of another run are passed over.
  mutating func runNews(_ id: Int, _ news: Event.RunNews) {
    guard let run, run.id == id else { return }
    switch news {
    case .progress(let progress):
      self.run?.progress = progress
      return
    case .finished(let timing):
      change("noting the time") { model in
        model.note(timing, version: run.version)
        return { state in
          state.message = Message(
            kind: .info, text: state.summary(of: timing, version: run.version))
          // A live run must not take the details of the row from the one who edits it.
          if !run.isLive, timing.scores != nil, run.version == state.history.index {
            state.showsResult = true
            state.detailTop = 0
          }
          return []
        }
      }
    case .cancelled: message = Message(kind: .info, text: "run cancelled")
    case .failed(let reason):
      message = Message(kind: .error, text: reason)
      live.dueAt = nil
    }
    self.run = nil
  }

  private func summary(of timing: PassTiming, version: Int) -> String {
    let classes = timing.scores.map { words(for: $0) + " · " } ?? ""
    if version == history.index, let before = history.timedBefore {
      return classes + difference(from: before, timing)
    }
    var text = classes + "pass \(Format.milliseconds(timing.median))"
    text += ", median of \(timing.passes), p95 \(Format.milliseconds(timing.percentile95))"
    if let macs = history.versions[version].totals.multiplyAccumulates, timing.median > 0 {
      text += ", \(Format.metric(Double(macs) / timing.median * 1000))MAC/s"
    }
    return text
  }

  /// Old and new with their spreads, and whether the difference is larger than these.
  private func difference(from before: Version, _ new: PassTiming) -> String {
    guard let old = before.timing else { return "" }
    var text = "pass \(Format.milliseconds(old.median)) → \(Format.milliseconds(new.median))"
    text += " \(Format.percentDelta(from: old.median, to: new.median))"
    let overlap = old.minimum <= new.percentile95 && new.minimum <= old.percentile95
    text += overlap ? ", within the noise" : ", beyond the noise"
    return text + ", spread \(old.spread) → \(new.spread)"
  }

  // MARK: - Views during a run

  /// Makes way for a view that needs a pass: the run is stopped, and begins anew behind that pass.
  ///
  /// - Parameter pass: what starts the pass.
  mutating func interruptRun(for pass: Effect) -> [Effect] {
    guard let run, !run.isCancelling else { return [pass] }
    return [.cancel(id: run.id), pass] + startRun(isLive: run.isLive)
  }

  // MARK: - Live timing

  /// Switches the live timing on or off.
  mutating func toggleLive() {
    live.isOn.toggle()
    live.dueAt = live.isOn && history.current.timing == nil ? now : nil
    message = Message(
      kind: .info,
      text: live.isOn
        ? "live timing: a pass is measured after each edit, once the keys rest"
        : "live timing is off")
  }

  /// Stops a live run, since a key was pressed; it begins again when the keys rest.
  mutating func keyCame() -> [Effect] {
    guard live.isOn else { return [] }
    if live.dueAt != nil { live.dueAt = now + LiveTiming.rest }
    guard let run, run.isLive, !run.isCancelling else { return [] }
    self.run = nil
    live.dueAt = now + LiveTiming.rest
    return [.cancel(id: run.id)]
  }

  /// Waits for the keys to rest, when the version that an event led to was not timed yet.
  mutating func versionCame(after version: Int) {
    guard live.isOn, version != history.index else { return }
    live.dueAt = history.current.timing == nil ? now + LiveTiming.rest : nil
  }

  /// Starts the live run that is due.
  mutating func startDueRun() -> [Effect] {
    guard let dueAt = live.dueAt, now >= dueAt, run == nil else { return [] }
    if case .computing? = outputs?.source { return [] }
    live.dueAt = nil
    return history.current.timing == nil ? startRun(isLive: true) : []
  }
}

extension PassTiming {
  /// From the fastest pass to the one that 95 % stay below.
  fileprivate var spread: String {
    "\(Format.milliseconds(minimum)) to \(Format.milliseconds(percentile95))"
  }
}
