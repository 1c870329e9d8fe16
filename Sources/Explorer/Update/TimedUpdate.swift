extension State {
  /// Takes over what versions took when they were timed before the program ended.
  mutating func take(_ timings: [Int: PassTiming]) {
    change("noting the times") { model in
      let versions = model.history.versions
      // One that was timed since says more.
      model.note(
        timings.filter { id, timing in
          versions.indices.contains(id) && versions[id].timing == nil
            && timing.turns?.version.map { versions.indices.contains($0) } ?? true
        })
      return { _ in [] }
    }
  }
}
