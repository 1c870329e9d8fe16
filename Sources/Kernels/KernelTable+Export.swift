import KernelABI

/// The kernels of this instruction set.
package let kernelTable = KernelTable(
  vectorWidth: vectorWidth, tileRows: tileRows, panelWidth: panelWidth,
  convolutionUnits: convolutionUnits, convolutionScratch: convolutionScratch, convolve: convolve,
  packedColumns: packedColumns, packFilters: packFilters, winogradUnits: winogradUnits,
  winogradScratch: winogradScratch, convolveWinograd: convolveWinograd,
  packWinograd: packWinograd, maxPool: maxPool,
  averagePool: averagePool, sumRow: sumRow, meanOfRows: meanOfRows, copy: copyMap,
  affine: affineMap, relu: rectifyMap, fill: fillRandom, moments: computeMoments, peak: measurePeak,
  layers: layerKernels)

private let layerKernels = LayerKernels(
  depthwise: convolveDepthwise, apply: applyFunction, merge: mergeMaps, softmax: softmax,
  softmaxAcross: softmaxAcross, normalize: normalizePixels, resample: resampleMap,
  clear: clearMap, gather: gatherFloats)
