/// Something that must be answered before anything else is done.
///
/// No answer is Enter or the key that led here: a key that repeats or was pressed too often answers
/// nothing.
enum Question: Hashable, Sendable {
  /// There are edits that no file has, and the user wants to leave.
  case leave
  /// The file to be written is there already, or was changed by someone else; the reason says which.
  case replace(path: String, reason: String)
  /// A journal was found whose edits no file has.
  case recover(Recovery)

  /// What a journal of a program that died holds.
  struct Recovery: Hashable, Sendable {
    /// What of it no file has.
    var unsaved: UnsavedEdits
    /// When the last of them was made, in words.
    var time: String
    /// What has become of the model's file since.
    var file: File
    /// How many older journals of this model wait behind it.
    var others = 0

    /// What became of a model's file.
    enum File: Hashable, Sendable {
      /// It is as it was.
      case same
      /// It was changed.
      case changed
      /// It was changed, and what it was is kept.
      case kept
      /// It is gone, and what it was is kept.
      case gone
    }
  }

  /// The answers: the key, and what it does.
  var answers: [(key: Key, words: String)] {
    switch self {
    case .leave:
      [("s", "save, then leave"), ("d", "leave without saving"), (.escape, "stay")]
    case .replace:
      [("y", "replace it"), ("w", "write it under another name"), (.escape, "leave it")]
    case .recover:
      [("y", "take them up"), ("d", "drop them for good"), (.escape, "ask again next time")]
    }
  }
}
