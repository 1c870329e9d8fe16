import GraphCore

/// Where the user is and how things are shown: all that commands lead to that change no model.
///
/// The log and the journal note each difference as the command that leads to it, whatever key, click or
/// other command made it: so no view is left out, and each line stands for itself.
struct Whereabouts: Hashable, Sendable {
  /// How the outputs of a layer are shown.
  struct Outputs: Hashable, Sendable {
    var arrangement = OutputsState.Arrangement.grid
    var scale = OutputsState.Scale.channel
    var channel = 0
    var pixel: OutputsState.Pixel?
    var breakCondition: BreakCondition?
  }

  var view = ViewName.tree
  /// The path of the row under the cursor.
  var row = ""
  var filter: String?
  /// The number of a block that + and - change, by its place.
  var dial = 0
  var sort: SortKey?
  var isAscending = false
  var showsAll = false
  var isDetailFocused = false
  var showsDetail = false
  var isZoomed = false
  var hasMouse = false
  var isLive = false
  var columns = ColumnChoice()
  var colorMap = ColorMap.viridis
  var input = InputChoice.random
  /// nil when no outputs are shown.
  var outputs: Outputs?
}

/// The name of a view in commands.
enum ViewName: String, Hashable, Sendable, CaseIterable {
  case tree
  case hotList = "hot-list"
  case compare
  case states
  case log
  case outputs

  /// The page that it is; nil for outputs, which stand over one.
  var page: Page? {
    switch self {
    case .tree: .tree
    case .hotList: .hot
    case .compare: .compare
    case .states: .history
    case .log: .log
    case .outputs: nil
    }
  }
}

extension State {
  /// The view that is in front.
  var viewName: ViewName {
    if outputs != nil { return .outputs }
    return ViewName.allCases.first { $0.page == page } ?? .tree
  }

  /// Where the user is, having been somewhere before.
  func whereabouts(after before: Whereabouts) -> Whereabouts {
    var now = Whereabouts(
      view: viewName, row: outputs?.path ?? selected?.path ?? before.row, filter: filter?.text,
      dial: dialIndex, sort: hot.sort, isAscending: hot.isAscending,
      showsAll: comparisonList.showsAll, isDetailFocused: isDetailFocused, showsDetail: showsDetail,
      isZoomed: isZoomed, hasMouse: hasMouse, isLive: live.isOn, columns: columns,
      colorMap: colorMap, input: input)
    // In states and log no row is under the cursor.
    if now.view == .states || now.view == .log || now.row.isEmpty { now.row = before.row }
    now.outputs = outputs.map {
      Whereabouts.Outputs(
        arrangement: $0.arrangement, scale: $0.scale,
        channel: $0.isChannelChosen ? $0.channel : 0, pixel: $0.pixel,
        breakCondition: $0.breakCondition)
    }
    return now
  }
}

extension Whereabouts {
  /// The commands that lead here, in an order in which they can be done.
  func commands(from before: Whereabouts) -> [Invocation] {
    var commands: [Invocation] = []
    func add(_ command: Command, _ argument: String, _ isChanged: Bool) {
      if isChanged { commands.append(Invocation(command, argument)) }
    }
    // In what order hidden columns would come back says nothing.
    let wanted = columns.wanted
    add(
      .columns, wanted.map(\.rawValue).joined(separator: " "), wanted != before.columns.wanted)
    add(.toggleDetail, showsDetail ? "on" : "off", showsDetail != before.showsDetail)
    add(.zoom, isZoomed ? "on" : "off", isZoomed != before.isZoomed)
    add(.toggleMouse, hasMouse ? "on" : "off", hasMouse != before.hasMouse)
    add(.liveTiming, isLive ? "on" : "off", isLive != before.isLive)
    add(.switchColors, colorMap.rawValue, colorMap != before.colorMap)
    if input != before.input { commands += input.commands }
    add(.view, view.rawValue, view != before.view)
    add(.filter, filter ?? Self.noFilter, filter != before.filter)
    if let sort, view == .hotList {
      add(
        .sort, "\(sort.word) \(isAscending ? "ascending" : "descending")",
        sort != before.sort || isAscending != before.isAscending)
    }
    add(.showAll, showsAll ? "on" : "off", showsAll != before.showsAll)
    add(.goTo, row, row != before.row)
    // Another row begins with its first number.
    add(.dial, "\(dial + 1)", dial != (row == before.row ? before.dial : 0))
    if let outputs { commands += outputs.commands(from: row == before.row ? before.outputs : nil) }
    add(.nextPane, isDetailFocused ? "details" : "list", isDetailFocused != before.isDetailFocused)
    return commands
  }

  /// What shows all rows, in the place of a filter.
  static let noFilter = "*"
}

extension Whereabouts.Outputs {
  /// The commands that lead here.
  ///
  /// - Parameter before: how the same layer was shown; nil when it was not.
  fileprivate func commands(from before: Self?) -> [Invocation] {
    let before = before ?? Self()
    var commands: [Invocation] = []
    if arrangement != before.arrangement {
      commands.append(
        Invocation(.toggleGrid, OutputsState.Arrangement.words[arrangement == .grid ? 0 : 1]))
    }
    if scale != before.scale {
      commands.append(
        Invocation(.switchScale, OutputsState.Scale.words[scale == .channel ? 0 : 1]))
    }
    if channel != before.channel { commands.append(Invocation(.channel, "\(channel)")) }
    if let pixel, pixel != before.pixel {
      commands.append(Invocation(.pixel, "\(pixel.y) \(pixel.x)"))
    }
    if breakCondition != before.breakCondition {
      commands.append(Invocation(.breakAt, breakCondition?.typed ?? BreakCondition.never))
    }
    return commands
  }
}

extension InputChoice {
  /// The commands that choose it.
  fileprivate var commands: [Invocation] {
    switch self {
    case .photograph: [Invocation(.switchInput, Self.words[0])]
    case .random: [Invocation(.switchInput, Self.words[1])]
    case .file(let file):
      [Invocation(.input, file.path)]
        + (file.preprocess.map { [Invocation(.preprocess, $0.rawValue)] } ?? [])
        + [Invocation(.resize, file.resize.rawValue)]
    }
  }
}
