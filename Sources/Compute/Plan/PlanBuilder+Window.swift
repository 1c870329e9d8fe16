import GraphCore
import KernelABI

extension PlanBuilder {
  /// The window of a layer over its input.
  ///
  /// - Throws: `PlanError.tooLarge` for a window that the kernels' unchecked arithmetic can't count.
  func window(
    _ node: NodeID, _ size: Size2D, strides: Size2D = 1, dilation: Size2D = 1, padding: Padding,
    over input: Placement
  ) throws(PlanError) -> Window {
    let rows = WindowAxis(
      input: input.height, window: size.height, stride: strides.height, dilation: dilation.height,
      padding: padding)
    let columns = WindowAxis(
      input: input.width, window: size.width, stride: strides.width, dilation: dilation.width,
      padding: padding)
    var window = Window(height: size.height, width: size.width)
    (window.strideY, window.strideX) = (rows.stride, columns.stride)
    (window.dilationY, window.dilationX) = (rows.dilation, columns.dilation)
    (window.padTop, window.padLeft) = (rows.padding, columns.padding)
    guard Self.isCountable(window) else { throw tooLarge(node) }
    return window
  }

  /// Whether the distance of a window's first tap and its last one is within 60 bits.
  ///
  /// Without dilation it is where weights, or zeros around a map, are counted in bytes.
  static func isCountable(_ window: Window) -> Bool {
    (window.dilationY == 1 || isCountable([window.height, window.dilationY], below: 60))
      && (window.dilationX == 1 || isCountable([window.width, window.dilationX], below: 60))
  }

  /// Refuses a direct convolution whose products, or whose copies of its input's edges, are too many
  /// to be counted.
  func checkWork(
    _ node: NodeID, _ window: Window, channels: Int, over output: Placement
  ) throws(PlanError) {
    let patch =
      (kernels.tileRows - 1) * window.strideX + (window.width - 1) * window.dilationX + 1
    let tiles = output.width / kernels.tileRows + 2
    let products = [output.height, output.width, window.height, window.width, channels]
    guard Self.isCountable(products, below: 55),
      Self.isCountable([output.height, tiles, window.height, patch, channels], below: 58)
    else { throw tooLarge(node) }
  }

  /// Whether the product of numbers that aren't negative takes fewer bits than a limit.
  static func isCountable(_ factors: [Int], below bits: Int) -> Bool {
    var product = 1
    for factor in factors {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow || next >= 1 << bits { return false }
      product = next
    }
    return true
  }
}

/// How a window moves along one axis of a map.
///
/// A step beyond the map's own size leads to no second position. Taps that are further apart than
/// twice that size are outside for all positions but for the one in the middle of an odd number: so
/// they are, too, at twice the size.
struct WindowAxis {
  /// The step to the next position, at most the map's size.
  var stride: Int
  /// The distance of neighbouring taps, at most twice the map's size.
  var dilation: Int
  /// The padding before the first element.
  var padding: Int

  /// The axis of a layer whose output has a size.
  init(input: Int, window: Int, stride: Int, dilation: Int, padding: Padding) {
    self.stride = min(stride, input)
    self.dilation = min(dilation, 2 * input)
    self.padding = WindowShape.paddingBefore(
      input: input, window: window, stride: self.stride, dilation: self.dilation, padding: padding)
  }
}
