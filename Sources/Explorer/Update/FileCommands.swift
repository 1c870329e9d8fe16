extension CommandTable {
  /// Files and leaving.
  static let file = Section(
    title: "Files",
    rows: [
      row(
        .save, [.control("s")], .lists.union([.outputs]),
        "save the model; a file that is named gets a copy; also :w",
        hint: "save", rank: 7, takes: .init(name: "FILE", kind: .file, isRequired: false),
        also: ["w", "write", "w!"]),
      row(
        .export, ["W"], .lists.union([.outputs]), "write another format, as its extension says",
        hint: "export", rank: 9, takes: .init(name: "FILE", kind: .file, isRequired: false)),
      row(
        .back, ["q"], .lists.union([.outputs, .help]),
        "close the view; without one, leave",
        hint: "quit", rank: 32),
      row(
        .quit, [], .lists.union([.outputs]),
        "leave the explorer; asks when something is not saved; also :q",
        also: ["q"]),
      row(
        .saveAndQuit, [], .lists.union([.outputs]), "save the model, then leave; also :wq, :x",
        takes: .init(name: "FILE", kind: .file, isRequired: false), also: ["wq", "x", "wq!", "x!"]),
      row(
        .quitWithoutSaving, [], .lists.union([.outputs]),
        "leave; what is not saved is lost; also :q!",
        also: ["q!"]),
    ])
}
