extension ModelAnalysis {
  /// Edits in place of an accepted one that do without the projection that it needs, at most four:
  /// the whole group that sums tie, or another slice of the concatenation that makes up for it.
  ///
  /// In the example network's second module, `filters_1x1=63` adds a projection, and with it 21.6 %
  /// of the multiply-accumulates; together with `filters_3x3=129` it does not.
  public func alternatives(to edit: Edit, outcome: EditOutcome) -> [Fix] {
    guard outcome.addsProjection, let search = try? FixSearch(self, edit, isStrict: false) else {
      return []
    }
    return search.alternatives()
  }
}
