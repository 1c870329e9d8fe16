import GraphCore

/// A model with the document that it was read from.
///
/// The document is kept whole, layer by layer, so that what the graph has no place for (initializers,
/// regularizers, classes that we do not know) survives, and a model that was not edited is written
/// back with the same content.
public struct KerasDocument: Sendable {
  /// The model as read.
  public let graph: ModelGraph

  /// How the layers are connected in the document.
  enum Layout: Sendable {
    /// Each layer names the layers it reads.
    case functional
    /// Each layer reads the one before.
    case sequential
  }

  /// A layer in the document.
  struct Entry: Sendable {
    /// What stands in the list of layers.
    var json: JSONValue
    /// The layer in the graph; nil when no output depends on it.
    var layer: LayerID?
    /// Its calls in the order of the document; nil for those that no output depends on.
    var nodes: [NodeID?]
    /// The document of a nested model: one or none.
    var nested: [KerasDocument] = []
  }

  let layout: Layout
  /// The whole document, or the whole entry of a nested model.
  let root: JSONValue
  /// The layers in the order of the document.
  let entries: [Entry]
  /// The position in `entries` by layer.
  let positions: [LayerID: Int]

  init(graph: ModelGraph, layout: Layout, root: JSONValue, entries: [Entry]) {
    self.graph = graph
    self.layout = layout
    self.root = root
    self.entries = entries
    var positions: [LayerID: Int] = [:]
    for (index, entry) in entries.enumerated() {
      if let layer = entry.layer { positions[layer] = index }
    }
    self.positions = positions
  }

  /// The place of the list of layers in a document, or a part of one, that begins at a path.
  func layersPath(at path: JSONPath) -> JSONPath {
    // The first versions of Keras had the list itself there, for a Sequential model.
    root["config"]?.elements != nil ? path["config"] : path["config"]["layers"]
  }

  func entry(of layer: LayerID) -> Entry? {
    positions[layer].map { entries[$0] }
  }
}

extension KerasDocument {
  /// The model with its shapes and costs.
  ///
  /// - Throws: `ModelFileError` for the first fault, with the place of its layer.
  public func analysis() throws(ModelFileError) -> ModelAnalysis {
    do throws(GraphError) {
      return try ModelAnalysis(graph)
    } catch {
      throw fault(error, at: JSONPath())
    }
  }

  /// A fault of the graph at the place of the layer that it names.
  ///
  /// - Parameter path: where the document begins.
  func fault(_ error: GraphError, at path: JSONPath) -> ModelFileError {
    let layers = layersPath(at: path)
    let position = error.layer.flatMap { graph.layer(named: $0) }.flatMap { positions[$0] }
    return .invalid(path: position.map { layers[$0] } ?? layers, reason: error.description)
  }

  /// Reads what `model.to_json()` of Keras 3 or Keras 2 gives, or `config.json` of an archive.
  ///
  /// Configurations are checked layer by layer; whether the layers fit together is found out by
  /// `ModelAnalysis`.
  ///
  /// - Throws: `ModelFileError` for the first fault, with its place.
  public init(reading bytes: [UInt8]) throws(ModelFileError) {
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONValue(parsing: bytes)
    } catch {
      throw .syntax(error)
    }
    var reader = KerasReader()
    self = try reader.model(root, at: JSONPath())
  }
}
