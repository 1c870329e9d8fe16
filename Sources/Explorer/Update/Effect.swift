import Compute
import GraphCore

/// Something that `update` wants done outside of it; results come back as events.
enum Effect: Sendable {
  /// Times a forward pass: of a model alone, or in turns with an earlier version.
  case measure(id: Int, ModelAnalysis, against: EarlierModel?, FilterSelection, InputChoice)
  /// Runs a forward pass and keeps every output; that of the first call is wanted at once.
  case inspect(id: Int, version: Int, ModelAnalysis, FilterSelection, InputChoice, first: NodeID)
  /// Finds out what becomes of given weights; only the latest question is worth an answer.
  case fit(FittedWeights.Basis, ModelAnalysis)
  /// Stops a run or a pass.
  case cancel(id: Int)
  /// Gets and describes the output of a call.
  case load(InspectedPass, NodeID)
  /// Explains how a number of an output came about.
  case explain(InspectedPass, ModelAnalysis, NodeID, channel: Int, OutputsState.Pixel)
  /// Looks for the first of some outputs for which a condition holds.
  case find(id: Int, InspectedPass, [NodeID], BreakCondition)
  /// Changes a copy of the model in the background.
  case change(id: Int, ModelState, @Sendable (inout ModelState) -> Finish)
  /// Looks at the whole model in the background; an older look of that kind is not wanted any more.
  case look(WorkState.Look, id: Int, State, @Sendable (State) -> Finish)
  /// Lets a model go that nothing needs any more.
  case release(Discarded)
  /// Reads a model from a file, or a built-in one.
  case readModel(String)
  /// Reads the names of a model's classes from a file.
  case readLabels(String, ModelAnalysis)
  /// Reads a file that the model is to be run on, to see whether it can be.
  case checkInput(InputFile, ModelAnalysis)
  /// Asks the terminal for reports of the mouse, or for none.
  case listenToMouse(Bool)
  /// Asks the terminal to put a text on the clipboard.
  case copy(String)
  /// Paints the whole screen anew.
  case redraw
  /// Stops the process until it is continued.
  case suspend
  /// Stops writing a file; what was there stays.
  case cancelWrite
  /// Writes the model to a file.
  case write(WriteRequest, ModelAnalysis)
  /// Looks for files that the text of the command line may be completed to.
  case findFiles(text: String, prefix: String, path: String)
  /// Appends to the journal what was done.
  case journal([JournalLine])
  /// Does again what the journal that was found says.
  case recover
  /// Removes the journal that was found.
  case forgetRecovery
  /// Ends the program, perhaps by Ctrl-C; its journal stays for the next start, or goes.
  case quit(keepsJournal: Bool, isInterrupted: Bool = false)
}
