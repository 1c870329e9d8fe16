import Testing

@testable import Explorer

/// The settings file: what it may say, and how a faulty one is told of.
@Suite struct SettingsTests {
  @Test func whatIsPrinted_isReadBack() throws {
    var settings = Settings()
    settings.theme = .light
    settings.mouse = false
    settings.columns.hidden = [.bar, .share]
    _ = settings.keymap.bind(.undo, to: ["z", .function(5)])
    let again = try Settings(settings.text)
    #expect(again.text == settings.text)
    #expect(again.keymap == settings.keymap)
    #expect(again.columns.wanted == settings.columns.wanted)
    #expect(again.theme == .light && !again.mouse)
    #expect(try Settings(Settings().text).text == Settings().text)
  }

  @Test func keys_columnsAndWords_areTaken() throws {
    let settings = try Settings(
      """
      # mine
      theme = light
      columns = macs output
      key.undo = z ^Y #
      key.redo =
      """)
    #expect(settings.theme == .light)
    #expect(settings.columns.wanted == [.macs, .shape])
    #expect(settings.keymap.keys(of: .undo) == ["z", .control("y"), "#"])
    #expect(settings.keymap.keys(of: .redo).isEmpty)
    #expect(settings.keymap.command(for: "u", in: .tree) == nil)
    #expect(settings.keymap.command(for: "#", in: .tree) == .undo)
    #expect(settings.keymap.command(for: .control("r"), in: .tree) == nil)
  }

  @Test(arguments: [
    ("theme = purple", "line 1, column 9: 'purple' is none of auto, dark, light"),
    ("\n  them = dark", "line 2, column 3: there is no setting 'them'"),
    ("theme dark", "line 1, column 7: 'theme' is followed by ' = value'"),
    ("theme", "line 1, column 6: 'theme' is followed by ' = value'"),
    ("mouse = auto", "line 1, column 9: 'auto' is none of on, off"),
    ("mouse = on off", "line 1, column 12: 'mouse' takes one word"),
    ("key.undoo = u", "line 1, column 1: there is no command 'undoo'"),
    ("key.undo = u Ctl-X", "line 1, column 14: 'Ctl-X' is no key"),
    ("key.undo = r\nkey.run = r", "line 2, column 11: 'r' is a key of undo already"),
    ("columns = output outputs", "line 1, column 18: there is no column 'outputs'"),
    ("columns = macs macs", "line 1, column 16: 'macs' is there twice"),
  ])
  func aFault_hasItsPlace(text: String, words: String) {
    do throws(Settings.Fault) {
      _ = try Settings(text)
      Issue.record("'\(text)' was taken")
    } catch {
      #expect(error.description.hasPrefix(words), "\(error)")
    }
  }

  @Test func blanksAroundTheSign_andCommentsBehind_areAsOneLikes() throws {
    let settings = try Settings(
      """
      theme=light # at day
      mouse =off
      key.increase== +
      key.mark = v #
      key.undo = u #both
      """)
    #expect(settings.theme == .light && !settings.mouse)
    #expect(settings.keymap.keys(of: .increase) == ["=", "+"])
    #expect(settings.keymap.keys(of: .mark) == ["v", "#"])
    #expect(settings.keymap.keys(of: .undo) == ["u"])
    #expect(try Settings(settings.text) == settings)
  }
}
