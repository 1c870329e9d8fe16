import GraphCore

/// Something that `update` wants done outside of it; results come back as events.
enum Effect: Sendable {
  /// Times a forward pass.
  case measure(id: Int, ModelAnalysis, InputChoice)
  /// Runs a forward pass and keeps every output.
  case inspect(id: Int, version: Int, ModelAnalysis, InputChoice)
  /// Stops a run or a pass.
  case cancel(id: Int)
  /// Gets and describes the output of a call.
  case load(InspectedPass, NodeID)
  /// Paints the whole screen anew.
  case redraw
  /// Stops the process until it is continued.
  case suspend
  /// Ends the program.
  case quit
}
