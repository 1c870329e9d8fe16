import GraphCore

/// The outputs of a transposed convolution, along one axis, that meet the same taps of the window.
///
/// Input position i meets output `i * stride + tap * dilation - padding`. So the outputs fall into
/// `stride` phases by which taps reach them, and each phase is an ordinary convolution that moves by
/// one input position, with its taps in reverse.
struct TransposedPhase: Hashable, Sendable {
  /// The number of the phase.
  var phase: Int
  /// The taps, the one that meets the first input position first; none when only the bias arrives.
  var taps: [Int]
  /// The first output.
  var first: Int
  /// The number of outputs, `stride` apart.
  var count: Int
  /// The padding before the input; negative when inputs are left out.
  var padding: Int
  /// The distance of neighbouring taps in the input.
  var dilation: Int

  /// The phases that have outputs.
  ///
  /// - Parameter same: whether the padding is Keras' 'same'.
  static func phases(
    input: Int, output: Int, window: Int, stride: Int, dilation: Int, same: Bool
  ) -> [TransposedPhase] {
    let extent = dilation * (window - 1) + 1
    // Half of what sticks out, as TensorFlow does it; the smaller half comes first.
    let border = same ? max((input - 1) * stride + extent - output, 0) / 2 : 0
    var phases: [TransposedPhase] = []
    for phase in 0..<stride {
      // Strides and dilations exclude each other, so the taps of a phase are neighbours.
      let taps = Array(Array(Swift.stride(from: phase, to: window, by: stride)).reversed())
      let start = (max(border - phase, 0) + stride - 1) / stride
      let first = phase - border + start * stride
      guard first < output else { continue }
      phases.append(
        TransposedPhase(
          phase: phase, taps: taps, first: first, count: (output - first - 1) / stride + 1,
          padding: (taps.count - 1) * dilation - start, dilation: dilation))
    }
    return phases
  }
}
