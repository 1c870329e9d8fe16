import Foundation
import Testing

@testable import ModelFiles

final class FileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "explorer-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  @Test func partsOfOtherPrograms_standInNoWay_andGoWhenTheseAreDead() throws {
    let folder = folder.path
    let target = folder + "/m.keras"
    let living = try #require(PartFile(beside: target))
    let kept = [
      "m.keras.\(getpid()).part", "m.keras.1-2.part.txt", "n.keras.1-2f.part", "m.keras.a-2.part",
    ]
    let dead = "m.keras.1-2f.part"
    for name in kept + [dead] {
      #expect(FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: "\(folder)/\(name)")
    }
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: living.path)
    File.removeRemains(of: target)
    try File.write([1], to: target)
    let name = try #require(living.path.split(separator: "/").last.map(String.init))
    #expect(File.names(in: folder) == (kept + ["m.keras", name]).sorted())
    File.removeUnfinished()
    #expect(!File.names(in: folder).contains(name))
    _ = living.finish(as: target, failure: "stopped")
  }

  @Test func whatIsWritten_isItsOwnersAlone_untilItHasTheRightsOfTheOldFile() throws {
    let path = folder.appending(path: "a").path
    func mode(_ path: String) -> mode_t {
      var status = stat()
      return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }
    let part = try #require(PartFile(beside: path))
    #expect(mode(part.path) == 0o600)
    part.takeRights(of: nil)
    let mask = umask(0)
    umask(mask)
    #expect(mode(part.path) == 0o666 & ~mask)
    #expect(part.finish(as: path, failure: nil) == nil)
    #expect(chmod(path, 0o640) == 0)
    try File.write([2], to: path)
    #expect(mode(path) == 0o640)
  }

  @Test func whatIsWrittenIsRead() throws {
    let path = folder.appending(path: "a").path
    try File.write([1, 2, 3], to: path)
    try File.write([4, 5], to: path)
    #expect(try File.read(path) == [4, 5])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }

  @Test func aSymbolicLinkStaysALink() throws {
    let file = folder.appending(path: "file").path
    let link = folder.appending(path: "link").path
    try File.write([1], to: file)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    try File.write([2], to: link)
    #expect(try File.read(file) == [2])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
  }

  @Test func aSymbolicLink_toAFileThatIsNotThereYet_staysALink() throws {
    let file = folder.appending(path: "file").path
    let link = folder.appending(path: "link").path
    let far = folder.appending(path: "far").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "./file")
    try FileManager.default.createSymbolicLink(atPath: far, withDestinationPath: link)
    try File.write([2], to: far)
    #expect(try File.read(file) == [2])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "./file")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: far) == link)
  }

  @Test func everyPathOfAFile_hasOneRealPath() throws {
    let inner = folder.appending(path: "inner").path
    try File.makeFolder(inner)
    let real = File.realPath(folder.path) + "/file"
    // Before and after the file is there.
    for _ in 0..<2 {
      #expect(File.realPath(real) == real)
      #expect(File.realPath(inner + "/../file") == real)
      #expect(File.realPath(folder.path + "/./file") == real)
      try File.write([1], to: real)
    }
    #expect(File.realPath("there-is-no/such") == "there-is-no/such")
    #expect(File.realPath("/there-is-none") == "/there-is-none")
    #expect(File.realPath("") == "")
    let circle = folder.appending(path: "circle").path
    try FileManager.default.createSymbolicLink(atPath: circle, withDestinationPath: circle)
    #expect(File.realPath(circle) == circle)
  }

  @Test func anOpenFile_isReadFromItsBeginning_whereverTheDescriptorIs() throws {
    let path = folder.appending(path: "a").path
    let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
    try File.write(content, to: path)
    let file = try OpenFile(path)
    let descriptor = try #require(file.descriptor)
    // Another process that was given the descriptor shares its place with us.
    #expect(lseek(descriptor, 5000, SEEK_SET) == 5000)
    #expect(try file.bytes() == content)
    #expect(lseek(descriptor, 0, SEEK_CUR) == 5000)
  }

  @Test func aDeviceIsWrittenTo() throws {
    try File.write([1], to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func errorsNameTheFile() {
    let missing = folder.appending(path: "none/there").path
    #expect(throws: FileError.cannotRead(path: missing, reason: "no such file or directory")) {
      try File.read(missing)
    }
    #expect(throws: FileError.cannotWrite(path: missing, reason: "no such file or directory")) {
      try File.write([], to: missing)
    }
    #expect(throws: FileError.cannotRead(path: folder.path, reason: "it is a directory")) {
      try File.read(folder.path)
    }
  }
}
