import GraphCore

/// What differs from another model, row by row.
enum ComparisonView {
  private struct Part {
    var column: ComparisonColumn
    var width: Int
  }

  /// Draws headings and rows.
  static func draw(_ state: State, on screen: inout Screen, headings: Rect, rows area: Rect) {
    guard !area.isEmpty else { return }
    let list = state.comparisonList
    let (names, parts) = parts(state, width: area.width)
    let nameEnd = area.x + names
    drawHeadings(state, parts, nameEnd, on: &screen, in: headings)
    guard !list.rows.isEmpty else {
      let text =
        state.filter == nil
        ? "no difference from \(state.comparison.name)"
        : "no row that differs from \(state.comparison.name) fits the filter"
      screen.write(text, x: area.x + 2, y: area.y, Style(.faint), in: area)
      return
    }
    for line in 0..<area.height {
      let index = list.list.top + line
      guard list.rows.indices.contains(index) else { break }
      let row = Rect(x: area.x, y: area.y + line, width: area.width, height: 1)
      draw(
        list.rows[index], parts, nameEnd, on: &screen, in: row,
        isSelected: index == list.list.cursor)
    }
  }

  private static func drawHeadings(
    _ state: State, _ parts: [Part], _ nameEnd: Int, on screen: inout Screen, in area: Rect
  ) {
    guard !area.isEmpty else { return }
    var x = nameEnd
    var start = area.maxX
    for part in parts {
      x += 1 + part.width
      start = min(start, x - DisplayWidth.of(part.column.title))
      screen.write(part.column.title, endingAt: x, y: area.y, Style(.heading), in: area)
    }
    let title = Rect(x: area.x, y: area.y, width: start - area.x, height: 1)
    let words = "against \(state.comparison.name)"
    // There is a column of times once both were timed.
    let isTimed = state.comparison.timing != nil && state.history.current.timing != nil
    let hints = !isTimed && state.isCompared ? [" · not timed, r times both", " · r times it"] : []
    let hint = hints.first { DisplayWidth.of(words + $0) <= title.width - 3 } ?? ""
    screen.write(
      DisplayWidth.endCut(words + hint, columns: title.width - 3), x: area.x + 2, y: area.y,
      Style(.heading), in: title)
  }

  private static func draw(
    _ row: ComparisonRow, _ parts: [Part], _ nameEnd: Int, on screen: inout Screen, in area: Rect,
    isSelected: Bool
  ) {
    if isSelected {
      screen.fill(area, Style(.text, selected: true))
      screen.write("▌", x: area.x, y: area.y, Style(.key, selected: true), in: area)
    }
    let (mark, role): (String, Role) =
      switch row.mark {
      case .same: (" ", .text)
      case .changed: ("~", .warning)
      case .added: ("+", .good)
      case .removed: ("-", .bad)
      }
    screen.write(mark, x: area.x + 1, y: area.y, Style(role, selected: isSelected), in: area)
    let names = Rect(x: area.x + 3, y: area.y, width: nameEnd - area.x - 3, height: 1)
    let indent = 2 * row.depth
    let isBlock = !row.item.children.isEmpty && row.item.kind != .layer
    screen.write(
      DisplayWidth.middleCut(row.item.title, columns: names.width - indent), x: names.x + indent,
      y: area.y,
      Style(
        row.mark == .same || row.mark == .changed ? (isBlock ? .block : .layer) : role,
        selected: isSelected), in: names)
    var x = nameEnd
    for part in parts {
      x += 1 + part.width
      let span = row.text(part.column, columns: part.width)
      screen.write(
        span.text, endingAt: x, y: area.y, Style(span.role, selected: isSelected), in: area)
    }
  }

  /// The cells of the names, and the columns beside them: names as wide as needed, then as many columns as
  /// fit, and what is left for the shape before.
  private static func parts(_ state: State, width: Int) -> (names: Int, parts: [Part]) {
    let widths = state.comparisonList.widths
    let least = min(widths.names, max(16, width / 3))
    let isTimed = state.history.current.timing != nil && state.comparison.timing != nil
    var room = width - least - 1
    var wide: [ComparisonColumn: Int] = [:]
    for column in ComparisonColumn.ranked where column != .time || isTimed {
      let columns = widths.columns[column, default: 6]
      guard columns + 1 <= room else { continue }
      wide[column] = columns
      room -= columns + 1
    }
    let names = min(widths.names, least + room)
    room -= names - least
    if let columns = wide[.shape] {
      wide[.shape] = columns + max(0, min(room, widths.bothShapes - columns))
    }
    return (
      names,
      ComparisonColumn.allCases.compactMap { column in
        wide[column].map { Part(column: column, width: $0) }
      }
    )
  }
}

/// A column of the comparison.
enum ComparisonColumn: Hashable, Sendable, CaseIterable {
  case shape
  case parameters
  case macs
  case time
  case memory

  /// The most important first.
  static let ranked: [ComparisonColumn] = [.parameters, .macs, .shape, .time, .memory]

  /// Its heading.
  var title: String {
    switch self {
    case .shape: "Output"
    case .parameters: "Δ Params"
    case .macs: "Δ MACs"
    case .time: "Δ Time"
    case .memory: "Δ Memory"
    }
  }
}

/// The cells that the rows of a comparison take.
struct ComparisonWidths: Hashable, Sendable {
  /// The widest name with its marks.
  private(set) var names = 10
  /// The widest text of each column, of a shape that changed what it is now.
  private(set) var columns: [ComparisonColumn: Int] = [:]
  /// The widest shape with the one before it.
  private(set) var bothShapes = 0

  /// The cells of no rows.
  init() {}

  /// The cells of some rows.
  init(_ rows: [ComparisonRow]) {
    for column in ComparisonColumn.allCases { columns[column] = DisplayWidth.of(column.title) }
    for row in rows {
      names = max(names, 2 * row.depth + DisplayWidth.of(row.item.title) + 4)
      for column in ComparisonColumn.allCases {
        let width = DisplayWidth.of(row.text(column, columns: 0).text)
        columns[column] = max(columns[column, default: 0], width)
      }
      bothShapes = max(bothShapes, DisplayWidth.of(row.text(.shape, columns: .max).text))
    }
  }
}

extension ComparisonRow {
  /// What the row shows in a column; the whole shape before only where there is room for both.
  func text(_ column: ComparisonColumn, columns: Int) -> Span {
    switch column {
    case .shape: shapes(columns: columns)
    case .parameters: delta(\.knownParameters, Format.delta)
    case .macs: delta(\.multiplyAccumulates, Format.metricDelta)
    case .memory: delta(\.outputBytes, Format.bytesDelta)
    case .time: Format.timeDelta(from: oldTime ?? 0, to: newTime ?? 0)
    }
  }

  private func shapes(columns: Int) -> Span {
    let old = oldShape.map(Format.shape)
    let new = newShape.map(Format.shape)
    switch (old, new) {
    case (let old?, let new?) where old != new:
      let both = "\(old) → \(new)"
      return Span(DisplayWidth.of(both) <= columns ? both : shortShapes(new), .changed)
    case (_, let new?): return Span(new, .shape)
    case (let old?, nil): return Span(old, .faint)
    case (nil, nil): return Span("")
    }
  }

  /// `224×224×256→228` where the channels alone changed, else the shape now.
  private func shortShapes(_ new: String) -> String {
    let (before, after) = (oldShape?.dimensions ?? [], newShape?.dimensions ?? [])
    guard before.count == after.count, before.count > 1, before.dropLast() == after.dropLast(),
      let old = oldShape.map(Format.shape), let channels = new.split(separator: "×").last
    else { return "→ \(new)" }
    return "\(old)→\(channels)"
  }

  /// The difference of a number, which is 0 where the row is not there; `?` where one of them is unknown.
  private func delta(_ number: (LayerCost) -> Int?, _ format: (Int, Int) -> String) -> Span {
    let (old, new) = (oldCost.map(number) ?? 0, newCost.map(number) ?? 0)
    guard old != new else { return Span("") }
    guard let old, let new else { return Span("?", .faint) }
    return Span(format(old, new), new > old ? .bad : .good)
  }
}

extension Format {
  /// The difference of two times; nothing where it is too small to be shown.
  static func timeDelta(from old: Double, to new: Double) -> Span {
    guard (new - old).magnitude >= 0.0005 else { return Span("") }
    return Span(millisecondsDelta(from: old, to: new), new > old ? .bad : .good)
  }
}
