extension JSONParser {
  /// The longest number in characters; Python refuses integers of more than 4,300 digits.
  private static let longestNumber = 1024

  /// Reads the string at whose opening quote the parser stands.
  mutating func string() throws(Fault) -> String {
    let start = index + 1
    var end = start
    var union: UInt8 = 0
    while end < bytes.count {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") {
        index = end + 1
        return try text(bytes[start..<end], isASCII: union < 0x80)
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start, to: end) }
      guard byte >= 0x20 else { break }
      union |= byte
      end += 1
    }
    try stringFault(at: end)
  }

  private func stringFault(at end: Int) throws(Fault) -> Never {
    guard end < bytes.count else {
      throw Fault(
        offset: end, reason: "the text ends inside a string; the file seems to be cut off")
    }
    throw Fault(
      offset: end, reason: "\(described(at: end)) inside a string must be written as an escape")
  }

  private mutating func text(
    _ slice: ArraySlice<UInt8>, isASCII: Bool
  ) throws(Fault) -> String {
    // Short strings live without an allocation; long ones are mostly keys and classes seen before.
    if slice.count > 15, let known = knownStrings.find(slice) { return known }
    // Decoding is several times faster than validating, and ASCII needs no check.
    let decoded =
      isASCII
      ? String(decoding: slice, as: UTF8.self) : String(validating: slice, as: UTF8.self)
    guard let text = decoded else {
      throw Fault(offset: slice.startIndex, reason: "the string is not UTF-8")
    }
    if slice.count > 15 { knownStrings.insert(text, slice) }
    return text
  }

  /// Reads a string that has an escape.
  ///
  /// - Parameters:
  ///   - start: where the string begins, after the quote.
  ///   - end: the first backslash.
  private mutating func escapedString(from start: Int, to end: Int) throws(Fault) -> String {
    var text = Array(bytes[start..<end])
    index = end
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        guard let result = String(validating: text, as: UTF8.self) else {
          throw Fault(offset: start, reason: "the string is not UTF-8")
        }
        return result
      case UInt8(ascii: "\\"):
        let scalar = try escape()
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      case 0x20...:
        text.append(byte)
        index += 1
      default:
        try stringFault(at: index)
      }
    }
    try stringFault(at: index)
  }

  /// Reads the escape at whose backslash the parser stands.
  private mutating func escape() throws(Fault) -> Unicode.Scalar {
    let start = index
    index += 1
    guard index < bytes.count else { try stringFault(at: index) }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try hexadecimal(start)
      if let scalar = Unicode.Scalar(unit) { return scalar }
      // A surrogate: the high one must come first and a low one after it.
      if unit < 0xDC00, take("\\u") {
        let low = try hexadecimal(start)
        if (0xDC00...0xDFFF).contains(low),
          let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        {
          return scalar
        }
      }
      throw Fault(offset: start, reason: "half of a surrogate pair, which is no character")
    default:
      throw Fault(offset: start, reason: "'\\' before \(described(at: index - 1)) is no escape")
    }
  }

  private mutating func hexadecimal(_ start: Int) throws(Fault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard index < bytes.count else { try stringFault(at: index) }
      guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue,
        bytes[index] < 0x80
      else {
        throw Fault(offset: start, reason: "an escape '\\u' needs four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  /// Reads the number at whose first character the parser stands.
  mutating func number() throws(Fault) -> JSONValue {
    let start = index
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative {
      index += 1
      if take("Infinity") { return .literal("-Infinity") }
    }
    let firstDigit = index
    var value = 0
    var fits = true
    while let digit = digit() {
      let (product, high) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(digit)
      if high || carry { fits = false } else { value = sum }
    }
    guard index > firstDigit else {
      throw fault("expected a digit, got \(described(at: index))")
    }
    guard index == firstDigit + 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
      throw Fault(offset: start, reason: "a number must not begin with 0")
    }
    var isWhole = true
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      isWhole = false
      index += 1
      try digits()
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      index += 1
      if index < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[index]) {
        index += 1
      }
      try digits()
    }
    if isWhole, fits, !(isNegative && value == 0) { return .integer(isNegative ? -value : value) }
    guard index - start <= Self.longestNumber else {
      throw Fault(offset: start, reason: "a number has more than \(Self.longestNumber) characters")
    }
    let literal = String(decoding: bytes[start..<index], as: UTF8.self)
    if !isWhole, let number = Double(literal), number.isFinite,
      JSONValue.pythonText(number) == literal
    {
      return .number(number)
    }
    return .literal(literal)
  }

  private mutating func digits() throws(Fault) {
    guard digit() != nil else { throw fault("expected a digit, got \(described(at: index))") }
    while digit() != nil {}
  }

  private mutating func digit() -> Int? {
    guard index < bytes.count else { return nil }
    let digit = bytes[index] &- UInt8(ascii: "0")
    guard digit < 10 else { return nil }
    index += 1
    return Int(digit)
  }
}

/// Remembers long strings by a cheap hash, so that those which occur over and over are kept once.
struct JSONStringTable {
  private var slots = [String](repeating: "", count: 1024)

  func find(_ bytes: ArraySlice<UInt8>) -> String? {
    let candidate = slots[Self.slot(bytes)]
    guard candidate.utf8.count == bytes.count, candidate.utf8.elementsEqual(bytes) else {
      return nil
    }
    return candidate
  }

  mutating func insert(_ string: String, _ bytes: ArraySlice<UInt8>) {
    slots[Self.slot(bytes)] = string
  }

  private static func slot(_ bytes: ArraySlice<UInt8>) -> Int {
    var hash = UInt32(truncatingIfNeeded: bytes.count)
    for byte in bytes.prefix(8) { hash = hash &* 31 &+ UInt32(byte) }
    for byte in bytes.suffix(8) { hash = hash &* 31 &+ UInt32(byte) }
    return Int(hash >> 7 ^ hash) & 1023
  }
}
