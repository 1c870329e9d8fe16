import Compute
import KernelABI

/// A convolution to test, by its sizes.
struct ConvolutionCase: CustomStringConvertible {
  var height = 5
  var width = 13
  var channels = 3
  var filters = 5
  var window = (height: 3, width: 3)
  var stride = 1
  var dilation = 1
  var isSame = true
  var inputGap = 0
  var outputGap = 0
  var addsMap = false

  var description: String {
    "\(window.height)x\(window.width) \(channels)->\(filters) on \(height)x\(width) stride "
      + "\(stride) dilation \(dilation) \(isSame ? "same" : "valid") gaps \(inputGap) "
      + "\(outputGap)\(addsMap ? " + map" : "")"
  }

  /// The products of an output element.
  var depth: Int { window.height * window.width * channels }

  /// The size of the output; not positive where the window is larger than the map.
  var outputSize: (height: Int, width: Int) {
    func size(_ input: Int, _ window: Int) -> Int {
      let extent = dilation * (window - 1) + 1
      if isSame { return (input + stride - 1) / stride }
      return input >= extent ? (input - extent) / stride + 1 : 0
    }
    return (size(height, window.height), size(width, window.width))
  }

  /// The definition.
  var reference: ReferenceConvolution {
    var reference = ReferenceConvolution(
      input: (height, width, channels), filters: filters, window: window)
    reference.stride = (stride, stride)
    reference.dilation = (dilation, dilation)
    func before(_ input: Int, _ output: Int, _ window: Int) -> Int {
      let extent = dilation * (window - 1) + 1
      return isSame ? max((output - 1) * stride + extent - input, 0) / 2 : 0
    }
    reference.padding = (
      before(height, outputSize.height, window.height),
      before(width, outputSize.width, window.width)
    )
    return reference
  }
}

/// A convolution's random operands, its maps between guarded pages, and what should come out.
struct GuardedConvolution {
  let geometry: ConvolutionCase
  let kernel: [Float]
  let bias: [Float]
  private let reference: ReferenceConvolution
  private let elements: [Float]
  private let addend: [Float]
  private let input: GuardedFloats
  private let output: GuardedFloats
  private let added: GuardedFloats

  private var pixelStride: Int { geometry.channels + geometry.inputGap }
  private var outputStride: Int { geometry.filters + geometry.outputGap }

  /// Draws operands below 1; nil where there is no output.
  init?(_ geometry: ConvolutionCase) {
    let (height, width) = geometry.outputSize
    guard height > 0, width > 0 else { return nil }
    self.geometry = geometry
    reference = geometry.reference
    elements = Self.random(geometry.height * geometry.width * geometry.channels, "input")
    kernel = Self.random(geometry.depth * geometry.filters, "kernel")
    bias = Self.random(geometry.filters, "bias")
    addend = Self.random(height * width * geometry.filters, "addend")
    input = GuardedFloats(
      spreading: elements, channels: geometry.channels,
      stride: geometry.channels + geometry.inputGap)
    output = GuardedFloats(
      spreading: addend.map { _ in .nan }, channels: geometry.filters,
      stride: geometry.filters + geometry.outputGap)
    added = GuardedFloats(addend)
  }

  /// The arguments of the kernels: with relu before an addend, or last.
  func arguments(
    filters: UnsafePointer<Float>, bias: UnsafePointer<Float>
  ) -> ConvolutionArguments {
    var window = Window(height: geometry.window.height, width: geometry.window.width)
    window.strideY = geometry.stride
    window.strideX = geometry.stride
    window.dilationY = geometry.dilation
    window.dilationX = geometry.dilation
    window.padTop = reference.padding.top
    window.padLeft = reference.padding.left
    let (height, width) = geometry.outputSize
    var arguments = ConvolutionArguments(
      input: FeatureMap(
        base: input.base, height: geometry.height, width: geometry.width,
        channels: geometry.channels, pixelStride: pixelStride),
      output: FeatureMap(
        base: output.base, height: height, width: width, channels: geometry.filters,
        pixelStride: outputStride),
      window: window, filters: filters, bias: bias)
    if geometry.addsMap {
      arguments.addend = UnsafePointer(added.base)
      arguments.addendStride = geometry.filters
      arguments.reluBefore = true
    } else {
      arguments.reluAfter = true
    }
    return arguments
  }

  /// How far the output is off at most; infinite where it is not a number.
  var greatestError: Double {
    let (height, width) = geometry.outputSize
    var worst = 0.0
    for pixel in 0..<height * width {
      for channel in 0..<geometry.filters {
        var expected = max(
          reference.sum(pixel / width, pixel % width, channel, elements, kernel, bias), 0)
        if geometry.addsMap { expected += Double(addend[pixel * geometry.filters + channel]) }
        let difference = abs(Double(output[pixel * outputStride + channel]) - expected)
        worst = max(worst, difference.isNaN ? .infinity : difference)
      }
    }
    return worst
  }

  /// Whether nothing was written beside the output's pixels.
  var isIntact: Bool {
    output.gapsAreNaN(channels: geometry.filters, stride: outputStride) && input.isIntact
      && output.isIntact && added.isIntact
  }

  private static func random(_ count: Int, _ name: String) -> [Float] {
    let stream = RandomStream(seed: 7, name: name)
    return (0..<count).map { Float(stream.uniform($0)) }
  }
}
