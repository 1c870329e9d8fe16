import ModelFiles

extension CommandTable {
  /// Timing passes and looking at outputs.
  static let look = Section(
    title: "Run and look",
    rows: [
      row(
        .run, ["r"], .lists.union([.outputs]), "time a forward pass; again to stop it", hint: "run",
        rank: 5,
        takes: .init(name: "start|stop", kind: .word(["start", "stop"]), isRequired: false)),
      row(
        .liveTiming, ["T"], .lists, "time a pass after each edit, once the keys rest",
        hint: "live timing", rank: 17, takes: .onOrOff),
      row(
        .showOutput, [.enter], [.tree, .history],
        "show the output of the row, or go to the state", hint: "view", rank: 6),
      row(
        .nextLayer, ["n", ")"], [.outputs], "next layer in execution order", hint: "step", rank: 1),
      row(.previousLayer, ["p", "("], [.outputs], "layer before in execution order"),
      row(.stepForward, [")"], [.tree], "go to the next layer in execution order"),
      row(.stepBack, ["("], [.tree], "go to the layer before in execution order"),
      row(
        .toggleGrid, [.tab], [.outputs], "all channels, or one and how its number came about",
        hint: "grid/one",
        rank: 2, takes: .either(OutputsState.Arrangement.words)),
      row(.nextChannel, [".", ">"], [.outputs], "next channel", hint: "channel", rank: 3),
      row(.previousChannel, [",", "<"], [.outputs], "channel before"),
      row(
        .channel, [], [.outputs], "choose a channel by its number",
        takes: .init(name: "NUMBER", kind: .text)),
      row(
        .pixel, [], [.outputs], "choose a pixel of the large channel",
        takes: .init(name: "ROW COLUMN", kind: .text)),
      row(
        .switchInput, ["i"], .lists.union([.outputs]), "run on the picture or on random numbers",
        hint: "input", rank: 18, takes: .either(InputChoice.words)
      ) { state in
        state.otherInput == nil
          ? "there is one input: \(state.inputName(state.input)); :input FILE takes another" : nil
      },
      row(
        .input, [], .lists.union([.outputs]), "run on a picture, a .npy file, photograph or random",
        takes: .init(name: "FILE", kind: .file)),
      row(
        .preprocess, [], .lists.union([.outputs]),
        "normalize a picture: inception, imagenet, unit, raw",
        takes: words(Preprocessing.allCases.map(\.rawValue)), unless: noPicture),
      row(
        .resize, [], .lists.union([.outputs]), "fit a picture of other proportions: stretch, crop",
        takes: words(PictureFit.allCases.map(\.rawValue)), unless: noPicture),
      row(
        .labels, [], .lists.union([.outputs]), "name the classes: a file with a line for each",
        takes: .init(name: "FILE", kind: .file)),
      row(
        .switchColors, ["m"], [.outputs], "another colour map", hint: "colours", rank: 9,
        takes: .either(ColorMap.allCases.map(\.rawValue))),
      row(
        .switchScale, ["S"], [.outputs], "colours by channel or by layer", hint: "scale", rank: 9,
        takes: .either(OutputsState.Scale.words)),
      row(
        .stepInto, ["s"], [.outputs], "into the block whose output is shown", hint: "into", rank: 4),
      row(
        .stepOut, ["o"], [.outputs], "out, to the output of the block around", hint: "out", rank: 4),
      row(
        .breakAt, ["b"], [.outputs], "where to stop: NaN, zeros, above a number, a layer",
        hint: "break", rank: 11,
        takes: .init(name: "nan|zeros|NUMBER|LAYER|off", kind: .text, isRequired: false)),
      row(
        .continueToBreak, ["c"], [.outputs], "go on to the next output at which to stop",
        hint: "continue", rank: 11),
    ])

  private static func words(_ words: [String]) -> CommandRow.Argument {
    .init(name: "HOW", kind: .word(words))
  }

  private static let noPicture: @Sendable (State) -> String? = { state in
    state.file(of: state.input) == nil
      ? "random numbers are taken as they are; :input FILE takes a picture" : nil
  }
}
