import GraphCore

/// How a transposed convolution spreads one axis of its input.
///
/// Input position i meets output `i * stride + tap * dilation - border`. So the outputs fall into
/// `stride` phases by which taps reach them, and each phase is an ordinary convolution that moves by
/// one input position, with its taps in reverse.
struct TransposedAxis {
  /// The outputs of a phase that taps reach.
  struct Phase: Hashable {
    /// The number of the phase.
    var phase: Int
    /// The taps, the one that meets the first input position first.
    var taps: [Int]
    /// The first output.
    var first: Int
    /// The number of outputs, `stride` apart.
    var count: Int
    /// The padding before the input; negative when inputs are left out.
    var padding: Int
    /// The distance of neighbouring taps in the input.
    var dilation: Int
  }

  /// The distance of the outputs of a phase.
  let stride: Int
  /// The distance of neighbouring taps; of 'same' at most twice the size of the map, as taps further
  /// apart reach no output but for the one in the middle of an odd number.
  let dilation: Int
  private let output: Int
  private let window: Int
  /// The outputs that are cut off in front.
  private let border: Int

  /// The axis of a layer whose input and output have these sizes.
  init(input: Int, output: Int, window: Int, stride: Int, dilation: Int, padding: Padding) {
    self.output = output
    self.window = window
    self.stride = stride
    guard padding == .same else {
      self.dilation = dilation
      border = 0
      return
    }
    self.dilation = min(dilation, 2 * max(input, output))
    let extent = self.dilation * (window - 1) + 1
    // Half of what sticks out, as TensorFlow does it; the smaller half comes first.
    border = max((input - 1) * stride - output + extent, 0) / 2
  }

  /// The number of phases that taps reach.
  var phaseCount: Int { min(stride, window) }
  /// The most outputs of a phase.
  var mostOutputs: Int { (output - 1) / stride + 1 }
  /// The most taps of a phase.
  var mostTaps: Int { (window - 1) / stride + 1 }

  /// The phases that taps reach and that have outputs.
  var phases: [Phase] {
    (0..<phaseCount).compactMap { phase in
      // Strides and dilations exclude each other, so the taps of a phase are neighbours.
      let taps = Array(Array(Swift.stride(from: phase, to: window, by: stride)).reversed())
      let distance = max(border - phase, 0)
      let start = distance / stride + (distance % stride == 0 ? 0 : 1)
      let first = phase - border + start * stride
      guard first < output else { return nil }
      return Phase(
        phase: phase, taps: taps, first: first, count: (output - first - 1) / stride + 1,
        padding: (taps.count - 1) * dilation - start, dilation: dilation)
    }
  }
}
