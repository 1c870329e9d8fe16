import KernelABI

/// The kernels of this instruction set.
package let kernelTable = KernelTable(
  vectorWidth: vectorWidth, tileRows: tileRows, panelWidth: panelWidth,
  convolutionUnits: convolutionUnits, convolutionScratch: convolutionScratch, convolve: convolve,
  packedColumns: packedColumns, packFilters: packFilters, winogradUnits: winogradUnits,
  winogradScratch: winogradScratch, convolveWinograd: convolveWinograd,
  packWinograd: packWinograd, maxPool: maxPool,
  averagePool: averagePool, sumRow: sumRow, meanOfRows: meanOfRows, add: addMaps, copy: copyMap,
  affine: affineMap, relu: rectifyMap, fill: fillRandom, moments: computeMoments, peak: measurePeak)
