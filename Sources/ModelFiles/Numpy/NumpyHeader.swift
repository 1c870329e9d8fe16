/// The dictionary at the head of a `.npy` file.
///
///     {'descr': '<f4', 'fortran_order': False, 'shape': (1, 224, 224, 96), }
struct NumpyHeader {
  /// The type of an element, as in `<f4`.
  var type = ""
  /// Whether the first axis varies fastest.
  var isFortranOrder = false
  /// The sizes of the axes.
  var shape: [Int] = []

  /// Reads the dictionary; nil when it is none, or has other keys, or a size that is no number.
  init?(_ bytes: ArraySlice<UInt8>) {
    var scanner = Scanner(rest: bytes)
    guard scanner.take("{") else { return nil }
    var seen: Set<String> = []
    while !scanner.take("}") {
      guard let key = scanner.string(), seen.insert(key).inserted, scanner.take(":") else {
        return nil
      }
      switch key {
      case "descr":
        guard let type = scanner.string() else { return nil }
        self.type = type
      case "fortran_order":
        guard let word = scanner.word(), word == "True" || word == "False" else { return nil }
        isFortranOrder = word == "True"
      case "shape":
        guard let shape = scanner.tuple() else { return nil }
        self.shape = shape
      default: return nil
      }
      // Python writes a comma after the last entry, and takes a dictionary without it.
      if !scanner.take(",") {
        guard scanner.take("}") else { return nil }
        break
      }
    }
    guard seen.count == 3 else { return nil }
  }

  /// Reads the few Python literals that the header is made of.
  private struct Scanner {
    var rest: ArraySlice<UInt8>

    /// Skips blanks, then the character when it comes next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
      skipBlanks()
      guard let next = rest.first, next == UInt8(ascii: character) else { return false }
      rest.removeFirst()
      return true
    }

    /// A string in single or double quotes.
    mutating func string() -> String? {
      skipBlanks()
      guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
        let end = rest.dropFirst().firstIndex(of: quote)
      else { return nil }
      defer { rest = rest[(end + 1)...] }
      return String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
    }

    /// Letters and digits.
    mutating func word() -> String? {
      skipBlanks()
      let word = rest.prefix { Unicode.Scalar($0).properties.isAlphabetic || isDigit($0) }
      rest = rest[word.endIndex...]
      return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    /// A tuple of numbers that are not negative, at most 32 of them as in numpy.
    mutating func tuple() -> [Int]? {
      guard take("(") else { return nil }
      var numbers: [Int] = []
      while !take(")") {
        guard let word = word(), let number = Int(word), number >= 0, numbers.count < 32 else {
          return nil
        }
        numbers.append(number)
        if !take(",") {
          guard take(")") else { return nil }
          break
        }
      }
      return numbers
    }

    private func isDigit(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private mutating func skipBlanks() {
      rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    }
  }
}
