import GraphCore

extension PythonModule {
  /// The source text.
  public var text: String {
    let totals = analysis.totals
    let parameters = (totals.uncountedLayers > 0 ? "at least " : "") + "\(totals.parameters)"
    var lines = [
      "\"\"\"\(title): \(analysis.calls.count) layers, \(parameters) parameters.", "",
      "Layers without a name get Keras' automatic one, which counts from the first layer of a",
      "process; keras.backend.clear_session() starts again.",
    ]
    if !foreignClasses.isEmpty {
      lines += [
        "", "Register these classes before, with keras.saving.register_keras_serializable:",
        foreignClasses.map { PythonText.quoted($0) }.joined(separator: ", ") + ".",
      ]
    }
    lines += ["\"\"\"", "", "import keras", "from keras import layers"]
    lines += imports.sorted()
    let definitions = functions.map(render) + builders
    return lines.joined(separator: "\n") + "\n"
      + definitions.map { "\n\n" + $0 }.joined()
      + "\n\nif __name__ == \"__main__\":\n    build_model().summary()\n"
  }

  /// The model's name, which cannot end the text that it stands in.
  private var title: String {
    String(
      analysis.graph.name.map { $0 == "\\" || $0 == "\"" || $0.isNewline ? " " : $0 })
  }

  // MARK: Functions

  private func render(_ function: PythonFunction) -> String {
    let parameters =
      ["x"]
      + function.parameters.map { parameter in
        parameter.standard.map { "\(parameter.name)=\($0)" } ?? parameter.name
      }
    var lines = PythonText.call("def \(function.name)", parameters, ":", indentation: 0)
    lines.append("    \"\"\"\(function.documentation)\"\"\"")
    for (index, line) in function.lines.enumerated() {
      let isLast = index == function.lines.count - 1
      if let condition = line.step.condition {
        lines.append("    if \(condition):")
        lines += statement(line.step, line.arguments, isReturned: false, indentation: 8)
      } else {
        lines += statement(line.step, line.arguments, isReturned: isLast, indentation: 4)
      }
    }
    return Self.folded(lines).joined(separator: "\n") + "\n"
  }

  /// Puts three or more equal lines into a loop.
  private static func folded(_ lines: [String]) -> [String] {
    var result: [String] = []
    var index = 0
    while index < lines.count {
      let count = lines[index...].prefix { $0 == lines[index] }.count
      if count > 2, lines[index].hasPrefix("    "), !lines[index].hasSuffix("(") {
        result.append("    for _ in range(\(count)):")
        result.append("    " + lines[index])
      } else {
        result += lines[index..<(index + count)]
      }
      index += count
    }
    return result
  }

  /// A statement with its arguments as text.
  private func statement(
    _ step: PythonStep, _ arguments: [String], isReturned: Bool, indentation: Int
  ) -> [String] {
    let start = isReturned ? "return " : "\(step.target) = "
    switch step.callee {
    case .alias:
      return [String(repeating: " ", count: indentation) + start + step.inputs[0]]
    case .function(let id):
      return PythonText.call(
        start + functions[id].name, step.inputs + arguments, "", indentation: indentation)
    case .plain(let callee):
      return PythonText.call(start + callee, arguments, "", indentation: indentation)
    case .variable(let variable):
      return PythonText.call(start + variable, step.call, "", indentation: indentation)
    case .constructor(let callee):
      let constructor = "\(callee)(\(arguments.joined(separator: ", ")))"
      let call = "(\(step.call.joined(separator: ", ")))"
      let width = indentation + start.count + constructor.count + call.count
      if width > PythonText.width, arguments.isEmpty || call.count > constructor.count {
        return PythonText.call(
          start + constructor, Self.parts(of: step.call), "", indentation: indentation)
      }
      return PythonText.call(start + callee, arguments, call, indentation: indentation)
    }
  }

  /// The pieces between which a list of variables may be broken.
  private static func parts(of call: [String]) -> [String] {
    guard call.count == 1, call[0].hasPrefix("["), call[0].utf8.count > 60 else { return call }
    let parts = call[0].split(separator: ",").map { part in
      String(part.drop { $0 == " " })
    }
    return parts
  }

  // MARK: Models

  func render(
    _ steps: [PythonStep], model: ModelAnalysis, plan: PythonNames.Plan, isSequential: Bool,
    builder: String, outputs: [String], forms: Forms
  ) -> String {
    var lines = ["def \(builder)():"]
    let name =
      (plan.modelName.map { ["name=\(PythonText.quoted($0))"] } ?? [])
      + (forms.isTrainable ? [] : ["trainable=False"])
    if isSequential {
      if let items = items(steps) {
        lines.append("    return keras.Sequential(")
        lines.append("        [")
        lines += items.map { "            \($0)," }
        lines.append("        ],")
        lines += name.map { "        \($0)," }
        lines.append("    )")
        return lines.joined(separator: "\n") + "\n"
      }
    }
    var index = 0
    while index < steps.count {
      let loop = PythonLoop(steps[index...])
      if let loop {
        lines.append("    for \(loop.variable) in range(\(loop.range)):")
        lines += statement(steps[index], loop.arguments, isReturned: false, indentation: 8)
        index += loop.count
      } else {
        let texts = steps[index].arguments.compactMap(\.text)
        lines += statement(steps[index], texts, isReturned: false, indentation: 4)
        index += 1
      }
    }
    let inputs = steps.filter { $0.callee == .plain("keras.Input") }
    let inputVariables = model.graph.inputs.compactMap { input in
      inputs.first { step in step.node == input }?.target
    }
    lines += PythonText.call(
      "return keras.Model",
      [Self.list(inputVariables, forms.inputs), Self.list(outputs, forms.outputs)] + name, "",
      indentation: 4)
    return lines.joined(separator: "\n") + "\n"
  }

  /// One variable, a list or a dictionary of them, as the document has it.
  private static func list(_ variables: [String], _ form: JSONValue) -> String {
    if case .object(let members) = form, members.count == variables.count {
      var pairs = members.map { PythonText.quoted($0.key) }
      for (index, variable) in zip(members.flatteningOrder, variables) {
        pairs[index] += ": \(variable)"
      }
      return "{\(pairs.joined(separator: ", "))}"
    }
    let isList = form.elements?.first?.elements != nil
    return variables.count == 1 && !isList
      ? variables[0] : "[\(variables.joined(separator: ", "))]"
  }

  /// The list of a Sequential model; nil when something cannot stand in one.
  private func items(_ steps: [PythonStep]) -> [String]? {
    var items: [String] = []
    for step in steps {
      let texts = step.arguments.compactMap(\.text).joined(separator: ", ")
      switch step.callee {
      case .constructor(let callee), .plain(let callee):
        guard step.call.count <= 1 else { return nil }
        items.append("\(callee)(\(texts))")
      // The model that was made just before.
      case .variable: continue
      case .function, .alias: return nil
      }
    }
    return items
  }
}

extension PythonArgument {
  /// The argument as it stands in the code of a model; nil when Keras does without.
  var text: String? {
    let text: String
    switch value {
    case .literal(let literal): text = literal
    case .option(let option, let isDefault):
      guard !isDefault else { return nil }
      text = option
    case .number(let number, _, _, _): text = String(number)
    case .name(let name):
      guard let name else { return nil }
      text = PythonText.quoted(name)
    case .names(let names):
      guard names.contains(where: { $0 != nil }) else { return nil }
      text = "[" + names.map { $0.map(PythonText.quoted) ?? "None" }.joined(separator: ", ") + "]"
    }
    return keyword.map { "\($0)=\(text)" } ?? text
  }
}

/// Calls of one function that differ in the number at the end of a name, or not at all.
struct PythonLoop {
  var variable: String
  var range: String
  var arguments: [String]
  var count: Int

  /// The loop that statements begin with, when two or more can be one.
  init?(_ steps: ArraySlice<PythonStep>) {
    guard let first = steps.first, case .function = first.callee, first.inputs == [first.target]
    else { return nil }
    let numbers = steps.prefix { $0.withoutNames == first.withoutNames }.map(\.numberedName)
    guard let stem = numbers.first ?? nil else {
      count = steps.prefix { $0 == first }.count
      guard count > 1, first.arguments.allSatisfy({ $0.text?.contains("name") != true }) else {
        return nil
      }
      (variable, range) = ("_", String(count))
      arguments = first.arguments.compactMap(\.text)
      return
    }
    count = 0
    for (offset, name) in numbers.enumerated() {
      guard let name, name.base == stem.base, name.number == stem.number + offset else { break }
      count += 1
    }
    guard count > 1 else { return nil }
    variable = "number"
    range = stem.number == 0 ? String(count) : "\(stem.number), \(stem.number + count)"
    arguments = first.arguments.compactMap { argument in
      guard case .name = argument.value else { return argument.text }
      return "\(argument.keyword.map { $0 + "=" } ?? "")f\"\(stem.base){number}\""
    }
  }
}

extension PythonStep {
  /// The step with its names taken out.
  fileprivate var withoutNames: PythonStep {
    var step = self
    step.node = nil
    step.arguments = arguments.map { argument in
      var argument = argument
      switch argument.value {
      case .name: argument.value = .name(nil)
      case .number(let number, let role, _, let expression):
        argument.value = .number(number, role: role, node: nil, expression: expression)
      default: break
      }
      return argument
    }
    return step
  }

  /// The name that is given, taken apart, when it ends in a number and can stand in an f-string.
  fileprivate var numberedName: (base: String, number: Int)? {
    for argument in arguments {
      guard case .name(let name?) = argument.value else { continue }
      let parts = NumberedTitle(name)
      guard let number = Int(parts.number), String(number) == parts.number,
        !name.contains(where: { "{}\"\\".contains($0) || !$0.isASCII })
      else { return nil }
      return (String(name.dropLast(parts.number.count)), number)
    }
    return nil
  }
}
