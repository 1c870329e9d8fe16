import GraphCore

/// The output that is on screen, with all that frames would otherwise find among its elements.
struct ShownOutput: Sendable {
  /// The call.
  let node: NodeID
  /// Its output; nil when it was not kept.
  let values: LayerValues?
  /// What is said about it.
  let description: LayerDescription
  /// The least and the greatest finite element of each channel of a map; nil where there is none.
  let ranges: [ClosedRange<Float>?]
  /// Where the largest finite elements of a vector are, the largest first; more than a screen has rows.
  let largest: [Int]
  /// Where elements are infinite or no number; nil when all are finite.
  let notFinite: NotFiniteTable?
  /// Which branch each channel comes from; known once the output is on screen.
  var parts: ChannelParts?

  /// An output, in time linear in its size.
  init(node: NodeID, values: LayerValues?, description: LayerDescription) {
    self.node = node
    self.values = values
    self.description = description
    let isMap = values?.mapSize != nil
    ranges = isMap ? values?.rangesOfChannels ?? [] : []
    largest = isMap ? [] : values?.largest(1000) ?? []
    notFinite = description.notFinite > 0 ? values.flatMap { NotFiniteTable($0) } : nil
  }

  /// The ends of a channel's values; nil when there is no such channel, or no finite element in it.
  func range(ofChannel channel: Int) -> ClosedRange<Float>? {
    ranges.indices.contains(channel) ? ranges[channel] : nil
  }
}

extension LayerValues {
  /// The least and the greatest finite element of each channel; nil where there is none.
  var rangesOfChannels: [ClosedRange<Float>?] {
    guard channels > 0 else { return [] }
    var low = [Float](repeating: .infinity, count: channels)
    var high = [Float](repeating: -.infinity, count: channels)
    elements.withUnsafeBufferPointer { elements in
      var start = 0
      while start + channels <= elements.count {
        for channel in 0..<channels {
          let element = elements[start + channel]
          guard element.isFinite else { continue }
          low[channel] = min(low[channel], element)
          high[channel] = max(high[channel], element)
        }
        start += channels
      }
    }
    return zip(low, high).map { $0 <= $1 ? $0...$1 : nil }
  }

  /// Where the largest finite elements are, the largest first; of equal ones the first.
  func largest(_ count: Int) -> [Int] {
    var places = elements.indices.filter { elements[$0].isFinite }
    if places.count > count {
      // Those above the smallest that is wanted, and of its equals the first ones.
      let least = places.map { elements[$0] }.sorted(by: >)[count - 1]
      let above = places.filter { elements[$0] > least }
      places = above + places.filter { elements[$0] == least }.prefix(count - above.count)
    }
    return places.sorted { (elements[$1], $0) < (elements[$0], $1) }
  }
}

/// How many elements of any part of a channel are infinite or no number, told at once.
struct NotFiniteTable: Sendable {
  private let width: Int
  private let channels: Int
  /// For each corner of each element, how many there are above and to the left of it in its channel.
  private let counts: [Int32]

  /// The table of a map, or of anything else as a line of one channel.
  init?(_ values: LayerValues) {
    let (height, width) = values.mapSize ?? (1, values.elements.count)
    let channels = values.mapSize == nil ? 1 : values.channels
    guard values.elements.count == height * width * channels else { return nil }
    self.width = width
    self.channels = channels
    let pitch = (width + 1) * channels
    var counts = [Int32](repeating: 0, count: (height + 1) * pitch)
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<channels {
          let corner = (y + 1) * pitch + (x + 1) * channels + channel
          let isFinite = values.elements[(y * width + x) * channels + channel].isFinite
          counts[corner] =
            counts[corner - pitch] + counts[corner - channels]
            - counts[corner - pitch - channels] + (isFinite ? 0 : 1)
        }
      }
    }
    self.counts = counts
  }

  /// Whether there is one in a part of a channel, which must lie inside.
  func isMet(x: Range<Int>, y: Range<Int>, channel: Int) -> Bool {
    func count(_ x: Int, _ y: Int) -> Int32 { counts[(y * (width + 1) + x) * channels + channel] }
    return count(x.upperBound, y.upperBound) - count(x.lowerBound, y.upperBound)
      - count(x.upperBound, y.lowerBound) + count(x.lowerBound, y.lowerBound) > 0
  }
}
