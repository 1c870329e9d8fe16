import Glibc
import ModelFiles

/// The folders of the XDG base directory specification, as far as we use them.
enum StateFolder {
  /// Where journals and the history of commands are: `$XDG_STATE_HOME/explorer`, or
  /// `~/.local/state/explorer`; nil when there is no home.
  static func state(_ environment: (String) -> String?) -> String? {
    folder("XDG_STATE_HOME", "/.local/state", environment)
  }

  /// Where the settings are: `$XDG_CONFIG_HOME/explorer`, or `~/.config/explorer`.
  static func config(_ environment: (String) -> String?) -> String? {
    folder("XDG_CONFIG_HOME", "/.config", environment)
  }

  /// The value of a variable of this process.
  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

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

  /// The names in a folder, sorted; none when it can't be read.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

/// What the system said last.
enum SystemError {
  /// The reason of the last failure, in words.
  static var last: String {
    strerror(errno).map { String(cString: $0).lowercased() } ?? "error \(errno)"
  }
}

/// What tells whether a file was changed: a save makes a new file, so its number counts too.
struct FileStamp: Hashable, Sendable, CustomStringConvertible {
  private var device: UInt
  private var number: UInt
  private var size: Int
  private var seconds: Int
  private var nanoseconds: Int

  /// The stamp of a file; nil when there is none.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt(status.st_dev)
    number = UInt(status.st_ino)
    size = Int(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }

  /// The stamp in a word.
  var description: String { "\(device).\(number).\(size).\(seconds).\(nanoseconds)" }
}
