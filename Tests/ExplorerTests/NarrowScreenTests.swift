import Testing

@testable import Explorer

/// Screens with room for one pane, and lists with room for no row.
@Suite struct NarrowScreenTests {
  @Test(arguments: [Size(40, 10), Size(20, 5)], ["d", .tab] as [Key])
  func details_takeTheWholeScreen_andSayNamesWhole(size: Size, key: Key) throws {
    var session = try Session80x24(size: size)
    session.select("residual_inception_1/3x3/conv2d_2")
    let before = view(session.state).lines
    #expect(!before.joined().contains("residual_inception_1/3x3/conv2d_2"))
    session.go(key)
    // A name that is wider than the screen is broken, and scrolled to.
    var text = ""
    for _ in 0..<5 {
      // The first line under the title.
      text += view(session.state).lines[2].filter { $0 != " " }
      session.go("j")
    }
    #expect(text.contains("residual_inception_1/3x3/conv2d_2"), "\(text)")
    #expect(session.state.selected?.title == "conv2d_2")
    for leave: Key in [key, .escape, "q", "h"] {
      session.go(leave)
      #expect(view(session.state).lines == before, "\(leave)")
      session.go(key)
    }
  }

  @Test(arguments: [20, 22, 26, 34, 44, 60, 80])
  func noNumberOfTheHeaderIsCut_andWhatIsUnsavedIsSaid(width: Int) throws {
    var session = try Session80x24(size: Size(width, 10))
    _ = update(&session.state, .invoke(Invocation(.edit, "conv2d_7.filters=63")))
    let header = view(session.state).lines[0]
    #expect(header.contains("●"), "\(header)")
    let words = header.split(separator: " ").filter { $0.contains(where: \.isNumber) }
    let whole: Set = ["623,694", "+64,278", "18.39", "+3.262", "2.379", "453.6", "455.4"]
    for word in words where word.contains(",") {
      #expect(whole.contains(String(word)), "\(header)")
    }
  }

  @Test func states_areReadWhole() throws {
    var session = try Session80x24(size: Size(40, 10))
    session.select("residual_inception_1/3x3/conv2d_2")
    _ = update(
      &session.state, .invoke(Invocation(.edit, "numbers residual_inception_1 60 96 128 16 32 40")))
    session.go("H", "d", "G")
    let text = view(session.state).lines.map { $0.drop { $0 == " " } }.joined(separator: " ")
    #expect(text.contains("numbers residual_inception_1 60"), "\(text)")
  }

  @Test(arguments: [Size(80, 24), Size(160, 50)])
  func zoom_givesThePaneWithTheKeysTheWholeScreen(size: Size) throws {
    var session = try Session80x24(size: size)
    let before = StateDigest(session.state)
    session.go("z")
    #expect(ScreenLayout(session.state).detail == nil)
    #expect(ScreenLayout(session.state).tree.width == size.width)
    session.go(.tab)
    let detail = try #require(ScreenLayout(session.state).detail)
    #expect(detail.width == size.width && ScreenLayout(session.state).tree.isEmpty)
    session.go(.tab, "z")
    #expect(ScreenLayout(session.state).detail != nil)
    #expect(StateDigest(session.state).cursor == before.cursor)
    session.go(.enter)
    session.answerInspection(id: 1)
    session.go("z")
    #expect(ScreenLayout(session.state).outputs?.width == size.width)
  }

  @Test func aLargerScreen_hasBothAgain() throws {
    var session = try Session80x24(size: Size(40, 10))
    session.go("d")
    _ = update(&session.state, .resize(Size(80, 24)))
    let layout = ScreenLayout(session.state)
    #expect(layout.detail != nil && layout.tree.height > 5)
  }

  @Test(arguments: [Size(80, 24), Size(200, 50)])
  func aFilterThatFitsNothing_leavesTheHeadings_andSaysSo(size: Size) throws {
    var session = try Session80x24(size: size)
    session.go("f", "z", "z", "z")
    let lines = view(session.state).lines
    #expect(lines[2].hasPrefix("  Layer "), "\(lines[2])")
    #expect(lines.contains { $0.contains("no row fits the filter") })
  }

  @Test func thePalette_coversWhatIsBehindIt() throws {
    var session = try Session80x24(size: Size(200, 50))
    session.go("E", ":")
    let lines = view(session.state).lines
    let top = try #require(lines.firstIndex { $0.hasPrefix("────") })
    #expect(lines[top].count == 200)
    for line in lines[(top + 1)...].prefix(16) { #expect(line.count <= 100, "\(line)") }
  }

  @Test func keysThatMeanNothing_sayWhereTheyDo_orWhereAllAreListed() throws {
    var session = try Session80x24()
    session.press(.function(7)) {
      $0.message = "F7 does nothing here; ? lists the keys"
      $0.messageKind = .info
    }
    session.go("H")
    session.press("x") {
      $0.messageKind = .info
      $0.message = "x works on rows of the tree, to which q goes back"
    }
    session.press("Z") { $0.message = "Z does nothing here; ? lists the keys" }
  }
}
