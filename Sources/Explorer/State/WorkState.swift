import GraphCore
import Synchronization

/// What is done with the state when something was worked out.
typealias Finish = @Sendable (inout State) -> [Effect]

/// What is worked out in the background for a large model, and waits for that.
///
/// Changes of the model are made one after the other on a copy of it, so that keys still move the
/// cursor; none is left out. What only looks at the model is worked out beside them, and of each kind
/// only the latest counts.
struct WorkState: Sendable {
  /// A change of the model that waits for its turn.
  struct Change: Sendable {
    /// What is done, in few words.
    var words: String
    /// Changes the model, and says what is told of it.
    var body: @Sendable (inout ModelState) -> Finish
  }

  /// The change that is being worked out.
  struct Running: Hashable, Sendable {
    /// Tells late news of an old one apart.
    var id: Int
    /// What is done, in few words.
    var words: String
    /// When it was started, in milliseconds of the program's clock.
    var startedAt: Int
  }

  /// What only looks at the model.
  enum Look: String, Hashable, Sendable, CaseIterable {
    case search = "Searching"
    case filter = "Filtering"
    case page = "Sorting"
    case preview = "Working out the consequence"
    case completion = "Looking for rows"
  }

  /// The change that is being worked out; nil when the model rests.
  var running: Running?
  /// The changes behind it.
  var waiting: [Change] = []
  /// The looks that are being worked out.
  var looks: [Look: Running] = [:]
  /// What `update` is to ask for in the end.
  var effects: [Effect] = []

  /// The work that has lasted longest, for the line of progress; the change first.
  var shown: Running? {
    running ?? looks.values.min { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
  }
}

/// A model that nothing needs any more; letting go of a large one takes a while.
final class Discarded: Sendable {
  private let model: Mutex<ModelState?>

  init(_ model: ModelState) {
    self.model = Mutex(model)
  }

  /// Lets it go, on the thread that calls this.
  func release() {
    let last = model.withLock { $0.take() }
    withExtendedLifetime(last) {}
  }
}

extension State {
  /// Whether a change of the model is under way.
  var isChanging: Bool { work.running != nil }

  /// Changes the model: at once, or in the background when it is large.
  ///
  /// - Parameters:
  ///   - words: what is done, in few words.
  ///   - version: the version that it needs; when its model must be made again by several edits, that
  ///     is done in the background, too.
  ///   - body: changes the model; it must find out by itself what the model is like then, as other
  ///     changes may come before it.
  mutating func change(
    _ words: String, needing version: Int? = nil,
    _ body: @escaping @Sendable (inout ModelState) -> Finish
  ) {
    let isLong = version.map { history.editsToRemake($0) > 1 } ?? false
    guard model.isLarge || isChanging || isLong else {
      let generation = model.generation
      let finish = body(&model)
      if model.generation != generation { modelChanged() }
      work.effects += finish(&self)
      return
    }
    work.waiting.append(WorkState.Change(words: words, body: body))
    startChange()
  }

  /// Takes the model that a change led to; nil when there was no such change.
  mutating func changed(_ id: Int, _ model: ModelState, _ finish: Finish) {
    guard work.running?.id == id else { return }
    work.running = nil
    if model.generation != self.model.generation {
      // The old one is large, too: it goes where nobody waits for that.
      work.effects.append(.release(Discarded(self.model)))
      self.model = model
      modelChanged()
    }
    work.effects += finish(&self)
    startChange()
  }

  /// Stops the changes that are under way or wait; the model stays as it is.
  mutating func stopChanges() {
    guard let running = work.running else { return }
    let count = work.waiting.count + 1
    work.effects.append(.cancel(id: running.id))
    work.running = nil
    work.waiting = []
    message = Message(
      kind: .info, text: count == 1 ? "stopped; nothing was changed" : "stopped \(count) changes")
  }

  private mutating func startChange() {
    guard work.running == nil, !work.waiting.isEmpty else { return }
    let next = work.waiting.removeFirst()
    let id = takeID()
    work.running = WorkState.Running(id: id, words: next.words, startedAt: now)
    work.effects.append(.change(id: id, model, next.body))
  }

  /// Looks at the whole model: at once, or in the background when it is large.
  mutating func look(_ kind: WorkState.Look, _ body: @escaping @Sendable (State) -> Finish) {
    guard model.isLarge else {
      work.effects += body(self)(&self)
      return
    }
    stopLook(kind)
    let id = takeID()
    work.looks[kind] = WorkState.Running(id: id, words: kind.rawValue, startedAt: now)
    var snapshot = self
    snapshot.work = WorkState()
    work.effects.append(.look(kind, id: id, snapshot, body))
  }

  /// Stops a look whose result nobody waits for any more.
  mutating func stopLook(_ kind: WorkState.Look) {
    guard let running = work.looks.removeValue(forKey: kind) else { return }
    work.effects.append(.cancel(id: running.id))
  }

  /// Takes what a look found, unless another one was asked for or the model is another one now.
  mutating func looked(_ kind: WorkState.Look, _ id: Int, generation: Int, _ finish: Finish) {
    guard work.looks[kind]?.id == id else { return }
    work.looks[kind] = nil
    guard generation == model.generation else { return }
    work.effects += finish(&self)
  }

  /// Brings up to date what shows the model.
  private mutating func modelChanged() {
    let edited = filter == nil ? [] : editedItems
    tree.update(model.outline, model.table)
    if let filter {
      // What was edited stays in view; an edit may have given it another name.
      filterKeeps.formUnion(edited.map(\.path))
      if let item = tree.selectedItem { filterKeeps.insert(item.path) }
      filterRows(filter)
    } else {
      refreshPage()
    }
    if model.isLarge {
      // What was being looked at belongs to the old model.
      refreshPreview()
      refreshMenuPreview()
    }
  }

  /// Takes what is to be asked for.
  mutating func takeWorkEffects() -> [Effect] {
    defer { work.effects.removeAll(keepingCapacity: true) }
    return work.effects
  }
}
