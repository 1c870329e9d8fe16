import GraphCore

/// The variables of one function while its statements are written.
///
/// Every variable holds the output of one call at a time. Reading an output whose variable has been
/// set again is noted; such outputs get a variable of their own in the next attempt.
struct PythonScope {
  /// The statements so far.
  var steps: [PythonStep] = []
  /// Outputs with a variable of their own.
  let pinned: Set<NodeID>
  /// Outputs that were read too late.
  private(set) var stale: Set<NodeID> = []
  /// Whether an output was read that another function keeps to itself.
  private(set) var isBroken = false

  private var variables: [NodeID: String] = [:]
  private var holders: [String: NodeID] = [:]
  private var namer: PythonNamer

  init(pinned: Set<NodeID>, used: Set<String>) {
    self.pinned = pinned
    namer = PythonNamer(used: used)
  }

  /// The variable in which an output stands.
  mutating func variable(of node: NodeID) -> String {
    guard let variable = variables[node] else {
      isBroken = true
      return "None"
    }
    if holders[variable] != node { stale.insert(node) }
    return variable
  }

  /// Says that a variable now holds an output.
  mutating func set(_ variable: String, to node: NodeID) {
    variables[node] = variable
    holders[variable] = node
  }

  /// The variable for an output: the one of its sequence, or one of its own.
  mutating func target(for node: NodeID, in sequence: String, name: String) -> String {
    pinned.contains(node) ? fresh(name) : sequence
  }

  /// A variable that is not used yet, named after a text.
  mutating func fresh(_ text: String) -> String {
    namer.unique(PythonText.identifier(text))
  }
}
