import ModelFiles

/// The user's settings file.
enum SettingsFile {
  /// Where it is: `$XDG_CONFIG_HOME/explorer/config`, or `~/.config/explorer/config`; nil without a home.
  static var path: String? {
    StateFolder.config(StateFolder.variable).map { $0 + "/config" }
  }

  /// The settings, and what is wrong with the file; the defaults then.
  static func load() -> (settings: Settings, fault: String?) {
    guard let path, FileStamp(path) != nil else { return (Settings(), nil) }
    do {
      let bytes = try File.read(path)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        return (Settings(), "'\(path)' is no text in UTF-8; the defaults are used")
      }
      do throws(Settings.Fault) {
        return (try Settings(text), nil)
      } catch {
        return (Settings(), "'\(path)', \(error); the defaults are used")
      }
    } catch {
      return (Settings(), "\(error); the defaults are used")
    }
  }
}
