import CPhotograph

extension Picture {
  /// The photograph that ships with the project, `Examples/photograph.png`; it is in the program.
  ///
  /// - Throws: `FileError.malformed` when the program was built from a file that is no picture.
  public static func photograph() throws(FileError) -> Picture {
    var size = 0
    let start = explorer_photograph(&size)
    let bytes = Array(UnsafeBufferPointer(start: start, count: size))
    return try Picture(fileBytes: bytes, path: "Examples/photograph.png")
  }
}
