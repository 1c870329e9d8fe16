"""Runs the explorer on one network, and prints JSON like worker.py.

usage: explorer_worker.py BINARY FOLDER THREADS WARMUP PASSES

Imports nothing large: Linux counts the memory of the starting process to that of the started one.
"""

import json
import os
import resource
import subprocess
import sys


def main(explorer, folder, threads, warmup, passes):
    result = subprocess.run(
        [explorer, "run", os.path.join(folder, "model.json"), "--fill", "he", "--seed", "1",
         "--input", os.path.join(folder, "input.npy"), "--threads", threads, "--warmup", warmup,
         "--repeat", passes, "--format", "json"],
        capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"explorer ended with {result.returncode}: {result.stderr.strip()}")
    run = json.loads(result.stdout)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(json.dumps({
        "version": run["isa"], "passes": run["passes"], "peak_bytes": peak,
        "peak_bytes_in_passes": None, "arena_bytes": run["activation_bytes"],
        "packed_bytes": run["weight_bytes"],
        "top": [[top["index"], top["probability"]] for top in run["top"]],
    }))


main(*sys.argv[1:])
