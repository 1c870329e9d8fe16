"""The tables of the comparison, in Markdown that can be read in a terminal."""

import medians

# The share of the fastest peer's time that the explorer is to stay below.
GOALS = {
    "inception-v3": 0.75, "inception-resnet-v2": 0.85, "residual-inception": 0.60,
    "googlenet": 0.85}
NAMES = {
    "explorer": "explorer", "openvino": "OpenVINO", "onnxruntime": "ONNX Runtime",
    "litert": "LiteRT", "ncnn": "ncnn", "tensorflow": "TensorFlow"}


def table(header, rows):
    """A table; columns that start with a digit somewhere are numbers and stand right."""
    rows = [[str(cell) for cell in row] for row in rows]
    columns = list(zip(header, *rows))
    widths = [max(map(len, column)) for column in columns]
    is_number = [
        index > 0 and any(cell[:1].isdigit() for cell in column[1:])
        for index, column in enumerate(columns)]

    def line(cells):
        return "| " + " | ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(cells, widths, is_number)) + " |"

    rule = "|" + "|".join(
        "-" * (width + 1) + (":" if right else "-")
        for width, right in zip(widths, is_number)) + "|"
    return "\n".join([line(header), rule, *map(line, rows)])


def flat(lists):
    return [value for values in lists for value in values]


def cases(data):
    """Every network with every number of threads that was measured, and its runs by engine."""
    for record in data["networks"]:
        for threads in sorted({run["threads"] for run in record["runs"]}):
            yield record, threads, {
                engine: [run for run in record["runs"]
                         if (run["engine"], run["threads"]) == (engine, threads)]
                for engine in record["engines"]}


def milliseconds(runs):
    return {engine: medians.median(flat(run["passes"] for run in of_engine))
            for engine, of_engine in runs.items()}


def ratios_text(data):
    rows, sure = [], 0
    for record, threads, runs in cases(data):
        times = milliseconds(runs)
        fastest = min((engine for engine in times if engine != "explorer"), key=times.get)
        ratio = times["explorer"] / times[fastest]
        low, high, sure = medians.median_interval([
            medians.median(ours["passes"]) / medians.median(theirs["passes"])
            for ours, theirs in zip(runs["explorer"], runs[fastest], strict=True)])
        goal = GOALS.get(record["network"])
        rows.append([
            record["network"], threads, NAMES[fastest], f"{times[fastest]:.2f}",
            f"{times['explorer']:.2f}", f"{ratio:.3f}", f"{low:.3f} to {high:.3f}" if sure else "",
            f"{goal:.2f}" if goal else "none",
            "" if goal is None else "met" if ratio <= goal else "short"])
    return (
        "The explorer's median as a share of the fastest peer's. "
        + (f"The interval holds the median of\nthe rounds' ratios with a probability of "
           f"{100 * sure:.0f} %; {data['rounds']} rounds.\n\n" if sure else "One round.\n\n")
        + table(["network", "threads", "fastest peer", "its ms", "explorer ms", "ratio", "interval",
                 "goal", ""], rows))


def times_text(data):
    rows = []
    for record, threads, runs in cases(data):
        times = milliseconds(runs)
        for engine in sorted(times, key=times.get):
            passes = flat(run["passes"] for run in runs[engine])
            lower, upper = medians.quartiles(passes)
            rows.append([
                record["network"], threads, NAMES[engine], f"{times[engine]:.2f}",
                f"{lower:.2f} to {upper:.2f}", f"{min(passes):.2f}",
                f"{times['explorer'] / times[engine]:.2f}",
                f"{2 * record['facts']['macs'] / times[engine] / 1e6:.0f}"])
    return (
        "All engines. GFLOP/s count the operations of direct convolutions.\n\n"
        + table(["network", "threads", "engine", "median ms", "quartiles", "least", "explorer / it",
                 "GFLOP/s"], rows))


def second_thread_text(data):
    """What the second thread is worth to each engine."""
    times = {
        (record["network"], threads): milliseconds(runs) for record, threads, runs in cases(data)}
    rows = [
        [record["network"], *(
            f"{times[record['network'], 1][engine] / times[record['network'], 2][engine]:.2f}"
            if engine in record["engines"] else "" for engine in NAMES)]
        for record in data["networks"]
        if (record["network"], 1) in times and (record["network"], 2) in times]
    if not rows:
        return None
    return "Time at 1 thread over time at 2.\n\n" + table(["network", *NAMES.values()], rows)


def memory_text(data):
    def mib(sizes):
        return "" if None in sizes else f"{medians.median(sizes) / 2**20:.0f}"

    rows = []
    for record, threads, runs in cases(data):
        ours = runs["explorer"][0]
        weights, arena = record["facts"]["weight_bytes"], ours["arena_bytes"]
        for engine in record["engines"]:
            peak = medians.median([run["peak_bytes"] for run in runs[engine]])
            rows.append([
                record["network"], threads, NAMES[engine], mib([peak]),
                mib([run["peak_bytes_in_passes"] for run in runs[engine]]),
                mib([weights]), mib([ours["packed_bytes"]]), mib([arena]),
                f"{peak / (weights + arena):.2f}"])
    return (
        "Peak resident memory in MiB: of the whole process, with the peers' interpreter and\n"
        "libraries and the reading of the network, and of the timed passes. Then the weights in\n"
        "float32, the same as the explorer packs and transforms them, its arena of outputs, and the\n"
        "process as a share of weights and arena.\n\n"
        + table(
            ["network", "threads", "engine", "process", "passes", "weights", "packed", "arena",
             "share"],
            rows))


def values_text(data):
    rows = []
    for record in data["networks"]:
        for layer in record["facts"]["layers"]:
            rows.append([record["network"], layer, *(
                f"{record['values'][engine][layer]:.1e}" if engine in record["values"] else ""
                for engine in NAMES)])
    return (
        "Greatest difference from Keras' values as a share of the layer's greatest value.\n\n"
        + table(["network", "layer", *NAMES.values()], rows))


def machine_text(data):
    facts = data["machine"]
    versions = {
        run["engine"]: run["version"] for record in data["networks"] for run in record["runs"]}
    versions["explorer"] = f"{facts['commit']} ({versions.get('explorer')})"
    lines = [
        f"{facts['date']}, {facts['model']} ({facts['family']}; {', '.join(facts['vectors'])}), "
        f"{facts['cores']} cores, {facts['caches']}, {facts['memory_gib']} GiB,",
        f"hypervisor {facts['hypervisor']}, {facts['system']}. FMA peak of one thread: "
        f"{facts['peak_gflops']} GFLOP/s.",
        "Every process has as many cores as threads, at "
        + ("real-time priority (chrt -f 20)" if facts["is_realtime"]
           else "ordinary priority, as chrt was not permitted")
        + f"; load average at the start: {facts['load']:.1f}.",
        ", ".join(f"{NAMES[engine]} {version}" for engine, version in versions.items()) + ".",
        *(f"Left out: {reason.split('=', 1)[1]}" for reason in data["missing"]),
        *(f"Left out of {record['network']}: {NAMES[engine]}: {reason}"
          for record in data["networks"] for engine, reason in record["absent"].items())]
    return "\n".join(lines)


def text(data):
    parts = [machine_text, ratios_text, times_text, second_thread_text, values_text, memory_text]
    return "\n\n".join(filter(None, (part(data) for part in parts)))
