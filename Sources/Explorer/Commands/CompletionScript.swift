import ArgumentParser
import GraphCore

/// The script with which a shell completes command lines: the parser's own, and what that doesn't know.
///
/// That is two things: 'explorer' without a subcommand is 'explorer open', and where a model's file may
/// stand, so may the name of a built-in one.
enum CompletionScript {
  /// The script for a shell.
  static func text(for shell: CompletionShell) -> String {
    let script = Explorer.completionScript(for: shell)
    return switch shell {
    case .bash: bash(script)
    case .zsh: zsh(script)
    case .fish: fish(script)
    default: script
    }
  }

  /// The words that may stand for a file, by the endings by which the parser's script tells such files.
  private static let names: [(endings: [String], words: [String])] = [
    (CompletionKind.modelEndings, BuiltInModel.allCases.map(\.rawValue)),
    (CompletionKind.pictureEndings, ["photograph", "random"]),
  ]

  private static let subcommands =
    Explorer.configuration.subcommands.map { $0.configuration }.filter { $0.shouldDisplay }
    .compactMap { $0.commandName } + ["help"]

  /// A script with more lines after some of its lines.
  private static func adding(to script: String, _ line: (Substring) -> String?) -> String {
    script.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      [String($0)] + (line($0).map { [$0] } ?? [])
    }.joined(separator: "\n")
  }

  private static func bash(_ script: String) -> String {
    let named = adding(to: script) { line in
      names.first { line.contains("@(\($0.endings.joined(separator: "|")))") }.map {
        "__explorer_add_completions -W $'\($0.words.joined(separator: "\\n"))'"
      }
    }
    return named + """

      _explorer_or_open() {
          local -r subcommands=' \(subcommands.joined(separator: " ")) '
          if [[ "${COMP_CWORD}" -eq 1 || "${subcommands}" = *" ${COMP_WORDS[1]} "* ]]; then
              _explorer "${@}"
          fi
          if [[ "${COMP_CWORD}" -eq 1 || "${subcommands}" != *" ${COMP_WORDS[1]} "* ]]; then
              COMP_WORDS=("${COMP_WORDS[0]}" open "${COMP_WORDS[@]:1}")
              COMP_CWORD=$((COMP_CWORD + 1))
              _explorer "${@}"
          fi
      }
      complete -o filenames -F _explorer_or_open explorer

      """
  }

  private static func zsh(_ script: String) -> String {
    let named = names.reduce(script) { script, name in
      let files = "_files -g '\\''\(name.endings.map { "*.\($0)" }.joined(separator: " "))'\\''"
      return script.replacing(
        files, with: "{\(files);compadd -- \(name.words.joined(separator: " "))}")
    }
    // The function of this name is what the shell calls.
    let (head, end) = ("\n_explorer() {", "\nif [[ \"${funcstack[1]}\"")
    return named.replacing(head, with: "\n_explorer_or_subcommand() {").replacing(
      end,
      with: """

        _explorer() {
            local -ar subcommands=(\(subcommands.joined(separator: " ")))
            local -ar line=("${words[@]}")
            local -ir word="${CURRENT}"
            local -i ret=1
            if [[ "${word}" -eq 2 || -n "${subcommands[(r)${line[2]}]}" ]]; then
                _explorer_or_subcommand "${@}" && ret=0
            fi
            if [[ "${word}" -eq 2 || -z "${subcommands[(r)${line[2]}]}" ]]; then
                words=("${line[1]}" open "${(@)line[2,-1]}")
                CURRENT=$((word + 1))
                _explorer_or_subcommand "${@}" && ret=0
            fi
            return "${ret}"
        }
        \(end)
        """)
  }

  private static func fish(_ script: String) -> String {
    let named = adding(to: script) { line in
      for name in names {
        let endings = name.endings.map { "\\'\($0)\\'" }.joined(separator: " ")
        guard line.contains("set -l exts \(endings);"), let start = line.firstRange(of: "fa '(")
        else {
          continue
        }
        return line[..<start.upperBound].dropLast() + name.words.joined(separator: " ") + "'"
      }
      return nil
    }
    let opened = adding(to: named) { line in
      guard line.contains("set -l unparsed_tokens") else { return nil }
      return """
                if test (count $unparsed_tokens) -gt 1; and not contains -- $unparsed_tokens[2] \
        \(subcommands.joined(separator: " "))
                    set unparsed_tokens $unparsed_tokens[1] open $unparsed_tokens[2..]
                end
        """
    }
    let first = """
      function __explorer_is_first_word
          test (count (__explorer_tokens -pc)) -eq 1
      end

      """
    return opened + "\n" + first
      + opened.split(separator: "\n").compactMap { line -> String? in
        guard line.hasPrefix("complete "), line.contains("\"explorer open\""),
          !line.contains("-eq 2'"), let start = line.firstRange(of: "-n '")
        else { return nil }
        let rest = line[start.upperBound...]
        guard let end = rest.firstIndex(of: "'") else { return nil }
        return line[..<start.upperBound] + "__explorer_is_first_word" + rest[end...]
      }.joined(separator: "\n") + "\n"
  }
}

extension CompletionKind {
  fileprivate static let modelEndings = ["json", "keras", "h5"]
  fileprivate static let pictureEndings = ["npy", "png", "jpg", "jpeg", "webp", "JPG", "PNG"]

  /// A model: a file, or the name of a built-in one.
  static var model: CompletionKind { .file(extensions: modelEndings) }
  /// What a model is run on: a file, or what the program has itself.
  static var input: CompletionKind { .file(extensions: pictureEndings) }
}
