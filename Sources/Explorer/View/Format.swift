/// Numbers as people read them; every width is known, so that columns line up.
enum Format {
  /// A whole number with a comma at every third digit.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// A count in at most some columns: all digits where they fit, else with a unit.
  static func count(_ number: Int, columns: Int) -> String {
    let full = grouped(number)
    return DisplayWidth.of(full) <= columns ? full : metric(Double(number))
  }

  /// A number with four digits and a decimal unit, as in `5.549 G`; the unit is a blank below 1000.
  static func metric(_ number: Double) -> String {
    var value = number.magnitude
    let sign = number < 0 ? "−" : ""
    if value < 1000 {
      return sign + (value == value.rounded() ? String(Int(value)) : digits(value)) + " "
    }
    var unit = 0
    let units = ["", "k", "M", "G", "T", "P", "E"]
    // 999.95 and more would be written as 1000.
    while value >= 999.95, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    return sign + digits(value) + " " + units[unit]
  }

  /// Bytes with a binary unit, as in `24.50 MiB`.
  static func bytes(_ number: Int) -> String {
    var value = Double(number)
    var unit = 0
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    while value >= 999.95, unit + 1 < units.count {
      value /= 1024
      unit += 1
    }
    return unit == 0 ? "\(number) B" : digits(value) + " " + units[unit]
  }

  /// A time in milliseconds or seconds.
  static func milliseconds(_ time: Double) -> String {
    if time >= 99_950 { return fixed(time / 1000, 0) + " s" }
    if time >= 999.5 { return digits(time / 1000) + " s" }
    if time >= 99.95 { return fixed(time, 0) + " ms" }
    if time >= 9.995 { return fixed(time, 1) + " ms" }
    return fixed(time, time >= 0.01 || time == 0 ? 2 : 3) + " ms"
  }

  /// The difference of two times with its sign.
  static func millisecondsDelta(from old: Double, to new: Double) -> String {
    (new < old ? "−" : "+") + milliseconds((new - old).magnitude)
  }

  /// A number of pixels, whole where it is.
  static func pixels(_ number: Double) -> String {
    fixed(number, number == number.rounded() ? 0 : 1)
  }

  /// A share of 1 as a percentage.
  static func percent(_ share: Double, digits: Int = 1) -> String {
    guard share.isFinite else { return "–" }
    return fixed(share * 100, digits) + "%"
  }

  /// The difference of two counts with its sign.
  static func delta(from old: Int, to new: Int) -> String {
    let (difference, overflow) = new.subtractingReportingOverflow(old)
    if overflow { return "±?" }
    return difference == 0 ? "±0" : (difference > 0 ? "+" : "") + grouped(difference)
  }

  /// A difference with its sign.
  static func signed(_ difference: Int) -> String { delta(from: 0, to: difference) }

  /// A duration in seconds, of milliseconds.
  static func seconds(_ milliseconds: Int) -> String {
    fixed(Double(max(0, milliseconds)) / 1000, 1) + " s"
  }

  /// The difference of two sizes in bytes with its sign.
  static func bytesDelta(from old: Int, to new: Int) -> String {
    let (difference, overflow) = new.subtractingReportingOverflow(old)
    if overflow || difference == .min { return "±?" }
    return difference == 0 ? "±0" : (difference > 0 ? "+" : "−") + bytes(abs(difference))
  }

  /// A factor without needless digits.
  static func factor(_ number: Double) -> String {
    number == number.rounded() ? fixed(number, 0) : String(number)
  }

  /// The difference of two counts with its sign and a unit.
  static func metricDelta(from old: Int, to new: Int) -> String {
    let difference = Double(new) - Double(old)
    if difference == 0 { return "±0 " }
    return (difference > 0 ? "+" : "") + metric(difference)
  }

  /// The change of a number in percent, with its sign.
  static func percentDelta(from old: Double, to new: Double) -> String {
    guard old != 0 else { return "–" }
    let share = (new - old) / old * 100
    return (share < 0 ? "−" : "+") + fixed(share.magnitude, 1) + "%"
  }

  /// A measured value in four significant digits.
  static func value(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "−∞" : "∞" }
    let size = number.magnitude
    let sign = number < 0 ? "−" : ""
    if size == 0 { return "0" }
    if size >= 99_999.5 || size < 0.0005 { return sign + scientific(size) }
    let decimals =
      size >= 999.5 ? 0 : size >= 99.95 ? 1 : size >= 9.995 ? 2 : size >= 0.9995 ? 3 : 4
    return sign + fixed(size, decimals)
  }

  /// A measured value in fewer significant digits than four, for a table with little room.
  static func value(_ number: Double, digits: Int) -> String {
    let size = number.magnitude
    guard size.isFinite, size > 0, size < 99_999.5 else { return value(number) }
    var decimals = digits - 1
    var limit = 10.0
    while size >= limit, decimals > 0 { (decimals, limit) = (decimals - 1, limit * 10) }
    return fixed(number, size < 1 ? digits : decimals)
  }

  /// A number with a fixed count of decimals.
  static func fixed(_ number: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (number.magnitude * scale).rounded()
    guard scaled < 1e15 else { return scientific(number) }
    let whole = Int(scaled)
    let sign = number < 0 && whole != 0 ? "−" : ""
    guard decimals > 0 else { return sign + String(whole) }
    let unit = Int(scale)
    let fraction = String(whole % unit)
    return sign + "\(whole / unit)." + String(repeating: "0", count: decimals - fraction.count)
      + fraction
  }

  private static func scientific(_ number: Double) -> String {
    var mantissa = number
    var exponent = 0
    while mantissa.magnitude >= 9.9995 {
      mantissa /= 10
      exponent += 1
    }
    while mantissa.magnitude < 0.99995 {
      mantissa *= 10
      exponent -= 1
    }
    return fixed(mantissa, 3) + "e\(exponent)"
  }

  private static func digits(_ value: Double) -> String {
    fixed(value, value >= 99.995 ? 1 : value >= 9.9995 ? 2 : 3)
  }
}
