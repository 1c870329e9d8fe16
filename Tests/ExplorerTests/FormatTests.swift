import GraphCore
import Testing

@testable import Explorer

@Suite struct FormatTests {
  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (559_416, "559,416"), (-1234, "−1,234"),
    (15_124_506_624, "15,124,506,624"), (Int.min, "−9,223,372,036,854,775,808"),
  ])
  func grouped(number: Int, text: String) {
    #expect(Format.grouped(number) == text)
  }

  @Test(arguments: [
    (0, "0 "), (999, "999 "), (1000, "1.000 k"), (15_124_506_624, "15.12 G"),
    (999_950, "1.000 M"), (642_252_800, "642.3 M"), (-2_408_448, "−2.408 M"),
  ])
  func metric(number: Int, text: String) {
    #expect(Format.metric(Double(number)) == text)
  }

  @Test(arguments: [
    (0.0, "0.00 ms"), (0.0042, "0.004 ms"), (9.99, "9.99 ms"), (9.996, "10.0 ms"),
    (99.96, "100 ms"), (1054.4, "1.054 s"), (250_000, "250 s"),
  ])
  func milliseconds(time: Double, text: String) {
    #expect(Format.milliseconds(time) == text)
  }

  @Test(arguments: [
    (0.0, "0"), (0.6505, "0.6505"), (-1.23456, "−1.235"), (123.456, "123.5"), (1e-7, "1.000e-7"),
    (1.5e9, "1.500e9"), (.infinity, "∞"), (-.infinity, "−∞"), (.nan, "NaN"),
  ])
  func value(number: Double, text: String) {
    #expect(Format.value(number) == text)
  }

  @Test func bytes_useBinaryUnits() {
    #expect(Format.bytes(512) == "512 B")
    #expect(Format.bytes(25_690_112) == "24.50 MiB")
  }

  @Test func shapesThatAreNotKnown_haveAMark() {
    #expect(Format.shape(.unknown) == "?" && Format.width(of: .unknown) == 1)
    #expect(Format.shape(Shape(8, 8, 3)) == "8×8×3" && Format.width(of: Shape(8, 8, 3)) == 5)
  }
}
