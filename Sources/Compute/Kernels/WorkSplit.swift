/// How a kernel's work is cut into units: some items (pixels, rows or tiles) times some panels of
/// output channels each.
struct WorkSplit: Hashable {
  /// The items of a unit.
  var items: Int
  /// The panels of a unit.
  var panels: Int

  /// The multiply-accumulates of vectors that a unit may have, so that a cancelled run stops soon.
  private static let mostWork = 4_000_000

  /// The split by which threads that take unit after unit are expected to end soonest.
  ///
  /// - Parameters:
  ///   - items: all items.
  ///   - most: the greatest number of items in a unit.
  ///   - panels: all panels.
  ///   - work: the work of an item and a panel, of which `mostWork` may be in a unit.
  ///   - cost: the cycles of a unit of some items and panels.
  static func best(
    items: Int, most: Int, panels: Int, work: Int, threads: Int,
    cost: (_ items: Int, _ panels: Int) -> Double
  ) -> WorkSplit {
    let fewest = ceilingOfQuotient(items, max(1, most))
    let evenItems = ceilingOfQuotient(items, fewest)
    let mostPanels = max(1, min(panels, mostWork / max(1, work * evenItems)))
    let fewestPanels = ceilingOfQuotient(panels, mostPanels)
    var best = WorkSplit(items: evenItems, panels: ceilingOfQuotient(panels, fewestPanels))
    if threads == 1 { return best }
    var least = Double.infinity
    for panelParts in fewestPanels...max(fewestPanels, min(panels, 2 * threads)) {
      let unitPanels = ceilingOfQuotient(panels, panelParts)
      guard ceilingOfQuotient(panels, unitPanels) == panelParts else { continue }
      for parts in fewest...min(items, fewest + 2 * threads + 2) {
        let unitItems = ceilingOfQuotient(items, parts)
        guard ceilingOfQuotient(items, unitItems) == parts else { continue }
        let unit = cost(unitItems, unitPanels)
        let units = parts * panelParts
        // Many units even out; of few ones the threads wait for the last.
        let end =
          units > 8 * threads
          ? unit * (Double(units) / Double(threads) + 0.5)
          : unit * Double(ceilingOfQuotient(units, threads))
        if end < least {
          least = end
          best = WorkSplit(items: unitItems, panels: unitPanels)
        }
      }
    }
    return best
  }
}

/// The quotient of two positive numbers, rounded up.
func ceilingOfQuotient(_ dividend: Int, _ divisor: Int) -> Int {
  (dividend + divisor - 1) / divisor
}
