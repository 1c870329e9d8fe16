import Foundation
import ModelFiles
import Testing

final class FileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "explorer-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

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
