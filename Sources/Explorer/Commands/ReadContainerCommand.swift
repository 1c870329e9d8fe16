import ArgumentParser
import Glibc
import GraphCore
import ModelFiles

/// What the program does in the process that reads archives and HDF5 files; not for users.
struct ReadContainerCommand: ParsableCommand {
  static let name = "read-container"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Reads a file for the explorer, which calls this by itself.",
    shouldDisplay: false)

  /// What is read.
  enum Part: String, ExpressibleByArgument {
    /// The text of the model.
    case configuration
    /// The weights of the model whose JSON is descriptor 3.
    case weights
  }

  @Argument var part: Part
  @Option(help: "The most memory, in bytes.") var memory: UInt
  @Option(help: "The most processor time.") var seconds: UInt32

  /// Descriptor 0 as it lies in the system's memory: of an archive little may be wanted.
  ///
  /// A file that another program cuts short meanwhile ends this process, as other damage does.
  private static func mapped() throws -> UnsafeRawBufferPointer {
    var status = stat()
    guard fstat(0, &status) == 0, status.st_size > 0 else {
      throw WeightFileError.container(reason: "the file is empty")
    }
    let size = Int(status.st_size)
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, 0, 0), start != MAP_FAILED else {
      throw WeightFileError.container(reason: "the file cannot be brought into memory")
    }
    return UnsafeRawBufferPointer(start: start, count: size)
  }

  func run() throws {
    // First of all, as no file can be trusted.
    let limits = [
      (RLIMIT_AS, rlim_t(memory)), (RLIMIT_CPU, rlim_t(seconds)), (RLIMIT_CORE, 0),
    ]
    for (resource, most) in limits {
      // At the first limit of time comes SIGXCPU, which tells what it was; at the second SIGKILL.
      let second = resource == RLIMIT_CPU ? most + 1 : most
      var limit = rlimit(rlim_cur: most, rlim_max: second)
      guard setrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else {
        throw ExitCode.failure
      }
    }
    let message = ReaderMessage(descriptor: 1)
    do {
      let bytes = try Self.mapped()
      switch part {
      case .configuration: message.answer(try DirectReader().configuration(in: bytes))
      case .weights:
        let document = try KerasDocument(reading: File.read("/dev/fd/3"))
        let analysis = try ModelAnalysis(document.graph)
        message.answer(try DirectReader().weights(in: bytes, for: analysis), for: analysis)
      }
    } catch {
      message.refuse("\(error)")
    }
  }
}
