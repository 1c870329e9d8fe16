import GraphCore

extension State {
  /// Starts a timed run, or stops the one that is on.
  mutating func toggleRun() -> [Effect] {
    if let run {
      guard !run.isCancelling else { return [] }
      self.run?.isCancelling = true
      message = nil
      note(Invocation(.run, "stop"))
      return [.cancel(id: run.id)]
    }
    message = nil
    note(Invocation(.run, "start"))
    return startRun()
  }

  private mutating func startRun(isLive: Bool = false) -> [Effect] {
    let id = takeID()
    run = RunState(id: id, version: history.index, startedAt: now, isLive: isLive)
    return [.measure(id: id, analysis, against: earlierModel(isLive), keep ?? .first, input)]
  }

  /// What a pass of the current version runs in turns with: the other model or, where rows are compared,
  /// the version that it is compared with; else the version that was just left when it was timed, else the
  /// last one before it that was, else the original.
  private func earlierModel(_ isLive: Bool) -> EarlierModel? {
    switch comparison.base {
    case _ where isLive: break
    case .other(let name):
      return EarlierModel(version: nil, model: comparison.analysis, other: name)
    case .version(let id) where page == .compare && id != history.index:
      return EarlierModel(version: id, model: comparison.analysis)
    case .version: break
    }
    let left = versionLeft.flatMap {
      history.versions.indices.contains($0) && history.versions[$0].timing != nil ? $0 : nil
    }
    guard history.isEdited || left != nil else { return nil }
    let version = left ?? history.timedBefore?.id ?? history.original.id
    guard version != history.index else { return nil }
    return history.model(of: version).map { EarlierModel(version: version, model: $0) }
  }

  /// Takes news of a timed run; those of another run are passed over.
  mutating func runNews(_ id: Int, _ news: Event.RunNews) {
    guard let run, run.id == id else { return }
    switch news {
    case .progress(let progress):
      self.run?.progress = progress
      return
    case .finished(let timing, let earlier):
      change("noting the time") { model in
        model.note(timing, version: run.version, earlier: earlier)
        return { state in
          let summary = state.summary(of: timing, version: run.version)
          state.message = Message(kind: .info, text: summary)
          state.remark("state \(run.version): \(summary.dropFirst("pass ".count))")
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

  /// What a pass came to: the times first, as they were asked for, then the most likely class.
  private func summary(of timing: PassTiming, version: Int) -> String {
    var text = "pass " + timing.words
    if timing.turns == nil {
      text += ", median of \(timing.passes), p95 \(Format.milliseconds(timing.percentile95))"
      if let macs = history.versions[version].totals.multiplyAccumulates, timing.median > 0 {
        text += ", \(Format.fixed(2 * Double(macs) / timing.median / 1e6, 1)) GFLOP/s"
      }
    }
    return text + (timing.scores.map { " · " + words(for: $0) } ?? "")
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

  /// Stops a live run for good by the keys that stop a run; nil for any other key, or without one.
  mutating func stopLiveRun(by key: Key) -> [Effect]? {
    guard let run, run.isLive, !run.isCancelling, scope == viewScope,
      let command = keymap.command(for: key, in: scope), command == .close || command == .cancel
    else { return nil }
    self.run = nil
    live.dueAt = nil
    message = Message(kind: .info, text: "timing stopped; it goes on after the next edit")
    return [.cancel(id: run.id)]
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
    if version != history.index { versionLeft = version }
    guard live.isOn, version != history.index else { return }
    live.dueAt = history.current.timing == nil ? now + LiveTiming.rest : nil
  }

  /// Starts the live run that is due.
  mutating func startDueRun() -> [Effect] {
    guard let dueAt = live.dueAt, now >= dueAt, run == nil, replay == nil else { return [] }
    if case .computing? = outputs?.source { return [] }
    live.dueAt = nil
    return history.current.timing == nil ? startRun(isLive: true) : []
  }
}
