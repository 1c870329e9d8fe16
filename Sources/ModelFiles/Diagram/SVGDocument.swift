import GraphCore

/// A drawing of a model as an SVG file, which every browser shows.
public struct SVGDocument {
  private let analysis: ModelAnalysis
  private let title: String

  /// A drawing of a model.
  ///
  /// - Parameter title: what stands above it.
  public init(_ analysis: ModelAnalysis, title: String) {
    self.analysis = analysis
    self.title = title
  }

  /// The file's text.
  public var text: String {
    let diagram = Diagram(analysis)
    let (width, height) = (Self.number(diagram.width), Self.number(diagram.height))
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\">",
      "<title>\(Self.escaped(title))</title>", Self.style,
      "<rect class=\"page\" width=\"\(width)\" height=\"\(height)\"/>",
    ]
    lines += heading
    lines += diagram.frames.map(Self.frame)
    lines += diagram.lines.map(Self.line)
    lines += diagram.frames.map(Self.frameTitle)
    lines += diagram.boxes.map(box)
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private static let style = """
    <style>
    .page { fill: #ffffff }
    text { font: 11px "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #5b6470 }
    .title { font-size: 16px; font-weight: bold; fill: #1d2329 }
    .work { fill: #1d2329; font-weight: bold }
    .shape { text-anchor: end }
    .frame { fill: #8090a0; fill-opacity: 0.08; stroke: #9aa7b4; stroke-width: 1 }
    .shadow { fill: #ffffff; fill-opacity: 1 }
    .line { fill: none; stroke: #7d8894; stroke-width: 1.3 }
    .box { stroke: #5b6470; stroke-width: 0.8 }
    .input { fill: #eceff1 } .convolution { fill: #d4e4f7 } .pooling { fill: #d5eeda }
    .merge { fill: #fbe3c8 } .dense { fill: #e6d9f2 } .model { fill: #f6d5dd }
    .other { fill: #f3f1e4 }
    </style>
    """

  private var heading: [String] {
    let totals = analysis.totals
    let facts =
      "\(analysis.calls.count) layers, \(totals.inWords(totals.parameters)) parameters\(totals.uncountedInWords)"
      + (totals.multiplyAccumulates.map { ", \($0.grouped) MACs" } ?? "")
    return [
      Self.text(title, x: 24, y: 36, style: "title"), Self.text(facts, x: 24, y: 54, style: nil),
    ]
  }

  // MARK: Parts

  private static func frame(_ frame: Diagram.Frame) -> String {
    // A run casts two shadows, which must not shine through.
    let layers =
      frame.count > 1 ? [(8.0, "frame shadow"), (4, "frame shadow"), (0, "frame shadow")] : []
    return (layers + [(0, "frame")]).map { offset, style in
      var area = frame.area
      area.x += offset
      area.y += offset
      return rectangle(area, style: style, corner: 8)
    }.joined(separator: "\n")
  }

  private static func frameTitle(_ frame: Diagram.Frame) -> String {
    let count = frame.count > 1 ? " \u{D7}\(frame.count)" : ""
    let title = shortened(frame.title, to: Diagram.longestTitle)
    return text(
      title + count, x: frame.area.x + 10, y: frame.area.y + 15,
      style: frame.count > 1 ? "work" : nil)
  }

  /// Straight from point to point where they stand above each other, else in an S.
  private static func line(_ line: Diagram.Line) -> String {
    guard var last = line.points.first else { return "" }
    var path = "M\(number(last.x)) \(number(last.y))"
    for point in line.points.dropFirst() {
      if abs(point.x - last.x) < 0.5 {
        path += " V\(number(point.y))"
      } else {
        let middle = number((last.y + point.y) / 2)
        path +=
          " C\(number(last.x)) \(middle) \(number(point.x)) \(middle) "
          + "\(number(point.x)) \(number(point.y))"
      }
      last = point
    }
    return "<path class=\"line\" d=\"\(path)\"/>"
  }

  private func box(_ box: Diagram.Box) -> String {
    let label = UnitLabel(box.nodes, in: analysis)
    let area = box.area
    // 27 characters of the monospaced font fit a box, if it is not a wide one.
    let room = 27
    let shape = Self.shortened(label.shape, to: 16)
    return """
      <g><title>\(Self.escaped(label.details))</title>
      \(Self.rectangle(area, style: "box \(label.kind.rawValue)", corner: 4))
      \(Self.text(Self.shortened(label.work, to: room), x: area.x + 6, y: area.y + 15, style: "work"))
      \(Self.text(Self.shortened(label.name, to: room - 3 - shape.count), x: area.x + 6, y: area.y + 30, style: nil))
      \(Self.text(shape, x: area.x + area.width - 6, y: area.y + 30, style: "shape"))
      </g>
      """
  }

  private static func rectangle(
    _ area: Diagram.Rectangle, style: String, corner: Int
  ) -> String {
    "<rect class=\"\(style)\" x=\"\(number(area.x))\" y=\"\(number(area.y))\" "
      + "width=\"\(number(area.width))\" height=\"\(number(area.height))\" rx=\"\(corner)\"/>"
  }

  private static func text(_ text: String, x: Double, y: Double, style: String?) -> String {
    let style = style.map { " class=\"\($0)\"" } ?? ""
    return "<text\(style) x=\"\(number(x))\" y=\"\(number(y))\">\(escaped(text))</text>"
  }

  /// A text with its end cut off when it has more characters.
  static func shortened(_ text: String, to count: Int) -> String {
    text.count > count ? text.prefix(max(0, count - 1)) + "\u{2026}" : text
  }

  /// A coordinate with one digit after the point, or none.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : String(Double(tenths) / 10)
  }

  /// A text as XML holds it; characters that XML does not know become a mark.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default:
        let isKnown =
          scalar.properties.generalCategory != .control && scalar.value != 0xFFFE
          && scalar.value != 0xFFFF
        result.unicodeScalars.append(isKnown ? scalar : "\u{FFFD}")
      }
    }
    return result
  }
}
