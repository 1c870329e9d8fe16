/// A function of the exported module: what several blocks of a model have in common.
struct PythonFunction {
  /// A parameter beside the input `x`.
  struct Parameter: Hashable {
    var name: String
    /// The default as text; nil when it must be given.
    var standard: String?
  }

  /// A statement with its arguments as text.
  struct Line {
    var step: PythonStep
    var arguments: [String]
  }

  var name = ""
  var documentation: String
  var parameters: [Parameter]
  var lines: [Line]
}

/// One block of the model as an instance of a function.
struct PythonInstance {
  /// The statements; one that not every instance has is the conditional one.
  var steps: [PythonStep]
  /// What the given names inside begin with; nil when none is given.
  var stem: String?
}

/// Finds what instances of equal structure have in common, and makes parameters of the rest.
struct PythonUnifier {
  private let instances: [PythonInstance]
  /// Whether it is a unit of a convolution, whose filters are always a parameter.
  private let isUnit: Bool
  /// The statements of the instance that has all.
  private let template: [PythonStep]
  private var namer: PythonNamer
  private var positional: [PythonFunction.Parameter] = []
  private var optional: [PythonFunction.Parameter] = []
  private var positionalValues: [[PythonArgument]]
  private var optionalValues: [[PythonArgument]]

  /// - Parameter instances: of equal keys, but that the conditional statement may be missing.
  init(_ instances: [PythonInstance], isUnit: Bool) {
    self.instances = instances
    self.isUnit = isUnit
    template = instances.max { $0.steps.count < $1.steps.count }?.steps ?? []
    namer = PythonNamer(used: Set(template.map(\.target)).union(["x", "name", "names"]))
    positionalValues = Array(repeating: [], count: instances.count)
    optionalValues = positionalValues
  }

  /// The function, and the arguments of each instance.
  mutating func unified(
    documentation: String
  ) -> (function: PythonFunction, arguments: [[PythonArgument]]) {
    let naming = PythonNaming(slots: nameSlots, stems: instances.map(\.stem))
    var slot = 0
    var lines: [PythonFunction.Line] = []
    for index in template.indices {
      var texts: [String] = []
      for argument in template[index].arguments.indices {
        let keyword = template[index].arguments[argument].keyword
        let values = instances.map { step(index, of: $0)?.arguments[argument].value }
        guard let text = text(of: values, keyword: keyword, naming: naming, slot: &slot) else {
          continue
        }
        texts.append(keyword.map { "\($0)=\(text)" } ?? text)
      }
      lines.append(PythonFunction.Line(step: template[index], arguments: texts))
    }
    // Python wants those with a default last.
    let name = naming.parameter.map { [$0] } ?? []
    let parameters =
      positional + name.filter { $0.standard == nil } + optional
      + name.filter { $0.standard != nil }
    let arguments = instances.indices.map { index in
      positionalValues[index] + optionalValues[index] + naming.arguments(of: index)
    }
    return (
      PythonFunction(documentation: documentation, parameters: parameters, lines: lines), arguments
    )
  }

  /// The statement of an instance that stands at a place of the template; nil for the conditional
  /// one that it lacks.
  private func step(_ index: Int, of instance: PythonInstance) -> PythonStep? {
    guard instance.steps.count < template.count else { return instance.steps[index] }
    let missing = template.firstIndex { $0.condition != nil } ?? template.count
    if index == missing { return nil }
    return instance.steps[index > missing ? index - 1 : index]
  }

  /// The names that the instances give, a slot a name, nil where Keras does.
  private var nameSlots: [[String?]] {
    template.indices.flatMap { index -> [[String?]] in
      template[index].arguments.indices.flatMap { argument -> [[String?]] in
        switch template[index].arguments[argument].value {
        case .name:
          return [
            instances.map { instance in
              guard case .name(let name)? = step(index, of: instance)?.arguments[argument].value
              else { return nil }
              return name
            }
          ]
        case .names(let list):
          return list.indices.map { position in
            instances.map { instance in
              guard case .names(let names)? = step(index, of: instance)?.arguments[argument].value,
                names.indices.contains(position)
              else { return nil }
              return names[position]
            }
          }
        default: return []
        }
      }
    }
  }

  private mutating func text(
    of values: [PythonArgument.Value?], keyword: String?, naming: PythonNaming, slot: inout Int
  ) -> String? {
    let known = values.compactMap(\.self)
    switch known[0] {
    case .literal(let text): return text
    case .option(let text, let isDefault):
      if Set(known).count == 1 { return isDefault ? nil : text }
      return parameter(values, keyword: keyword ?? "kernel_size")
    case .number(let number, let role, _, let expression):
      let numbers = known.map { value -> Int? in
        if case .number(let number, _, _, _) = value { number } else { nil }
      }
      let expressions = known.map { value -> String? in
        if case .number(_, _, _, let expression) = value { expression } else { nil }
      }
      if role == nil, !isUnit {
        if let expression, Set(expressions).count == 1 { return expression }
        if Set(numbers).count == 1 { return String(number) }
      }
      return numberParameter(values, role: role)
    case .name:
      defer { slot += 1 }
      return naming.expression(of: slot)
    case .names(let list):
      defer { slot += list.count }
      return naming.list(of: slot..<(slot + list.count))
    }
  }

  private mutating func numberParameter(
    _ values: [PythonArgument.Value?], role: String?
  ) -> String {
    let name = namer.unique(role ?? "filters")
    positional.append(PythonFunction.Parameter(name: name))
    for (index, value) in values.enumerated() {
      guard case .number(let number, _, let node, _)? = value else { continue }
      positionalValues[index].append(
        PythonArgument(
          value: .number(number, role: role == nil ? nil : name, node: node, expression: nil)))
    }
    return name
  }

  /// A parameter for an option; with a default where Keras has one.
  private mutating func parameter(
    _ values: [PythonArgument.Value?], keyword: String
  ) -> String {
    let name = namer.unique(keyword)
    var counts: [String: Int] = [:]
    let texts = values.map { value -> String in
      guard case .option(let text, _)? = value else { return "None" }
      counts[text, default: 0] += 1
      return text
    }
    let commonest = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    let standard = keyword == "kernel_size" ? nil : commonest
    let parameter = PythonFunction.Parameter(name: name, standard: standard)
    if standard == nil { positional.append(parameter) } else { optional.append(parameter) }
    for (index, text) in texts.enumerated() {
      if standard == nil {
        positionalValues[index].append(PythonArgument(value: .literal(text)))
      } else if text != standard {
        optionalValues[index].append(PythonArgument(keyword: name, value: .literal(text)))
      }
    }
    return name
  }
}
