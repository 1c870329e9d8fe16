"""Runs one engine on one network in a process of its own, and prints JSON.

usage: worker.py ENGINE STEM THREADS WARMUP PASSES [OUTPUTS.npz]

STEM is the network's files without their extension; beside them is input.npy. Input is handed over
before the passes and outputs are read after them, for every engine alike: a pass is the call that
computes. Resident memory is what Linux calls VmHWM: the peak of the whole process, and that of the
timed passes alone, for which the mark is set back before them where Linux permits it.
"""

import importlib
import json
import os
import sys
import time

import numpy as np


def peak_bytes():
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError("/proc/self/status has no VmHWM")


def forget_peak():
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        return True
    except OSError:
        return False


def main(engine, stem, threads, warmup, passes, outputs=None):
    module = importlib.import_module("engines." + engine)
    start = time.monotonic()
    network = module.Engine(stem, int(threads))
    network.give(np.load(os.path.join(os.path.dirname(stem), "input.npy")))
    loaded = time.monotonic() - start
    for _ in range(int(warmup)):
        network.run()
    whole = peak_bytes()
    is_reset = forget_peak()
    times = []
    for _ in range(int(passes)):
        begin = time.perf_counter_ns()
        network.run()
        times.append((time.perf_counter_ns() - begin) / 1e6)
    in_passes = peak_bytes() if is_reset else None
    if outputs:
        np.savez(outputs, *network.outputs())
    print(json.dumps({
        "version": network.version, "passes": times, "load_seconds": loaded,
        "peak_bytes": max(whole, in_passes or 0), "peak_bytes_in_passes": in_passes,
        "output": network.outputs()[0].tolist(),
    }))


main(*sys.argv[1:])
