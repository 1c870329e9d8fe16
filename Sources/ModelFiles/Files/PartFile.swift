import Glibc
import Synchronization

/// The new file beside the one that is written, which takes its name once it is whole.
///
/// Only its owner may read it until then, and a lock on it says that its program lives: so what a
/// program left behind that died is told from what another one is writing.
struct PartFile {
  /// Where it is.
  let path: String
  /// What it is written through.
  let descriptor: Int32

  /// Those that are being written.
  private static let unfinished = Mutex<Set<String>>([])

  /// How the name of each ends.
  private static let end = ".part"

  /// How long one is left alone whatever its lock says, in seconds: it may have been begun just now.
  private static let grace = 5

  /// The permissions of a new file; the process' mask can only be read by setting it.
  private static let newMode: mode_t = {
    let mask = umask(0o077)
    umask(mask)
    return 0o666 & ~mask
  }()

  /// Makes one; nil when it can't be made, and `SystemError.last` says why.
  init?(beside target: String) {
    // Numbers of processes repeat: in containers each program may have the same one.
    for _ in 0..<100 {
      let number = String(UInt32.random(in: .min ... .max), radix: 16)
      let path = "\(target).\(getpid())-\(number)\(Self.end)"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else {
        if errno == EEXIST { continue }
        return nil
      }
      _ = flock(descriptor, LOCK_EX | LOCK_NB)
      Self.unfinished.withLock { _ = $0.insert(path) }
      (self.path, self.descriptor) = (path, descriptor)
      return
    }
    return nil
  }

  /// Gives it the permissions and the group of the file that it replaces, and the owner where that is
  /// allowed; nil is for a file that is new.
  func takeRights(of old: stat?) {
    guard let old else {
      fchmod(descriptor, Self.newMode)
      return
    }
    var mode = old.st_mode & 0o777
    if fchown(descriptor, old.st_uid, old.st_gid) != 0,
      fchown(descriptor, uid_t.max, old.st_gid) != 0
    {
      // What the old group might do is not for another one.
      mode &= ~0o070 | (mode & 0o007) << 3
    }
    fchmod(descriptor, mode)
  }

  /// Puts it in the place of a file, or removes it when something has gone wrong before.
  ///
  /// - Returns: what went wrong; nil when it has the name.
  func finish(as target: String, failure: String?) -> String? {
    var failure = failure
    if failure == nil, rename(path, target) != 0 { failure = SystemError.last }
    if failure != nil { unlink(path) }
    Self.unfinished.withLock { _ = $0.remove(path) }
    close(descriptor)
    return failure
  }

  /// Removes those that this process is writing; call it before it ends.
  static func removeUnfinished() {
    for path in unfinished.withLock({ $0 }) { unlink(path) }
  }

  /// Removes what programs left in a folder that died while they wrote a file there.
  ///
  /// - Parameter target: the name of that file; nil for any.
  static func removeRemains(in folder: String, of target: String?) {
    for name in File.names(in: folder) where isRemains(name, of: target) {
      let path = "\(folder)/\(name)"
      let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(),
        time(nil) - status.st_mtim.tv_sec > grace, flock(descriptor, LOCK_EX | LOCK_NB) == 0
      else { continue }
      unlink(path)
    }
  }

  /// Whether a name is one that we give: a file's name, the number of a process and another number.
  private static func isRemains(_ name: String, of target: String?) -> Bool {
    guard name.hasSuffix(end) else { return false }
    let words = name.dropLast(end.count).split(separator: ".", omittingEmptySubsequences: false)
    guard words.count > 1, let numbers = words.last?.split(separator: "-"), numbers.count == 2,
      pid_t(numbers[0]) != nil, UInt32(numbers[1], radix: 16) != nil
    else { return false }
    return target.map { words.dropLast().joined(separator: ".") == $0 } ?? true
  }
}
