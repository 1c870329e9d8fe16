// The blocks that InceptionV3, InceptionV4 and the Inception-ResNets have in common, with their
// numbers as arguments. Branches are created in the order of Keras' functions and in that order
// concatenated.

/// A part of a branch: how many filters, and the window.
public typealias UnitShape = (filters: Int, kernelSize: Size2D)

// MARK: - Blocks that keep the size of the map

extension ModelBuilder {
  /// The block of the 35 x 35 grid: 1x1, a single window, two 3x3 windows, pool.
  ///
  /// Sources: figure 5 of Szegedy et al. (2015) with a 5x5 `window`; figure 4 of Szegedy et al.
  /// (2016) with a 3x3 one.
  public mutating func inceptionBlockA(
    _ x: NodeID, filters1x1: Int, reduce: Int, window: UnitShape, double3x3: (Int, Int, Int),
    poolProjection: Int, name: String
  ) -> NodeID {
    let branch1x1 = convolutionUnit(x, filters1x1, 1)
    let branchWindow = convolutionUnits(x, (reduce, 1), window)
    let branchDouble = convolutionUnits(
      x, (double3x3.0, 1), (double3x3.1, 3), (double3x3.2, 3))
    let branchPool = pooledProjection(x, poolProjection)
    return concatenate([branch1x1, branchWindow, branchDouble, branchPool], axis: 3, name: name)
  }

  /// The block of the 17 x 17 grid, whose 7x7 windows are 1x7 and 7x1 in turn.
  ///
  /// Sources: figure 6 of Szegedy et al. (2015), figure 5 of Szegedy et al. (2016).
  public mutating func inceptionBlockB(
    _ x: NodeID, filters1x1: Int, single7x7: (Int, Int, Int),
    double7x7: (Int, Int, Int, Int, Int), poolProjection: Int, name: String
  ) -> NodeID {
    let row = Size2D(1, 7)
    let column = Size2D(7, 1)
    let branch1x1 = convolutionUnit(x, filters1x1, 1)
    let branchSingle = convolutionUnits(
      x, (single7x7.0, 1), (single7x7.1, row), (single7x7.2, column))
    let branchDouble = convolutionUnits(
      x, (double7x7.0, 1), (double7x7.1, column), (double7x7.2, row), (double7x7.3, column),
      (double7x7.4, row))
    let branchPool = pooledProjection(x, poolProjection)
    return concatenate([branch1x1, branchSingle, branchDouble, branchPool], axis: 3, name: name)
  }

  /// A 1x3 and a 3x1 unit side by side: the fan-out in the branches of the 8 x 8 grid.
  public mutating func rowAndColumn(_ x: NodeID, _ filters: Int, name: String? = nil) -> NodeID {
    let row = convolutionUnit(x, filters, Size2D(1, 3))
    let column = convolutionUnit(x, filters, Size2D(3, 1))
    return concatenate([row, column], axis: 3, name: name)
  }
}

// MARK: - Blocks that halve it

extension ModelBuilder {
  /// From the 35 x 35 grid to 17 x 17: a 3x3 with stride 2, two 3x3, pool.
  ///
  /// Sources: figure 10 of Szegedy et al. (2015); figure 7 of Szegedy et al. (2016), whose k, l, m
  /// are `double3x3` and whose n is `filters3x3`.
  public mutating func reductionA(
    _ x: NodeID, filters3x3: Int, double3x3: (Int, Int, Int), name: String
  ) -> NodeID {
    let branch3x3 = convolutionUnit(x, filters3x3, 3, strides: 2, padding: .valid)
    let branchDouble = reducingBranch(
      x, (double3x3.0, 1), (double3x3.1, 3), filters: double3x3.2)
    let branchPool = maxPooling2D(x, poolSize: 3, strides: 2)
    return concatenate([branch3x3, branchDouble, branchPool], axis: 3, name: name)
  }

  /// From the 17 x 17 grid to 8 x 8: a 3x3, a 7x7 before a 3x3, pool.
  ///
  /// Sources: keras/src/applications/inception_v3.py, figure 8 of Szegedy et al. (2016).
  public mutating func reductionB(
    _ x: NodeID, single3x3: (Int, Int), filters7x7: (Int, Int, Int), filters3x3: Int, name: String
  ) -> NodeID {
    let branch3x3 = reducingBranch(x, (single3x3.0, 1), filters: single3x3.1)
    let branch7x7 = reducingBranch(
      x, (filters7x7.0, 1), (filters7x7.1, Size2D(1, 7)), (filters7x7.2, Size2D(7, 1)),
      filters: filters3x3)
    let branchPool = maxPooling2D(x, poolSize: 3, strides: 2)
    return concatenate([branch3x3, branch7x7, branchPool], axis: 3, name: name)
  }

  /// From the 17 x 17 grid to 8 x 8 in the Inception-ResNets: two 3x3, one double 3x3, pool.
  ///
  /// Sources: figures 12 and 18 of Szegedy et al. (2016).
  public mutating func residualReductionB(
    _ x: NodeID, single3x3: (Int, Int), double3x3: (Int, Int), name: String
  ) -> NodeID {
    let first = reducingBranch(x, (256, 1), filters: single3x3.0)
    let second = reducingBranch(x, (256, 1), filters: single3x3.1)
    let branchDouble = reducingBranch(x, (256, 1), (double3x3.0, 3), filters: double3x3.1)
    let branchPool = maxPooling2D(x, poolSize: 3, strides: 2)
    return concatenate([first, second, branchDouble, branchPool], axis: 3, name: name)
  }

  /// Units that keep the size, then a 3x3 unit with stride 2 that halves it.
  mutating func reducingBranch(
    _ x: NodeID, _ units: UnitShape..., filters: Int
  ) -> NodeID {
    let x = convolutionUnits(x, units)
    return convolutionUnit(x, filters, 3, strides: 2, padding: .valid)
  }
}
