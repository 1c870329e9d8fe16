/// A map that is computed from another one as weighted sums of neighbouring rows and columns.
///
/// Output row y is the sum of `rowTaps` input rows from `rowStarts[y]` on with the weights
/// `rowWeights[y * rowTaps ...]`; columns likewise. All taps lie inside the map.
package struct ResamplingArguments {
  /// What is read.
  package var input: FeatureMap
  /// What is written.
  package var output: FeatureMap
  /// The number of input rows in an output row.
  package var rowTaps: Int
  /// The first input row of each output row.
  package var rowStarts: UnsafePointer<Int>
  /// The weights of the input rows.
  package var rowWeights: UnsafePointer<Float>
  /// The number of input columns in an output column.
  package var columnTaps: Int
  /// The first input column of each output column.
  package var columnStarts: UnsafePointer<Int>
  /// The weights of the input columns.
  package var columnWeights: UnsafePointer<Float>

  /// The arguments in the order of the fields.
  package init(
    input: FeatureMap, output: FeatureMap, rowTaps: Int, rowStarts: UnsafePointer<Int>,
    rowWeights: UnsafePointer<Float>, columnTaps: Int, columnStarts: UnsafePointer<Int>,
    columnWeights: UnsafePointer<Float>
  ) {
    self.input = input
    self.output = output
    self.rowTaps = rowTaps
    self.rowStarts = rowStarts
    self.rowWeights = rowWeights
    self.columnTaps = columnTaps
    self.columnStarts = columnStarts
    self.columnWeights = columnWeights
  }
}
