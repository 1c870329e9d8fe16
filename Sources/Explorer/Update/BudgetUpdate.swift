import GraphCore

extension State {
  /// Looks for the widest model within a budget, and lists what was tried.
  mutating func lookForWidth(within text: String) {
    let budget: WidthBudget
    do throws(EditError) {
      budget = try WidthBudget(parsing: text)
    } catch {
      message = Message(kind: .error, text: "\(error)")
      return
    }
    message = Message(kind: .info, text: "trying widths for \(text) …")
    look(.preview) { state in
      let trials: [WidthTrial]
      do throws(EditError) {
        trials = try state.analysis.widths(within: budget)
      } catch {
        return { state in
          state.message = Message(kind: .error, text: "\(error)")
          return []
        }
      }
      return { state in
        guard state.scope == state.viewScope else { return [] }
        state.open(MenuState(budget, trials))
        return []
      }
    }
  }
}

extension MenuState {
  /// The list of widths that were tried for a budget, the widest that keeps within it under the cursor.
  fileprivate init(_ budget: WidthBudget, _ trials: [WidthTrial]) {
    let best = trials.firstIndex(where: \.isWithin)
    func amount(_ number: Int) -> String {
      switch budget.quantity {
      case .params: Format.grouped(number)
      case .macs: Format.metric(Double(number))
      case .outputs, .peak: Format.bytes(number)
      }
    }
    self.init(
      kind: .edits,
      title: "Budget \(budget.quantity.rawValue) ≤ \(amount(budget.bound))"
        + (best == nil ? ": no width keeps within it" : ""),
      items: trials.map { trial in
        MenuState.Item(
          label: "×\(Format.factor(trial.factor))",
          note: "\(amount(trial.amount)) \(budget.quantity.rawValue)"
            + (trial.isWithin ? "" : ", too much"),
          words: "×\(Format.factor(trial.factor))", action: .edit(trial.edit))
      })
    list.cursor = best ?? max(0, trials.count - 1)
  }
}
