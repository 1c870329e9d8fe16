import GraphCore
import Testing

struct ShapeTests {
  @Test func descriptionJoinsAxes() {
    #expect(Shape(224, 224, 96).description == "224x224x96")
    #expect(Shape(.unknown, .unknown, 3).description == "?x?x3")
  }

  @Test func elementCountIsCheckedArithmetic() {
    #expect(Shape(2, 3, 4).elementCount == 24)
    #expect(Shape(.unknown, 3).elementCount == nil)
    #expect(Shape(.fixed(Int.max), 2).elementCount == nil)
  }
}
