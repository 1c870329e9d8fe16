import Testing

@testable import Explorer

/// The lines of progress as text.
@Suite struct ProgressTests {
  @Test(arguments: [Size(80, 24), Size(120, 40), Size(30, 8)])
  func opening_namesWhatIsRead_andTheWayOut(size: Size) {
    let progress = OpeningProgress("Reading model.keras")
    progress.report("Unpacking")
    let line = OpeningScreen.screen(progress, size).lines.first { !$0.allSatisfy(\.isWhitespace) }
    #expect(line?.hasPrefix(" Unpacking · 0.") == true, "\(line ?? "")")
    #expect(line?.hasSuffix(" s · q leaves") == true, "\(line ?? "")")
  }

  @Test(arguments: [Size(80, 24), Size(20, 5)])
  func timeAndWayOut_areThereOnAnyScreen(size: Size) throws {
    var session = try Session80x24(size: size)
    session.go("r")
    _ = update(&session.state, .tick(1300))
    func line() -> String {
      let lines = view(session.state).lines
      return size.height < 7 ? lines.last ?? "" : lines.dropLast().last ?? ""
    }
    #expect(line().contains("1.3 s") && line().contains("Esc"), "\(line())")
    session.go(.escape)
    session.state.run = nil
    session.state.message = nil
    session.state.writing = WritingState(path: "model.keras", isSave: true, startedAt: 0)
    #expect(line().contains("1.3 s · Esc"), "\(line())")
    session.go(.escape)
    #expect(line().contains("stopping") || size.width == 20, "\(line())")
    #expect(!line().contains("Saving"), "\(line())")
  }

  @Test func packing_isNamed_withTimeAndWayOut() throws {
    var session = try Session80x24()
    session.go("r")
    _ = update(&session.state, .tick(1300))
    let progress = PassProgress(
      fraction: 0.25, layersDone: 5, layers: 22, layer: "conv2d_3", isPlanning: true)
    _ = update(&session.state, .run(id: 1, .progress(progress)))
    let line = view(session.state).lines.dropLast().last
    #expect(line?.contains("25% 1.3 s  Esc stops  packing weights  5/22  conv2d_3") == true)
  }
}
