#!/usr/bin/env bash
# Runs tests with sanitizers: threads for what computes on several of them, addresses for kernels, plans,
# graphs and the readers of files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
runs='^ComputeTests\.(ExecutorTests|ScheduleTests|InspectionTests|PairedComparisonTests)|^KernelTests\.'
swift test --sanitize=thread --scratch-path .build/thread-tests --filter "$runs"
export LSAN_OPTIONS="suppressions=$PWD/scripts/leaks.txt:print_suppressions=0"
swift test --sanitize=address --scratch-path .build/address-tests \
  --filter "$runs|^ComputeTests\.(LayerValueTests|PlanTests|WeightFitTests|ExtremeSizeTests)|^(GraphCoreTests|ModelFilesTests)\."
