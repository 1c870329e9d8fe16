"""Starts engines in processes of their own, all under the same conditions."""

import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Runner:
    """Gives a process as many cores as threads, and real-time priority where permitted."""

    def __init__(self, explorer):
        self.explorer = explorer
        self.cores = sorted(os.sched_getaffinity(0))
        self.is_realtime = subprocess.run(
            ["chrt", "-f", "20", "true"], capture_output=True).returncode == 0

    def run(self, words, threads):
        """What a program writes to standard output."""
        cores = ",".join(str(core) for core in self.cores[-threads:])
        priority = ["chrt", "-f", "20"] if self.is_realtime else []
        result = subprocess.run(
            ["taskset", "-c", cores, *priority, *map(str, words)], capture_output=True, text=True)
        if result.returncode:
            lines = result.stderr.strip().splitlines() or [f"exit code {result.returncode}"]
            raise RuntimeError(lines[-1])
        return result.stdout

    def script(self, name, *words, threads):
        """What a script beside this file writes."""
        return self.run([sys.executable, os.path.join(HERE, name), *words], threads)

    def passes(self, engine, folder, stem, threads, warmup, count, outputs=None):
        """What a process measured: see worker.py and explorer_worker.py."""
        if engine == "explorer":
            text = self.script(
                "explorer_worker.py", self.explorer, folder, threads, warmup, count,
                threads=threads)
        else:
            text = self.script(
                "worker.py", engine, os.path.join(folder, stem), threads, warmup, count,
                *([outputs] if outputs else []), threads=threads)
        # Engines may write notes of their own before.
        return json.loads(text.strip().splitlines()[-1])
