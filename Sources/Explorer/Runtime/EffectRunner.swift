import Compute
import GraphCore
import Synchronization

/// Does what `update` asks for on other threads, and posts the results.
///
/// There is a queue for each kind of thing that must not wait for another kind: passes, what is asked
/// of them, changes of the model, looks at it, and what becomes of its weights. On each, one thing is
/// done after the other; so a pass is timed beside no other pass.
final class EffectRunner: Sendable {
  private let engine: (any ForwardPassEngine)?
  private let post: @Sendable (Event) -> Void
  private let readModel: (@Sendable (String) throws -> ModelAnalysis)?
  private let passes = WorkQueue()
  /// Outputs are looked at, and models read, without waiting for a run.
  private let aside = WorkQueue()
  /// Changes of a large model, one after the other, without waiting for a run.
  private let changes = WorkQueue(givesWay: true)
  private let looks = WorkQueue(givesWay: true)
  private let fitWeights: (@Sendable (ModelAnalysis, FilterSelection) throws -> [WeightChange])?
  private let fits = WorkQueue()
  private let latestFit = Mutex<FittedWeights.Basis?>(nil)
  private let explanations = Mutex(0)
  private let flags = Mutex<[Int: Cancellation]>([:])

  /// A runner on an engine; without one, every pass fails with a line that says so.
  init(
    engine: (any ForwardPassEngine)?,
    readModel: (@Sendable (String) throws -> ModelAnalysis)? = nil,
    fitWeights: (@Sendable (ModelAnalysis, FilterSelection) throws -> [WeightChange])? = nil,
    post: @escaping @Sendable (Event) -> Void
  ) {
    self.engine = engine
    self.readModel = readModel
    self.fitWeights = fitWeights
    self.post = post
  }

  /// Starts an effect; those of the terminal, of files and of the program are not for here.
  func run(_ effect: Effect) {
    switch effect {
    case .measure(let id, let model, let earlier, let keep, let input):
      measure(id, model, against: earlier, keep, input)
    case .inspect(let id, let version, let model, let keep, let input, let first):
      inspect(id, version, model, keep, input, first)
    case .fit(let basis, let model): fit(basis, model)
    case .cancel(let id): flags.withLock { $0[id] }?.cancel()
    case .load(let pass, let node): load(pass, node)
    case .explain(let pass, let model, let node, let channel, let pixel):
      explain(pass, model, node, channel, pixel)
    case .find(let id, let pass, let nodes, let condition): find(id, pass, nodes, condition)
    case .change(let id, let model, let body): change(id, model, body)
    case .look(let kind, let id, let state, let body): look(kind, id, state, body)
    case .release(let model): looks.add { model.release() }
    case .readModel(let name): read(name)
    case .readLabels(let path, let model): readLabels(path, for: model)
    case .checkInput(let file, let model): check(file, for: model)
    case .write, .cancelWrite, .findFiles, .journal, .recover, .forgetRecovery, .listenToMouse,
      .copy, .redraw, .suspend,
      .quit:
      break
    }
  }

  /// Cancels whatever runs.
  func cancelAll() {
    for flag in flags.withLock({ Array($0.values) }) { flag.cancel() }
  }

  private func measure(
    _ id: Int, _ model: ModelAnalysis, against earlier: EarlierModel?, _ keep: FilterSelection,
    _ input: InputChoice
  ) {
    start(id) { [post] engine, flag in
      let throttle = Throttle()
      let (timing, old) = try engine.measure(
        model, against: earlier, keep: keep, input: input, cancellation: flag
      ) { progress in
        if throttle.isDue() { post(.run(id: id, .progress(progress))) }
      }
      return .run(id: id, .finished(timing, earlier: old))
    } failed: { error in
      .run(id: id, error is PassCancelled ? .cancelled : .failed("\(error)"))
    }
  }

  private func inspect(
    _ id: Int, _ version: Int, _ model: ModelAnalysis, _ keep: FilterSelection,
    _ input: InputChoice, _ first: NodeID
  ) {
    start(id) { [post] engine, flag in
      let throttle = Throttle()
      let source = try engine.inspect(
        model, keep: keep, input: input, first: first, cancellation: flag,
        reached: { values in
          let output = ShownOutput(
            node: first, values: values, description: LayerDescription(values))
          post(.inspection(id: id, .reached(output)))
        }
      ) { progress in
        if throttle.isDue() { post(.inspection(id: id, .progress(progress))) }
      }
      let pass = InspectedPass(version: version, input: input, source: source)
      return .inspection(id: id, .finished(pass))
    } failed: { error in
      .inspection(id: id, error is PassCancelled ? .cancelled : .failed("\(error)"))
    }
  }

  private func fit(_ basis: FittedWeights.Basis, _ model: ModelAnalysis) {
    latestFit.withLock { $0 = basis }
    fits.add { [self] in
      // An edit on an edit: only the last model is looked at.
      guard let fitWeights, latestFit.withLock({ $0 }) == basis else { return }
      do {
        post(.fitted(basis, .found(try fitWeights(model, basis.keep))))
      } catch {
        post(.fitted(basis, .failed("\(error)")))
      }
    }
  }

  private func explain(
    _ pass: InspectedPass, _ model: ModelAnalysis, _ node: NodeID, _ channel: Int,
    _ pixel: OutputsState.Pixel
  ) {
    let ticket = explanations.withLock { last in
      last += 1
      return last
    }
    aside.add { [self] in
      // Only the last position that was asked for is worth the work.
      guard explanations.withLock({ $0 }) == ticket else { return }
      let explainer = PixelExplainer(
        analysis: model, values: pass.source.values,
        weight: { pass.source.weight($0, layer: $1) })
      let explanation = explainer.explain(node, channel: channel, y: pixel.y, x: pixel.x)
      post(.explained(version: pass.version, explanation))
    }
  }

  private func find(
    _ id: Int, _ pass: InspectedPass, _ nodes: [NodeID], _ condition: BreakCondition
  ) {
    aside.add { [post] in
      let found = nodes.lazy.compactMap { node in
        pass.source.values(of: node).flatMap { FoundOutput(node, $0, condition) }
      }.first
      post(.found(id: id, found))
    }
  }

  private func change(
    _ id: Int, _ model: ModelState, _ body: @escaping @Sendable (inout ModelState) -> Finish
  ) {
    let flag = Cancellation()
    flags.withLock { $0[id] = flag }
    changes.add { [self] in
      defer { _ = flags.withLock { $0.removeValue(forKey: id) } }
      guard !flag.isCancelled else { return }
      var copy = model
      copy.cancellation = flag
      let finish = body(&copy)
      copy.cancellation = nil
      // Nobody waits for the news of a change that was stopped.
      if !flag.isCancelled { post(.changed(id: id, copy, finish)) }
    }
  }

  private func look(
    _ kind: WorkState.Look, _ id: Int, _ state: State,
    _ body: @escaping @Sendable (State) -> Finish
  ) {
    let flag = Cancellation()
    flags.withLock { $0[id] = flag }
    looks.add { [self] in
      defer { _ = flags.withLock { $0.removeValue(forKey: id) } }
      guard !flag.isCancelled else { return }
      var state = state
      state.model.cancellation = flag
      let finish = body(state)
      guard !flag.isCancelled else { return }
      post(.looked(kind, id: id, generation: state.model.generation, finish))
    }
  }

  private func read(_ name: String) {
    aside.add { [post, readModel] in
      do {
        guard let readModel else { throw NoFiles() }
        post(.model(name: name, .read(try readModel(name))))
      } catch {
        post(.model(name: name, .failed("\(CommandError(error))")))
      }
    }
  }

  private func readLabels(_ path: String, for model: ModelAnalysis) {
    aside.add { [post] in
      do {
        post(.labels(path: path, .read(try LabelOptions.names(in: path, for: model))))
      } catch {
        post(.labels(path: path, .failed("\(CommandError(error))")))
      }
    }
  }

  private func check(_ file: InputFile, for model: ModelAnalysis) {
    aside.add { [post, engine] in
      do {
        try engine?.check(.file(file), for: model)
      } catch {
        post(.inputFailed(file, "\(CommandError(error))"))
      }
    }
  }

  private func load(_ pass: InspectedPass, _ node: NodeID) {
    aside.add { [post] in
      let values = pass.source.values(of: node)
      let description = values.map { LayerDescription($0) } ?? LayerDescription()
      let output = ShownOutput(node: node, values: values, description: description)
      post(.output(version: pass.version, input: pass.input, output))
    }
  }

  private func start(
    _ id: Int, _ body: @escaping @Sendable (any ForwardPassEngine, Cancellation) throws -> Event,
    failed: @escaping @Sendable (any Error) -> Event
  ) {
    let flag = Cancellation()
    flags.withLock { $0[id] = flag }
    passes.add { [self] in
      defer { _ = flags.withLock { $0.removeValue(forKey: id) } }
      do {
        guard let engine else { throw NoEngine() }
        if flag.isCancelled { throw PassCancelled() }
        post(try body(engine, flag))
      } catch {
        post(failed(error))
      }
    }
  }
}

/// There is nothing that could run a model.
private struct NoEngine: Error, CustomStringConvertible {
  let description = "this build cannot run models"
}

/// There is nothing that could read files.
private struct NoFiles: Error, CustomStringConvertible {
  let description = "nothing here reads models"
}

/// Lets something through at most thirty times a second.
private final class Throttle {
  private var last = -1000

  func isDue() -> Bool {
    let now = MonotonicClock.milliseconds
    guard now - last >= 33 else { return false }
    last = now
    return true
  }
}
