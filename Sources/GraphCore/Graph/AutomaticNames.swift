/// Keras' automatic layer names: the class in snake case, numbered from the second one on.
///
/// `conv2d`, `conv2d_1`, `conv2d_2`, ... The next number is one above the highest in use, so a layer
/// that is removed and added again gets its name back.
package struct AutomaticNames: Hashable, Sendable {
  private var used: [String: Set<Int>] = [:]
  private var highest: [String: Int] = [:]
  /// The classes whose highest number was removed, and is looked for when it is asked for.
  private var stale: Set<String> = []

  /// The name for the next layer of a class.
  func next(for className: String) -> String {
    let base = Self.snakeCase(className)
    guard let last = highestNumber(base) else { return base }
    return "\(base)_\(last + 1)"
  }

  mutating func insert(_ name: String) {
    guard let (base, number) = Self.split(name) else { return }
    if stale.contains(base) {
      highest[base] = highestNumber(base)
      stale.remove(base)
    }
    used[base, default: []].insert(number)
    highest[base] = max(highest[base] ?? 0, number)
  }

  mutating func remove(_ name: String) {
    guard let (base, number) = Self.split(name) else { return }
    used[base]?.remove(number)
    if highest[base] == number { stale.insert(base) }
  }

  private func highestNumber(_ base: String) -> Int? {
    stale.contains(base) ? used[base]?.max() : highest[base]
  }

  /// Splits `conv2d_12` into `conv2d` and 12, and takes a name without a number as number 0.
  static func split(_ name: String) -> (base: String, number: Int)? {
    guard let underscore = name.lastIndex(of: "_") else { return (name, 0) }
    let digits = name[name.index(after: underscore)...]
    guard let first = digits.first, first != "0", digits.allSatisfy(\.isASCIIDigit),
      let number = Int(digits), number < Int.max
    else { return (name, 0) }
    return (String(name[..<underscore]), number)
  }

  /// Keras' `to_snake_case`: `MaxPooling2D` becomes `max_pooling2d`, `LeakyReLU` `leaky_re_lu`.
  ///
  /// Source: keras/src/utils/naming.py, which replaces `(.)([A-Z][a-z]+)` and then
  /// `([a-z])([A-Z])` by `\1_\2`, and lowers the result.
  package static func snakeCase(_ className: String) -> String {
    let text = Array(className.utf8)
    var result: [UInt8] = []
    for (index, byte) in text.enumerated() {
      if index > 0, isUpper(byte) {
        let startsWord = index + 1 < text.count && isLower(text[index + 1])
        if startsWord || isLower(text[index - 1]) { result.append(UInt8(ascii: "_")) }
      }
      result.append(isUpper(byte) ? byte + 32 : byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isUpper(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
  private static func isLower(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
}

extension Character {
  var isASCIIDigit: Bool { isASCII && isNumber }
}
