import Compute
import GraphCore

/// Everything that can happen to the explorer.
enum Event: Sendable {
  /// A key was pressed.
  case key(Key)
  /// The mouse was used.
  case mouse(MouseReport)
  /// Text was pasted.
  case paste(String)
  /// The terminal has another size.
  case resize(Size)
  /// The process was asked to interrupt what it does.
  case interrupt
  /// A command is to be done, from a script or a journal.
  case invoke(Invocation)
  /// A file was written, or was not.
  case written(WriteRequest, WriteOutcome)
  /// The lines that a line with the beginning of a file's path may be completed to.
  case files(text: String, [String])
  /// What versions took when the journal that was done again was written.
  case timed([Int: PassTiming])
  /// Something happened outside that the user should know.
  case notice(Message)
  /// The program's clock in milliseconds; comes while something runs.
  case tick(Int)
  /// News of a timed run.
  case run(id: Int, RunNews)
  /// News of a pass whose outputs are kept.
  case inspection(id: Int, InspectionNews)
  /// An output that was asked for is there.
  case output(version: Int, input: InputChoice, ShownOutput)

  /// How a number of an output came about; nil when it cannot be told.
  case explained(version: Int, PixelExplanation?)
  /// The first output for which a condition holds; nil when there is none.
  case found(id: Int, FoundOutput?)
  /// A change of the model was worked out, or stopped; then nothing changed.
  case changed(id: Int, ModelState, Finish)
  /// What a look at the whole model found.
  case looked(WorkState.Look, id: Int, generation: Int, Finish)
  /// A model that was asked for was read, or not.
  case model(name: String, ModelNews)
  /// The names of classes that were asked for were read, or not.
  case labels(path: String, LabelNews)
  /// A file can't be what the model is run on, for a reason in one line.
  case inputFailed(InputFile, String)
  /// What became of given weights.
  case fitted(FittedWeights.Basis, FitNews)

  /// What is known of the weights of an edited model.
  enum FitNews: Sendable {
    /// The layers whose weights are not what they were.
    case found([WeightChange])
    /// It could not be found out.
    case failed(String)
  }

  /// What came of reading the names of classes.
  enum LabelNews: Sendable {
    /// They are there, as many as an output of the model has classes.
    case read([String])
    /// They could not be read, or are too few or too many.
    case failed(String)
  }

  /// What came of reading a model.
  enum ModelNews: Sendable {
    /// It is there.
    case read(ModelAnalysis)
    /// It could not be read.
    case failed(String)
  }

  /// News of a timed run.
  enum RunNews: Sendable {
    /// It has come further.
    case progress(PassProgress)
    /// It is done; with the times of the earlier version that ran in turns with it.
    case finished(PassTiming, earlier: PassTiming? = nil)
    /// It was cancelled.
    case cancelled
    /// It could not be done.
    case failed(String)
  }

  /// News of a pass whose outputs are kept.
  enum InspectionNews: Sendable {
    /// The output that is wanted first is there; the pass goes on.
    case reached(ShownOutput)
    /// It has come further.
    case progress(PassProgress)
    /// It is done.
    case finished(InspectedPass)
    /// It was cancelled.
    case cancelled
    /// It could not be done.
    case failed(String)
  }
}
