import Compute

extension CommandTable {
  /// Changing the model.
  static let edit = Section(
    title: "Edit",
    rows: [
      row(
        .increase, ["+", "=", "]"], [.tree], "one filter more", hint: "edit", rank: 3,
        unless: noDial),
      row(.decrease, ["-", "["], [.tree], "one filter less", unless: noDial),
      row(.increaseMore, ["}"], [.tree], "8 filters more", unless: noDial),
      row(.decreaseMore, ["{"], [.tree], "8 filters less", unless: noDial),
      row(
        .typeNumber, ["e"], [.tree], "type a number (a digit begins one, too)", hint: "type",
        rank: 11, unless: noDial),
      row(
        .mark, ["v"], [.tree], "mark the row; edits act on all marked ones",
        takes: .init(name: "TEXT", kind: .text, isRequired: false)
      ) { state in
        if state.page == .compare { return "rows are marked in the tree and in the hot list" }
        return nested(state)
      },
      row(.unmarkAll, ["V"], [.tree], "take all marks away") {
        $0.marks.isEmpty ? "no row is marked; \($0.key(.mark)) marks one" : nil
      },
      row(.nextDial, ["."], [.tree], "next number of a block", hint: "dial", rank: 10) {
        oneDial($0)
      },
      row(.previousDial, [","], [.tree], "number of a block before") { oneDial($0) },
      row(
        .dial, [], [.tree], "choose a number of a block by its place",
        takes: .init(name: "PLACE", kind: .text)),
      row(
        .edit, [], .lists.union([.outputs]), "make an edit, as conv2d_2.filters=96",
        takes: .init(name: "EDIT", kind: .edit)),
      row(
        .add, ["a"], [.tree], "add a layer, a block or a branch; copy, widen", hint: "add",
        rank: 10),
      row(
        .setField, ["F"], [.tree], "set another field: window, strides, padding, activation",
        hint: "fields", rank: 18
      ) { state in
        guard EditMenu.fields(for: state.editedItems, in: state).isEmpty else { return nil }
        return state.marks.isEmpty
          ? "\(state.selected?.title ?? "this row") has no field to set; a layer has"
          : "no marked row has a field to set; a layer has"
      },
      row(
        .budget, ["B"], [.tree],
        "the widest model within a budget, as params<=20M; layers behind it keep their width",
        takes: .init(name: "BUDGET", kind: .text, isRequired: false)),
      row(
        .keep, [], [.tree, .outputs],
        "which filters of trained weights stay where an edit leaves fewer",
        takes: .init(name: "first|largest", kind: .word(FilterSelection.allCases.map(\.rawValue)))
      ) {
        $0.keep == nil ? "no file gave weights; they are made up, so there is nothing to keep" : nil
      },
      row(.remove, ["x", .delete], [.tree], "remove the row", unless: nested),
      row(.duplicate, ["D"], [.tree], "copy the layer, unit or block behind it", unless: noCopy),
      row(
        .makeResidual, ["R"], [.tree], "wrap it: add its input to its output", unless: noResidual),
      row(.undo, ["u"], .lists.union([.outputs]), "undo", hint: "undo", rank: 4) {
        $0.history.isEdited ? nil : "nothing to undo"
      },
      row(.redo, [.control("r"), "U"], .lists.union([.outputs]), "redo"),
    ])

  /// Short enough for a narrow screen; which row it is, is seen.
  private static let noNumber =
    "no number to change; convolutions, dense layers and blocks have one"

  private static let noDial: @Sendable (State) -> String? = { state in
    guard state.turnedDials.isEmpty else { return nil }
    return state.marks.isEmpty ? noNumber : "no marked row has a number to change"
  }

  private static let nested: @Sendable (State) -> String? = { state in
    guard let item = state.selected, item.inner != nil else { return nil }
    return "\(item.title) is inside a nested model, which is edited by itself"
  }

  private static let noCopy: @Sendable (State) -> String? = { state in
    guard let item = state.selected else { return nil }
    if let obstacle = nested(state) { return obstacle }
    guard EditMenu.copy(of: item, in: state) == nil else { return nil }
    guard let block = EditMenu.innermostBlock(around: item, state) else {
      return "a copy of \(item.title) cannot follow it"
    }
    return item.kind == .branch
      ? "\(state.key(.add)) adds a branch; to copy the block, go to \(block.title)"
      : "a copy of \(item.title) cannot follow it; to copy the block, go to \(block.title)"
  }

  private static let noResidual: @Sendable (State) -> String? = { state in
    guard let item = state.selected else { return nil }
    if let obstacle = nested(state) { return obstacle }
    guard state.analysis.graph.inputs(of: item.nodes).count == 1 else {
      return "\(item.title) has no one input that could be added to its output"
    }
    return item.blocks.contains(where: EditMenu.isResidual)
      ? "\(item.title) is residual already" : nil
  }

  private static func oneDial(_ state: State) -> String? {
    switch state.dials.count {
    case 0:
      noNumber
    case 1: "\(state.selected?.title ?? "this row") has one number to change"
    default: nil
    }
  }
}
