extension Double {
  /// The number in ASCII with a fixed count of digits after the point.
  func rounded(toDigits count: Int) -> String {
    var scale = 1.0
    for _ in 0..<count { scale *= 10 }
    let scaled = (magnitude * scale).rounded()
    guard scaled < 1e15 else { return "\(self)" }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, count + 1 - digits.count)) + digits
    let point = padded.index(padded.endIndex, offsetBy: -count)
    let sign = self < 0 && scaled > 0 ? "-" : ""
    return sign + padded[..<point] + (count > 0 ? "." : "") + padded[point...]
  }
}
