import Foundation
import ModelFiles
import Testing

/// Documents that Keras wrote.
enum KerasFixture: String, CaseIterable {
  case seed = "seed_residual_inception"
  case inceptionModule = "inception_module_3a"
  case inceptionV3 = "InceptionV3"
  case inceptionResNetV2 = "InceptionResNetV2"
  case headless = "InceptionResNetV2_notop_139_avg"
  case everyClass = "every_class"
  case sequential = "sequential"
  case sharedAndNested = "shared_and_nested"
  case unknownClasses = "unknown_classes"
  case severalOutputs = "several_outputs"
  case siamese

  /// The text as it was written.
  func bytes() throws -> [UInt8] {
    if let url = Bundle.module.url(forResource: "Fixtures/keras/\(rawValue)", withExtension: "json")
    {
      return Array(try Data(contentsOf: url))
    }
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/keras/\(rawValue).json", withExtension: "gz"))
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/usr/bin/gzip")
    gzip.arguments = ["-dc", url.path]
    let pipe = Pipe()
    gzip.standardOutput = pipe
    try gzip.run()
    let data = try pipe.fileHandleForReading.readToEnd()
    gzip.waitUntilExit()
    return Array(try #require(data))
  }

  /// The model that was read.
  func document() throws -> KerasDocument {
    try KerasDocument(reading: bytes())
  }
}
