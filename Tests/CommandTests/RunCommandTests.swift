import Foundation
import ModelFiles
import TestSupport
import Testing

/// The measured pass from outside, on a small input: the whole network is the work of other tests.
struct RunCommandTests {
  private let small = ["residual-inception", "--set", "model.input_size=32"]

  /// The kernels that the program is built with are unchecked: what they can't count is refused before.
  @Test(arguments: [
    ("inception-module", "conv2d_2.dilation_rate=2305843009213693951", Int32(0)),
    ("inception-module", "conv2d_2.dilation_rate=4611686018427387903", 0),
    ("inception-module", "conv2d_2.dilation_rate=1000000", 0),
    ("inception-module", "max_pooling2d.pool_size=9223372036854775807x1", 0),
    ("inception-module", "conv2d_2.kernel_size=9223372036854775807", 65),
  ])
  func sizesFarBeyondTheMap(_ model: String, _ edit: String, _ code: Int32) throws {
    for command in [["run", "--repeat", "1", "--threads", "2"], ["summary", "--costs"]] {
      let result = try BuiltProgram.run(
        [command[0], model, "--set", edit] + command.dropFirst())
      #expect(result.code == code, "\(command[0]) \(edit): \(result.errors)")
      #expect(result.errors.isEmpty == (code == 0))
    }
  }

  @Test func jsonHasTheDocumentedKeys() throws {
    let arguments = ["--repeat", "3", "--warmup", "1", "--threads", "1", "--top", "2"]
    let result = try BuiltProgram.run(["run"] + small + arguments + ["--format", "json"])
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    let run = try JSONFile(result.output)
    #expect(run["model"] as? String == "residual-inception")
    #expect(run["threads"] as? Int == 1)
    #expect(run["repeat"] as? Int == 3)
    #expect(["baseline", "avx2", "avx512", "neon"].contains(run["isa"] as? String))
    let times = try #require(run["milliseconds"] as? [String: Double])
    let (least, median) = (try #require(times["min"]), try #require(times["median"]))
    #expect(least > 0 && least <= median && times["mean"] != nil && times["p95"] != nil)
    let passes = try #require(run["passes"] as? [Double])
    #expect(passes.count == 3 && passes.min() == least && passes.sorted()[1] == median)
    #expect(run["macs_per_second"] as? Double != nil)
    let layers = try run.objects("layers")
    #expect(layers.count >= 21)
    #expect(layers.first?["name"] as? String == "conv2d_1")
    #expect(layers.first?["milliseconds"] as? Double != nil)
    #expect(layers.first?["macs"] as? Int == 32 * 32 * 3 * 96)
    #expect(run["plan"] as? String == "fast")
    #expect((run["warmup_milliseconds"] as? [Double])?.count == 1)
    #expect(try #require(run["peak_gflops"] as? Double) > 0 && times["spread"] != nil)
    let sum = try #require(run["layers_milliseconds"] as? Double)
    let rest = try #require(run["between_layers_milliseconds"] as? Double)
    #expect(abs(sum + rest - median) < 1e-9)
    for layer in layers where layer["macs"] as? Int ?? 0 > 0 {
      #expect(layer["gflops"] as? Double ?? 0 > 0 && layer["peak_share"] as? Double ?? 0 > 0)
      #expect(layer["bytes"] as? Int ?? 0 > 0 && layer["flops_per_byte"] as? Double ?? 0 > 0)
    }
    // The sum's work is done by a convolution, and it has no time of its own.
    let add = try #require(layers.first { $0["name"] as? String == "add" })
    #expect((add["done_with"] as? String)?.hasPrefix("conv2d") ?? false)
    #expect(add["milliseconds"] as? Double == 0 || add["gflops"] is NSNull)
    let top = try run.objects("top")
    #expect(top.count == 2 && top[0]["label"] is NSNull)
    let chances = top.compactMap { $0["probability"] as? Double }
    #expect(chances.count == 2 && chances[0] >= chances[1] && chances[0] < 1)
  }

  @Test func everyInstructionSetGivesTheSameClasses() throws {
    var answers: [[Int]] = []
    for isa in ["baseline", "avx2", "avx512"] {
      let result = try BuiltProgram.run(
        ["run"] + small + ["--repeat", "1", "--isa", isa, "--format", "json"])
      if result.errors.contains("this processor has no") { continue }
      let run = try JSONFile(result.output)
      #expect(run["isa"] as? String == isa)
      answers.append(try run.objects("top").compactMap { $0["index"] as? Int })
    }
    #expect(!answers.isEmpty && Set(answers).count == 1)
  }

  @Test func plansAreNamedAndAgree() throws {
    var answers: Set<[Int]> = []
    for plan in ["fast", "exact", "inspect"] {
      let result = try BuiltProgram.run(
        ["run"] + small + ["--repeat", "1", "--\(plan)", "--format", "json"])
      let run = try JSONFile(result.output)
      #expect(run["plan"] as? String == plan)
      answers.insert(try run.objects("top").compactMap { $0["index"] as? Int })
    }
    #expect(answers.count == 1)
    #expect(try BuiltProgram.run(["run"] + small + ["--exact"]).output.contains(", exact plan, "))
  }

  @Test func twoModelsRunInTurns() throws {
    let arguments = ["run"] + small + ["--set", "conv2d_2.filters=16", "--against"]
    let plain = try BuiltProgram.run(
      arguments + ["residual-inception", "--repeat", "6", "--warmup", "1", "--format", "json"])
    #expect(plain.code == 0, "\(plain.errors)")
    let run = try JSONFile(plain.output)
    #expect(run["against"] as? String == "residual-inception" && run["repeat"] as? Int == 6)
    // 32 x 32 pixels against 224 x 224: no noise makes up for that.
    #expect(try #require(run["ratio"] as? Double) < 0.5)
    let difference = try #require(run["difference"] as? [String: Any])
    #expect(difference["outside_noise"] as? Bool == true)
    #expect(try #require(difference["high"] as? Double) < 0)
    let few = try BuiltProgram.run(
      arguments + ["residual-inception", "--repeat", "2", "--threads", "1"])
    #expect(few.output.contains("6 passes or more are needed"))
    #expect(try BuiltProgram.run(arguments + ["nothing"]).code == 66)
  }

  @Test func bothModelsOfAComparisonAreEdited() throws {
    let arguments =
      ["run"] + small + [
        "--against", "residual-inception", "--against-set", "model.input_size=24", "--repeat", "6",
        "--threads", "1",
      ]
    let result = try BuiltProgram.run(arguments)
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(result.output.contains("of the time of residual-inception (model.input_size=24)"))
    let lonely = try BuiltProgram.run(["run"] + small + ["--against-set", "model.input_size=24"])
    #expect(lonely.code == 64 && lonely.errors.contains("--against, and there is none"))
  }

  @Test func aBatchIsTimedAsAWhole() throws {
    let arguments = ["run"] + small + ["--repeat", "3", "--threads", "1", "--batch"]
    let result = try BuiltProgram.run(arguments + ["5", "--format", "json"])
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    let run = try JSONFile(result.output)
    #expect(run["batch"] as? Int == 5)
    let times = try #require(run["milliseconds"] as? [String: Double])
    let rate = try #require(run["images_per_second"] as? Double)
    #expect(abs(rate * (try #require(times["median"])) / 5000 - 1) < 1e-6)
    #expect((run["passes"] as? [Double])?.count == 3)
    #expect(try run.objects("layers").first?["macs"] as? Int == 5 * 32 * 32 * 3 * 96)
    #expect(
      try BuiltProgram.run(arguments + ["2"]).output.contains("; 2 images one after the other"))
    for batch in ["0", "1025", "-1"] {
      let refused = try BuiltProgram.run(arguments + [batch])
      #expect(refused.code == 64 && refused.output.isEmpty, "\(batch): \(refused.errors)")
    }
  }

  @Test func weightsStayWithinTheMemoryThatIsGiven() throws {
    func run(_ arguments: [String]) throws -> JSONFile {
      let result = try BuiltProgram.run(
        ["run", "googlenet", "--repeat", "1", "--warmup", "0", "--format", "json"] + arguments)
      #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
      return try JSONFile(result.output)
    }
    let (free, bound) = (try run([]), try run(["--memory", "110%"]))
    #expect(free["memory_bound"] is NSNull && bound["memory_bound"] as? String == "110%")
    #expect(
      try #require(bound["weight_bytes"] as? Int) < (try #require(free["weight_bytes"] as? Int)))
    for (size, code) in [
      ("20MiB", 65), ("99%", 65), ("big", 64), ("0%", 64), ("9999999999999GiB", 64),
    ] {
      let refused = try BuiltProgram.run(["run", "googlenet", "--memory", size])
      #expect(refused.code == code && refused.output.isEmpty, "\(size): \(refused.errors)")
    }
  }

  @Test func moreThanThereIsIsRefusedWithTheSizes() throws {
    let result = try BuiltProgram.run(
      ["run", "residual-inception", "--set", "model.input_size=150000"])
    #expect(result.code == 65 && result.output.isEmpty)
    #expect(result.errors.contains("of activations") && result.errors.contains("available"))
    for threads in ["0", "1025"] {
      let result = try BuiltProgram.run(["run"] + small + ["--threads", threads])
      #expect(result.code == 64 && result.errors.contains("1 to 1024"), "\(result.errors)")
    }
    let many = try BuiltProgram.run(
      ["run"] + small + ["--threads", "1000", "--repeat", "1", "--warmup", "0"])
    #expect(many.code == 0 && many.output.contains("1000 threads"), "\(many.errors)")
  }

  @Test func aBatchAndNotANumberAreSaid() throws {
    let file = TemporaryFile(extension: "npy")
    let pixels = 32 * 32 * 3
    try File.write(
      NumpyArray(shape: [2, 32, 32, 3], elements: Array(repeating: 0, count: 2 * pixels)).fileBytes,
      to: file.path)
    let batch = try BuiltProgram.run(["run"] + small + ["--input", file.path])
    #expect(batch.code == 65 && batch.errors.contains("a batch of 2"))
    for value in [Float.nan, .infinity] {
      try File.write(
        NumpyArray(shape: [32, 32, 3], elements: Array(repeating: value, count: pixels)).fileBytes,
        to: file.path)
      let result = try BuiltProgram.run(
        ["run"] + small + ["--input", file.path, "--repeat", "1", "--format", "json"])
      #expect(result.code == 0 && result.errors.contains("NaN or infinite"))
      _ = try JSONFile(result.output)
    }
  }

  @Test func theTableNamesLayersAndTheWhole() throws {
    let result = try BuiltProgram.run(["run"] + small + ["--repeat", "2"])
    #expect(result.errors.isEmpty)
    #expect(result.output.contains("conv2d_2"))
    #expect(result.output.contains("residual-inception: "))
    #expect(result.output.contains("2 passes after 2 untimed"))
  }

  @Test func aSavedOutputIsWhatIsDescribed() throws {
    let file = TemporaryFile(extension: "npy")
    let result = try BuiltProgram.run(
      ["outputs"] + small
        + ["--layer", "conv2d_2", "--save", file.path, "--stats", "--format", "json"])
    #expect(result.code == 0, "\(result.errors)")
    let array = try NumpyArray(fileBytes: File.read(file.path), path: file.path)
    #expect(array.shape == [1, 32, 32, 128])
    let stats = try JSONFile(result.output)
    #expect(stats["shape"] as? [Int] == array.shape)
    #expect(stats["max"] as? Double == Double(array.elements.max() ?? 0))
    let zeros = Double(array.elements.count { $0 == 0 }) / Double(array.elements.count)
    #expect(abs(try #require(stats["zero_share"] as? Double) - zeros) < 1e-12)
  }

  @Test func outputsAreOfThePlanThatIsNamed() throws {
    func values(_ plan: [String]) throws -> [Float] {
      let file = TemporaryFile(extension: "npy")
      let result = try BuiltProgram.run(
        ["outputs"] + small + ["--layer", "conv2d_2", "--save", file.path] + plan)
      #expect(result.code == 0, "\(result.errors)")
      return try NumpyArray(fileBytes: File.read(file.path), path: file.path).elements
    }
    let exact = try values([])
    #expect(try values(["--exact"]) == exact)
    // A 3x3 convolution by Winograd's algorithm: nearly the same.
    let fast = try values(["--fast"])
    #expect(fast != exact)
    let greatest = exact.reduce(0) { max($0, abs($1)) }
    #expect(zip(fast, exact).allSatisfy { abs($0 - $1) <= 1e-4 * greatest })
  }

  @Test func savingAloneIsSilent() throws {
    let file = TemporaryFile(extension: "npy")
    let result = try BuiltProgram.run(
      ["outputs"] + small + ["--layer", "dense", "--save", file.path])
    #expect(result.code == 0 && result.output.isEmpty && result.errors.isEmpty)
    let array = try NumpyArray(fileBytes: File.read(file.path), path: file.path)
    #expect(array.shape == [1, 1000])
    #expect(abs(array.elements.reduce(0, +) - 1) < 1e-4)
  }

  @Test func theInputLayerGivesTheInputBack() throws {
    let picture = TemporaryFile(extension: "npy")
    let small = ["residual-inception", "--set", "model.input_size=16"]
    for input in [
      "photograph", BuiltProgram.package.appending(path: "Examples/photograph.png").path,
    ] {
      let result = try BuiltProgram.run(
        ["outputs"] + small + ["--layer", "input_layer", "--input", input, "--save", picture.path])
      #expect(result.code == 0, "\(result.errors)")
      let array = try NumpyArray(fileBytes: File.read(picture.path), path: picture.path)
      #expect(array.shape == [1, 16, 16, 3])
      #expect(
        array.elements
          == (try Picture.photograph().networkInput(height: 16, width: 16, channels: 3)))
    }
    // The saved input as input gives the same output, with or without the batch axis.
    let first = try BuiltProgram.run(
      ["outputs"] + small + ["--layer", "dense", "--input", "photograph"])
    let second = try BuiltProgram.run(
      ["outputs"] + small + ["--layer", "dense", "--input", picture.path])
    #expect(first.output == second.output && !first.output.isEmpty)
  }

  @Test func aWrongShapeIsNamed() throws {
    let file = TemporaryFile(extension: "npy")
    try File.write(
      NumpyArray(shape: [2, 2, 3], elements: Array(repeating: 0, count: 12)).fileBytes,
      to: file.path)
    let result = try BuiltProgram.run(["run"] + small + ["--input", file.path])
    #expect(result.code == 65)
    #expect(result.errors.contains("[2, 2, 3]") && result.errors.contains("[32, 32, 3]"))
  }

  @Test func classesGetTheirNames() throws {
    let file = TemporaryFile(extension: "txt")
    try File.write(Array((0..<3).map { "class number \($0)\n" }.joined().utf8), to: file.path)
    let arguments =
      ["run"] + small + ["--set", "model.classes=3", "--repeat", "1", "--labels", file.path]
    let result = try BuiltProgram.run(arguments)
    #expect(result.code == 0, "\(result.errors)")
    for number in 0..<3 { #expect(result.output.contains("class number \(number)")) }
    let top = try JSONFile(BuiltProgram.run(arguments + ["--format", "json"]).output).objects("top")
    for prediction in top {
      let index = try #require(prediction["index"] as? Int)
      #expect(prediction["label"] as? String == "class number \(index)")
    }
    let wrong = try BuiltProgram.run(["run"] + small + ["--labels", file.path])
    #expect(wrong.code == 65)
    #expect(wrong.errors.contains("names 3 classes, but the model has 1000"))
  }

  @Test func picturesAreFittedAndNormalizedAsAsked() throws {
    let picture = BuiltProgram.package.appending(
      path: "Tests/ModelFilesTests/Fixtures/pictures/turned-6.jpg"
    ).path
    let read = try Picture(fileBytes: File.read(picture), path: picture)
    let file = TemporaryFile(extension: "npy")
    for preprocessing in Preprocessing.allCases {
      for fit in PictureFit.allCases {
        let result = try BuiltProgram.run(
          ["outputs"] + small + ["--layer", "input_layer", "--input", picture, "--save", file.path]
            + ["--preprocess", preprocessing.rawValue, "--resize", fit.rawValue])
        #expect(result.code == 0, "\(result.errors)")
        let array = try NumpyArray(fileBytes: File.read(file.path), path: file.path)
        #expect(
          array.elements
            == read.networkInput(
              height: 32, width: 32, channels: 3, preprocessing: preprocessing, fit: fit))
      }
    }
  }

  @Test func seedsAndFillsMatter() throws {
    var outputs: Set<String> = []
    for options in [
      ["--seed", "1"], ["--seed", "2"], ["--fill", "he"], ["--input", "photograph"],
    ] {
      outputs.insert(
        try BuiltProgram.run(["outputs"] + small + ["--layer", "dense"] + options).output)
    }
    #expect(outputs.count == 4)
    #expect(
      outputs.contains(try BuiltProgram.run(["outputs"] + small + ["--layer", "dense"]).output))
  }
}
