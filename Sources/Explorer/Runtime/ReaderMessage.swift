import Glibc
import GraphCore
import ModelFiles

/// Why an answer of the reading process was not taken.
enum MessageFault: Error {
  /// The process says in one line what is wrong with the file.
  case refused(String)
  /// The answer ends early, or is none.
  case ended
}

/// The answer of the reading process, in a pipe: numbers of 8 bytes, and bytes after their count.
///
///     1, count, text                                the file is refused
///     0, ...                                        what was asked for:
///        count, bytes                                 the text of the model
///        count, (layer, weight, count, floats) ...,   or the weights
///        count, (layer, prefix, path, shape, type, bytes) ..., count, names ..., optimizer
struct ReaderMessage {
  /// The pipe's end.
  let descriptor: Int32

  /// The longest name of a layer, a weight or a group, and most of them.
  private static let (longestName, mostNames) = (1 << 20, 1 << 20)

  // MARK: - Reading

  /// Reads the beginning.
  ///
  /// - Throws: `MessageFault.refused` with what is wrong with the file.
  func begin() throws(MessageFault) {
    guard try integer() != 0 else { return }
    throw .refused(try text())
  }

  /// Reads bytes after their count.
  func bytes(atMost limit: Int) throws(MessageFault) -> [UInt8] {
    try elements(try integer(in: 0...limit))
  }

  /// Reads the weights of a model: all of it, each as long as the model says.
  func weights(for analysis: ModelAnalysis) throws(MessageFault) -> StoredWeights {
    var layers: [String: LayerID] = [:]
    var expected: [LayerID: [String: Int]] = [:]
    for call in analysis.order {
      let layer = analysis.graph[call].layer
      layers[analysis.graph[layer].name] = layer
      for weight in analysis.weights(of: call) {
        expected[layer, default: [:]][weight.name] = weight.shape.reduce(1, *)
      }
    }
    var stored = StoredWeights([])
    for _ in 0..<(try integer(in: 0...Self.mostNames)) {
      let (layer, name) = (try layer(layers), try text())
      let count = try integer()
      guard expected[layer]?.removeValue(forKey: name) == count else { throw .ended }
      stored.weights.append(
        StoredWeight(layer: layer, name: name, elements: try elements(count)))
    }
    // A layer may lack weights only where unread variables stand for them.
    let missing = Set(expected.filter { !$0.value.isEmpty }.keys)
    for _ in 0..<(try integer(in: 0...Self.mostNames)) {
      stored.carried.append(try carried(layers))
    }
    for _ in 0..<(try integer(in: 0...Self.mostNames)) { stored.leftOut.append(try text()) }
    let excused = Set(stored.carried.map(\.layer))
    for layer in missing where !excused.contains(layer) {
      guard stored.leftOut.contains(analysis.graph[layer].name) else { throw .ended }
    }
    stored.hasOptimizer = try integer() != 0
    return stored
  }

  private func carried(_ layers: [String: LayerID]) throws(MessageFault) -> CarriedVariable {
    let (layer, prefix) = (try layer(layers), try text())
    var path: [String] = []
    for _ in 0..<(try integer(in: 1...64)) { path.append(try text()) }
    var shape: [Int] = []
    for _ in 0..<(try integer(in: 0...64)) { shape.append(try integer(in: 0...Int.max)) }
    let kind = try integer(in: 0...255)
    guard let type = NumberType(rawValue: UInt8(kind)) else { throw .ended }
    return CarriedVariable(
      layer: layer, prefix: prefix, path: path, shape: shape, type: type,
      bytes: try bytes(atMost: File.longest))
  }

  private func layer(_ layers: [String: LayerID]) throws(MessageFault) -> LayerID {
    guard let layer = layers[try text()] else { throw .ended }
    return layer
  }

  private func text() throws(MessageFault) -> String {
    String(decoding: try bytes(atMost: Self.longestName), as: UTF8.self)
  }

  private func integer(in range: ClosedRange<Int>) throws(MessageFault) -> Int {
    let number = try integer()
    guard range.contains(number) else { throw .ended }
    return number
  }

  private func integer() throws(MessageFault) -> Int {
    let number: [Int] = try elements(1)
    return number[0]
  }

  private func elements<Element: BitwiseCopyable>(
    _ count: Int
  ) throws(MessageFault) -> [Element] {
    var isWhole = false
    let elements = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      // The room may be larger than was asked for.
      isWhole = fill(
        UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<count])))
      initialized = isWhole ? count : 0
    }
    guard isWhole else { throw .ended }
    return elements
  }

  /// Reads until the room is full; false when the pipe ends before.
  private func fill(_ room: UnsafeMutableRawBufferPointer) -> Bool {
    var offset = 0
    while offset < room.count {
      let got = read(descriptor, room.baseAddress?.advanced(by: offset), room.count - offset)
      if got < 0, errno == EINTR { continue }
      if got <= 0 { return false }
      offset += got
    }
    return true
  }

  // MARK: - Writing

  /// Writes that the file is refused.
  func refuse(_ reason: String) {
    write(1)
    write(reason)
  }

  /// Writes the text of a model.
  func answer(_ text: [UInt8]) {
    write(0)
    write(text.count)
    write(text)
  }

  /// Writes the weights of a model.
  func answer(_ stored: StoredWeights, for analysis: ModelAnalysis) {
    write(0)
    write(stored.weights.count)
    for weight in stored.weights {
      write(analysis.graph[weight.layer].name)
      write(weight.name)
      write(weight.elements.count)
      write(weight.elements)
    }
    write(stored.carried.count)
    for variable in stored.carried {
      write(analysis.graph[variable.layer].name)
      write(variable.prefix)
      write(variable.path.count)
      for step in variable.path { write(step) }
      write(variable.shape.count)
      for size in variable.shape { write(size) }
      write(Int(variable.type.rawValue))
      write(variable.bytes.count)
      write(variable.bytes)
    }
    write(stored.leftOut.count)
    for name in stored.leftOut { write(name) }
    write(stored.hasOptimizer ? 1 : 0)
  }

  private func write(_ text: String) {
    write(text.utf8.count)
    write(Array(text.utf8))
  }

  private func write(_ number: Int) { write([number]) }

  private func write<Element: BitwiseCopyable>(_ elements: [Element]) {
    // Without an end of the pipe nobody waits for the answer any more.
    if !elements.withUnsafeBytes({ File.writeAll($0, to: descriptor) }) { exit(1) }
  }
}
