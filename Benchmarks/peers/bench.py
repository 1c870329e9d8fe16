"""Times the explorer beside other inference engines on the same networks, weights and input.

`make bench-peers PEERS="--rounds 3"` installs the engines, builds the explorer and comes here. Each
round runs every engine in a process of its own, one after the other, so that all see the same
weather; values are compared with Keras' first. Exit code 1 says that an engine could not run a
network or computed other values.
"""

import argparse
import json
import sys
import time

import machine
import networks
import report
import runner
import values

PEERS = ["openvino", "onnxruntime", "litert", "ncnn", "tensorflow"]
NETWORKS = ["inception-v3", "inception-resnet-v2", "residual-inception", "googlenet"]


def parse():
    words = lambda text: [word for word in text.split(",") if word]
    numbers = lambda text: [int(word) for word in words(text)]
    parser = argparse.ArgumentParser(
        prog="bench-peers", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", type=words, default=NETWORKS, help="built-in models: a,b,c")
    parser.add_argument("--threads", type=numbers, default=[1, 2], help="numbers of threads: 1,2")
    parser.add_argument(
        "--engines", type=words, default=PEERS, help="the peers: " + ",".join(PEERS))
    parser.add_argument("--rounds", type=int, default=6, help="processes of each kind (6)")
    parser.add_argument(
        "--passes", type=int, default=10, help="timed passes of a process, at least (10)")
    parser.add_argument(
        "--profile", action="store_true", help="add the times by shape of convolution")
    parser.add_argument("--json", help="write all that was measured to this file too")
    for name in ("--explorer", "--bench", "--cache"):
        parser.add_argument(name, required=True, help="set by bench-peers.sh")
    parser.add_argument("--missing", action="append", default=[], help="set by bench-peers.sh")
    options = parser.parse_args()
    unknown = [name for name in options.engines if name not in PEERS]
    if unknown:
        parser.error(f"there is no engine {unknown[0]}; there are {', '.join(PEERS)}")
    if options.rounds < 1 or options.passes < 1 or min(options.threads, default=0) < 1:
        parser.error("rounds, passes and threads are 1 or more")
    return options


def note(text):
    print(f"bench-peers: {text}", file=sys.stderr)


def checked(options, run, network):
    """A network's record: its facts, and which engines compute it rightly."""
    folder, facts = networks.prepared(options.explorer, options.cache, network)
    missing = dict(reason.split("=", 1) for reason in options.missing)
    record = {"network": network, "folder": folder, "facts": facts, "engines": [], "absent": {},
              "values": {}, "runs": []}
    for engine in ["explorer", *options.engines]:
        if engine in missing:
            continue
        try:
            record["values"][engine] = values.differences(run, engine, folder, facts["layers"])
            record["engines"].append(engine)
        except RuntimeError as error:
            file = "onnx" if engine in ("openvino", "onnxruntime") else engine
            record["absent"][engine] = facts["failures"].get(file) or str(error)
            note(f"{network} without {engine}: {record['absent'][engine]}")
    return record


def measure(options, run, record, number):
    """One round of one network: every engine, with every number of threads."""
    # The small networks get more passes.
    passes = max(options.passes, min(60, int(60e9 / record["facts"]["macs"])))
    for threads in options.threads:
        for engine in record["engines"]:
            result = run.passes(
                engine, record["folder"], "model", threads, max(3, passes // 3), passes)
            values.check_timed(engine, result, record["folder"], record["facts"]["layers"][0])
            record["runs"].append({"engine": engine, "threads": threads, "round": number, **result})


def profile(options, run, records):
    for record in records:
        peers = [engine for engine in ("openvino", "onnxruntime") if engine in record["engines"]]
        for threads in options.threads if peers else []:
            print(f"\n{record['network']}, {threads} threads: convolutions by shape\n")
            print(run.script(
                "layer_times.py", options.explorer, record["folder"], threads, 20, ",".join(peers),
                threads=threads).strip())


def main():
    options = parse()
    run = runner.Runner(options.explorer)
    if max(options.threads) > len(run.cores):
        sys.exit(f"bench-peers: {max(options.threads)} threads, but {len(run.cores)} cores")
    data = {"machine": machine.facts(run, options.bench), "rounds": options.rounds,
            "missing": options.missing,
            "networks": [checked(options, run, network) for network in options.networks]}
    start = time.monotonic()
    for number in range(options.rounds):
        for record in data["networks"]:
            measure(options, run, record, number)
        note(f"round {number + 1} of {options.rounds} done after {time.monotonic() - start:.0f} s")
    if options.json:
        with open(options.json, "w") as file:
            json.dump(data, file, indent=1)
    print(report.text(data))
    if options.profile:
        profile(options, run, data["networks"])
    sys.exit(1 if any(record["absent"] for record in data["networks"]) else 0)


main()
