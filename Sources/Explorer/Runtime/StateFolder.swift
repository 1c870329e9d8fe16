import Glibc
import ModelFiles

/// The folders of the XDG base directory specification, as far as we use them.
enum StateFolder {
  /// Where the folder of journals is: `$XDG_STATE_HOME/explorer`, or `~/.local/state/explorer`; nil when
  /// there is no home.
  static func state(_ environment: (String) -> String?) -> String? {
    folder("XDG_STATE_HOME", "/.local/state", environment)
  }

  /// Where the settings are: `$XDG_CONFIG_HOME/explorer`, or `~/.config/explorer`.
  static func config(_ environment: (String) -> String?) -> String? {
    folder("XDG_CONFIG_HOME", "/.config", environment)
  }

  /// The value of a variable of this process.
  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// A path as the shell reads it when it begins with `~/`.
  static func expandingHome(_ path: String, _ home: String?) -> String {
    guard let home, path == "~" || path.hasPrefix("~/") else { return path }
    return home + path.dropFirst()
  }

  private static func folder(
    _ variable: String, _ fallback: String, _ environment: (String) -> String?
  ) -> String? {
    // The specification: a path that is not absolute is passed over.
    if let path = environment(variable), path.hasPrefix("/") { return path + "/explorer" }
    guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
    return home + fallback + "/explorer"
  }

  /// Makes a folder and those around it, for this user alone.
  ///
  /// - Returns: why it can't be made; nil when it is there.
  static func make(_ path: String) -> String? {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST { return "'\(made)': \(SystemError.last)" }
    }
    return nil
  }
}
