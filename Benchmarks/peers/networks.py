"""The networks in the engines' formats, converted once and kept."""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def prepared(explorer, cache, network):
    """The folder with a network's files, and facts.json of it; see prepare.py.

    The folder's name holds a hash of what decides over its contents, so that nothing old is used.
    """
    cache = os.path.abspath(cache)
    os.makedirs(cache, exist_ok=True)
    path = os.path.join(cache, network + ".json")
    result = subprocess.run([explorer, "export", network, path], capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"bench-peers: {result.stderr.strip()}")
    # Without pnnx there are no files for ncnn.
    digest = hashlib.sha256(str(importlib.util.find_spec("pnnx") is None).encode())
    for source in (path, "fill.py", "prepare.py", "packages.txt"):
        with open(os.path.join(HERE, source), "rb") as file:
            digest.update(file.read())
    folder = os.path.join(cache, f"{network}-{digest.hexdigest()[:12]}")
    if not os.path.exists(os.path.join(folder, "facts.json")):
        print(f"bench-peers: converting {network} for all engines, once", file=sys.stderr)
        result = subprocess.run(
            [sys.executable, os.path.join(HERE, "prepare.py"), explorer, network, folder],
            capture_output=True, text=True)
        if result.returncode:
            sys.exit(f"bench-peers: {network} cannot be converted:\n{result.stderr[-2000:]}")
    with open(os.path.join(folder, "facts.json")) as file:
        return folder, json.load(file)
