import Foundation
import TestSupport
import Testing

/// Every way to get it wrong: one line that says what, where and what to do, and an exit code.
struct ErrorTests {
  struct Case: Sendable, CustomStringConvertible {
    var arguments: [String]
    var code: Int32
    var words: String
    var description: String { arguments.joined(separator: " ") }

    init(_ command: String, _ code: Int32, _ words: String) {
      arguments = command.split(separator: " ").map(String.init)
      self.code = code
      self.words = words
    }
  }

  static let cases = [
    Case("summary", 64, "<model>"),
    Case("summary nonesuch", 66, "the built-in ones are residual-inception"),
    Case("summary residual-inception --frmat json", 64, "--frmat"),
    Case("summary residual-inception --format xml", 64, "'table', 'tsv'"),
    Case("summary residual-inception extra", 64, "extra"),
    Case("summary residual-inception --set nonsense", 64, "LAYER.FIELD=VALUE"),
    Case("summary residual-inception --set conv2d_99.filters=3", 65, "conv2d_99"),
    Case("summary residual-inception --set conv2d_1.filtres=3", 65, "filters"),
    Case("summary residual-inception --set conv2d_1.filters=0", 65, "got 0"),
    Case("summary residual-inception --set conv2d_1.filters=many", 65, "many"),
    Case(
      "summary residual-inception --set conv2d_1.filters=9223372036854775807", 65, "64 bits"),
    Case("summary residual-inception --set residual_inception_1.filters_5x5=0", 65, "got 0"),
    Case("run nonesuch", 66, "nonesuch"),
    Case("run residual-inception --threads 0", 64, "1 to 1024"),
    Case("run residual-inception --threads two", 64, "two"),
    Case("run residual-inception --isa mmx", 64, "auto, baseline"),
    Case("run residual-inception --repeat 0", 64, "--repeat"),
    Case("run residual-inception --warmup -1", 64, "--warmup"),
    Case("run residual-inception --fill zeros", 64, "glorot"),
    Case("run residual-inception --seed -1", 64, "--seed"),
    Case("run residual-inception --input /nonesuch.npy", 66, "/nonesuch.npy"),
    Case("run residual-inception --input /", 66, "directory"),
    Case("run residual-inception --input /dev/null", 65, ".npy"),
    Case("run residual-inception --input photograph --preprocess caffe", 64, "'imagenet', 'unit'"),
    Case("run residual-inception --input photograph --resize pad", 64, "stretch"),
    Case("run residual-inception --labels /nonesuch.txt", 66, "/nonesuch.txt"),
    Case("run residual-inception --labels /dev/null", 65, "a line for each class"),
    Case("run inception-module --labels /etc/os-release", 65, "28x28x256"),
    Case("run residual-inception --set input_layer.size=none", 65, "give the input a size"),
    Case("run inception-module --input photograph", 65, "192"),
    Case("outputs residual-inception", 64, "--layer"),
    Case("outputs residual-inception --layer nonesuch", 65, "explorer summary"),
    Case(
      "outputs residual-inception --layer dense --save /nonesuch/a.npy", 73, "/nonesuch/a.npy"),
  ]

  @Test(arguments: cases)
  func errorIsOneLineWithItsCode(example: Case) throws {
    let result = try BuiltProgram.run(example.arguments)
    #expect(result.code == example.code, "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("explorer: "))
    #expect(result.errors.contains(example.words), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }

  @Test func helpIsAResult() throws {
    for arguments in [["--help"], ["help", "run"], ["outputs", "--help"]] {
      let result = try BuiltProgram.run(arguments)
      #expect(result.code == 0 && result.errors.isEmpty)
      #expect(result.output.contains("USAGE: explorer"))
    }
  }

  @Test func aReaderThatLeavesIsNoFault() throws {
    let result = try BuiltProgram.shell(
      "set -o pipefail; $EXPLORER summary inception-resnet-v2 | head -n 1; echo ${PIPESTATUS[0]}")
    #expect(result.errors.isEmpty)
    // Either the text fitted the pipe, or the signal ended it: 0 or 128 + 13.
    #expect(["0", "141"].contains(result.output.split(separator: "\n").last.map(String.init)))
    let ignoring = try BuiltProgram.shell(
      "trap '' PIPE; $EXPLORER summary inception-resnet-v2 | true; echo ${PIPESTATUS[0]}")
    #expect(ignoring.errors.isEmpty && ignoring.output == "0\n")
  }

  @Test func aFullDiskIsSaid() throws {
    let result = try BuiltProgram.shell("$EXPLORER models > /dev/full")
    #expect(result.code == 73)
    #expect(result.errors == "explorer: cannot write to standard output: no space left on device\n")
  }

  @Test func controlCStopsARun() throws {
    // The signal is sent once, and when the run waits for it: it is blocked then (bit 1 of SigBlk).
    // `timeout` would send two, of which the second ends the program without a word.
    let result = try BuiltProgram.shell(
      """
      $EXPLORER run residual-inception --repeat 2000 & run=$!
      for wait in {1..600}; do
        grep -q '^explorer' /proc/$run/comm && grep -q '^SigBlk:.*[2367abef]$' /proc/$run/status \
          && break
        sleep 0.05
      done
      sleep 0.5
      kill -INT $run
      wait $run
      """)
    #expect(result.code == 130)
    #expect(result.output.isEmpty)
    #expect(result.errors == "explorer: interrupted\n")
  }
}
