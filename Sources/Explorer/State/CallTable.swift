import GraphCore

/// Where the calls of a model stand: in the order of execution, and in the outline.
struct CallTable: Sendable {
  /// The calls in order of execution, without further outputs.
  let calls: [NodeID]
  /// The place of each call in that order, by its number; -1 for none.
  private let places: [Int32]
  /// The row of each call among all rows of the outline, by its number; -1 for none.
  private let rows: [Int32]

  /// The table of a model.
  init(_ analysis: ModelAnalysis, _ outline: Outline) {
    calls = analysis.calls
    var places = [Int32](repeating: -1, count: analysis.graph.nodeCapacity)
    var rows = places
    for (place, call) in calls.enumerated() { places[call.rawValue] = Int32(place) }
    for row in outline.allItems.indices {
      guard outline.allItems[row].kind == .layer, outline.allItems[row].inner == nil else {
        continue
      }
      rows[outline.allItems[row].node.rawValue] = Int32(row)
    }
    self.places = places
    self.rows = rows
  }

  /// The place of a call in the order of execution; nil when it is none of the model's.
  func place(of call: NodeID) -> Int? { Self.value(call, in: places) }

  /// The place of a call's layer among all rows of the outline; nil when there is none.
  func row(of call: NodeID) -> Int? { Self.value(call, in: rows) }

  private static func value(_ call: NodeID, in table: [Int32]) -> Int? {
    guard table.indices.contains(call.rawValue), table[call.rawValue] >= 0 else { return nil }
    return Int(table[call.rawValue])
  }
}

extension State {
  /// Whether a call is one of a row, which is none inside a nested model.
  ///
  /// Complexity: constant.
  func contains(_ call: NodeID, in item: OutlineItem) -> Bool {
    guard let row = model.calls.row(of: call), let around = outline.row(at: item.path) else {
      return false
    }
    return row >= around && row < outline.end(of: around)
  }
}
