import Compute

/// What stays when another model is opened: settings, and what belongs to the program.
///
/// No field has a value of its own, so that a new one can't be forgotten where a setup is made.
struct Setup: Sendable {
  /// The name of the model for the header.
  var modelName: String
  /// A line about what computes: instruction set and threads.
  var engineName: String
  /// What inputs there are, with their names.
  var inputNames: [InputChoice: String]
  /// The file behind the photograph; nil when there is none.
  var picture: InputFile?
  /// The size of the screen.
  var size: Size
  /// What the terminal can show.
  var display: Display
  /// The program's clock in milliseconds, as of the last tick.
  var now: Int
  /// The columns of tree and hot list.
  var columns: ColumnChoice
  /// The colours of pictures.
  var colorMap: ColorMap
  /// Whether the detail pane may be shown where there is room.
  var showsDetail: Bool
  /// Which key does what.
  var keymap: Keymap
  /// Whether the terminal sends reports of the mouse.
  var hasMouse: Bool
  /// The live timing.
  var live: LiveTiming
  /// The commands that were typed, oldest first.
  var commandHistory: [String]
  /// The file that the model is saved to; nil before one is named.
  var savePath: String?
  /// The name of that file, when the model had none before it was saved.
  var savedName: String?
  /// The folder that `~` stands for; nil when there is none.
  var home: String?
  /// The names of the classes, when a file gave them.
  var classNames: [String]
  /// Which filters of given weights stay when an edit leaves a layer fewer; nil when no file gave
  /// weights.
  var keep: FilterSelection?
  /// The identifier for the next effect; results of old ones must not be taken for new ones.
  var nextID: Int
}
