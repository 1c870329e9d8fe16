"""What the measurements were made on."""

import datetime
import os
import platform
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


def text_of(words):
    return subprocess.run(
        words, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, cwd=HERE).stdout


def processor():
    pairs = (line.partition(":") for line in text_of(["lscpu"]).splitlines())
    fields = {name.strip(): value.strip() for name, _, value in pairs}
    flags = fields.get("Flags", "").split()
    numbers = [f"{name.lower().removeprefix('cpu ')} {fields[name]}"
               for name in ("CPU family", "Model", "Stepping") if name in fields]
    caches = [f"{name} {fields[name + ' cache']}" for name in ("L1d", "L2", "L3")
              if name + " cache" in fields]
    return {
        "model": fields.get("Model name", platform.processor()),
        "family": " ".join(numbers),
        "caches": ", ".join(caches),
        "hypervisor": fields.get("Hypervisor vendor", "none"),
        "vectors": [name for name in ("avx2", "fma", "avx512f", "avx512_bf16", "amx_tile")
                    if name in flags],
    }


def facts(runner, bench):
    with open("/proc/meminfo") as file:
        memory = int(re.search(r"MemTotal:\s+(\d+)", file.read())[1]) / 2**20
    changes = text_of(["git", "status", "--porcelain", "--untracked-files=no"]).strip()
    return {
        **processor(),
        "cores": len(runner.cores),
        "memory_gib": round(memory, 1),
        "system": f"{platform.system()} {platform.release()}",
        "date": datetime.date.today().isoformat(),
        "load": os.getloadavg()[0],
        "is_realtime": runner.is_realtime,
        "peak_gflops": int(runner.run([bench, "peak", "--seconds", "1"], 1)),
        "commit": (text_of(["git", "rev-parse", "--short", "HEAD"]).strip() or "unknown")
        + (" with changes" if changes else ""),
    }
