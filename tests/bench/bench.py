#!/usr/bin/python3
"""xent against what people use instead, alternately, in one run:  bench.py BUILD DIRECTORY [JOB ...]

BUILD holds xent, tests/bench/job and tests/bench/workload; the workloads (3.3 GB) are made in DIRECTORY
unless they are there.  Every run of everybody is a process of its own.  Times are medians; a job's
ratio is against the fastest peer whose answer is right.  Writes bench.tsv, the chart bench.svg,
and the table as Markdown on standard output.  RUNS (5) and THREADS (2) come from the environment.
"""
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD, FOLDER = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
CHOSEN = sys.argv[3:]
RUNS = int(os.environ.get("RUNS", "5"))
THREADS = os.environ.get("THREADS", "2")
PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")


def xent_job(job, workload, labels=True, threads=THREADS, scores=None):
    scores = scores or f"{FOLDER}/{workload}.npy"
    labels = f"{FOLDER}/{workload}_labels.npy" if labels else "-"
    return [f"{BUILD}/tests/bench/job", job, scores, labels, threads]


def xent_whole(workload):
    return [f"{BUILD}/xent", "report", f"{FOLDER}/{workload}.npy", "--labels",
            f"{FOLDER}/{workload}_labels.npy", "-q", "-o", f"{FOLDER}/report.html"]


def peer(name, workload):
    return [PYTHON, f"{HERE}/peers.py", f"{name}-{workload}", FOLDER, THREADS]


# job: (what it is, least ratio, tolerance of the answers, {contestant: command}); xent's come first,
# and the first of them is the one that counts.  Tolerance None: a whole process, timed from outside.
JOBS = {
    "temperature-A": ("temperature, 10,000 x 10", None, 1e-4, {
        "xent": xent_job("temperature", "A"),
        "torch LBFGS": peer("torch-temperature", "A"),
        "scipy bounded": peer("scipy-temperature", "A")}),
    "temperature-B": ("temperature, 50,000 x 1,000", 60, 1e-4, {
        "xent": xent_job("temperature", "B"),
        "xent, 1 thread": xent_job("temperature", "B", threads="1"),
        "torch LBFGS": peer("torch-temperature", "B"),
        "scipy bounded": peer("scipy-temperature", "B")}),
    "temperature-C": ("temperature, 1,000,000 x 10", 15, 1e-4, {
        "xent": xent_job("temperature", "C"),
        "torch LBFGS": peer("torch-temperature", "C"),
        "scipy bounded": peer("scipy-temperature", "C")}),
    "temperature-E": ("temperature, 20,000 x 32,000", 50, 1e-4, {
        "xent": xent_job("temperature", "E"),
        "xent, 1 thread": xent_job("temperature", "E", threads="1"),
        "torch LBFGS": peer("torch-temperature", "E")}),
    "whole-B": ("whole process, 50,000 x 1,000", 12, None, {
        "xent report": xent_whole("B"),
        "torch script": peer("whole-torch", "B"),
        "numpy/scipy script": peer("whole-scipy", "B")}),
    "whole-A": ("whole process, 10,000 x 10", 6, None, {
        "xent report": xent_whole("A"),
        "torch script": peer("whole-torch", "A"),
        "numpy/scipy script": peer("whole-scipy", "A")}),
    "metrics-B": ("NLL, accuracy, Brier, entropy, bins; the peer NLL alone, 50,000 x 1,000", 4, 1e-4, {
        "xent": xent_job("metrics", "B"),
        "torch cross_entropy": peer("torch-nll", "B")}),
    "loss-C": ("cross-entropy, 1,000,000 x 10", None, 1e-4, {
        "xent": xent_job("loss", "C"),
        "xent, 1 thread": xent_job("loss", "C", threads="1"),
        "torch cross_entropy": peer("torch-nll", "C")}),
    "memory-C": ("cross-entropy, 1,000,000 x 10, beside a sum of the same bytes", 0.25, None, {
        "xent": xent_job("loss", "C"),
        "bytes": xent_job("memory", "C")}),
    "memory-one-C": ("the same with 1 thread", 0.25, None, {
        "xent": xent_job("loss", "C", threads="1"),
        "bytes": xent_job("memory", "C", threads="1")}),
    "platt-D": ("Platt, 10,000,000", 20, 1e-4, {
        "xent": xent_job("platt", "D"),
        "sklearn LogisticRegression": peer("sklearn-platt", "D")}),
    "isotonic-D": ("isotonic, 10,000,000", 5, 1e-6, {
        "xent": xent_job("isotonic", "D"),
        "sklearn IsotonicRegression": peer("sklearn-isotonic", "D")}),
    "vector-B": ("vector scaling, 50,000 x 1,000", 12, 1e-4, {
        "xent": xent_job("vector", "B"),
        "torch LBFGS": peer("torch-vector", "B")}),
    "ece-P": ("ECE with interval and null reference; the peer ECE alone, 10,000,000", 8, 1e-6, {
        "xent": xent_job("ece", "P"),
        "numpy bincount": peer("numpy-ece", "P")}),
    "csv-B": ("reading a CSV of 50,000 x 1,000", 4, 1e-4, {
        "xent": xent_job("read", "B", labels=False, scores=f"{FOLDER}/B.csv"),
        "xent, libcsv alone": xent_job("read-libcsv", "B", labels=False, scores=f"{FOLDER}/B.csv"),
        "numpy.loadtxt": peer("numpy-loadtxt", "B"),
        "pandas": peer("pandas-csv", "B")}),
    "csv-F": ("reading a CSV of 10,000 x 100", None, 1e-4, {
        "xent": xent_job("read", "F", labels=False, scores=f"{FOLDER}/F.csv"),
        "numpy.loadtxt": peer("numpy-loadtxt", "F"),
        "pandas": peer("pandas-csv", "F")}),
}


def make_workloads(jobs):
    names = sorted({job[-1] for job in jobs})
    for name in names:
        done = f"{FOLDER}/{name}.done"
        if not os.path.exists(done):
            print(f"making {name} ...", file=sys.stderr)
            subprocess.run([f"{BUILD}/tests/bench/workload", name, FOLDER], check=True)
            open(done, "w").close()


class Memory(threading.Thread):
    """Watches the peak of a process's private and of its whole resident memory, in MB."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.path, self.private, self.resident = f"/proc/{pid}/status", 0.0, 0.0
        self.over = threading.Event()

    def look(self):
        with open(self.path) as status:
            for line in status:
                if line.startswith("RssAnon:"):
                    self.private = max(self.private, int(line.split()[1]) / 1024)
                elif line.startswith("VmHWM:"):
                    self.resident = max(self.resident, int(line.split()[1]) / 1024)

    def run(self):
        while not self.over.is_set():
            try:
                self.look()
            except OSError:
                return
            self.over.wait(0.005)


def run(command, whole):
    """Seconds, answer, private MB, resident MB; None if a library is missing."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    memory = Memory(process.pid)
    memory.start()
    output, _ = process.communicate()
    wall = time.perf_counter() - start
    memory.over.set()
    memory.join()
    if process.returncode == 77:
        return None
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit status {process.returncode}")
    said = json.loads(output.splitlines()[-1]) if output.strip() else {"answer": None}
    return wall if whole else said["seconds"], said["answer"], memory.private, memory.resident


def measure(name):
    """One row for each contestant: their runs take turns."""
    title, least, tolerance, contestants = JOBS[name]
    runs = {c: [] for c in contestants}
    for i in range(RUNS):
        for contestant, command in contestants.items():
            if runs[contestant] is None:
                continue
            result = run(command, tolerance is None and name.startswith("whole"))
            print(f"{name}\t{i + 1}/{RUNS}\t{contestant}\t{result}", file=sys.stderr)
            if result is None:
                runs[contestant] = None
            else:
                runs[contestant].append(result)
    return rows_of(name, title, least, tolerance, runs)


def rows_of(name, title, least, tolerance, runs):
    rows, own = [], None
    for contestant, results in runs.items():
        row = {"job": name, "title": title, "who": contestant, "least": least}
        if results is None:
            rows.append(dict(row, missing=True))
            continue
        seconds = [r[0] for r in results]
        row.update(missing=False, median=statistics.median(seconds), low=min(seconds),
                   high=max(seconds), answer=results[0][1],
                   private=max(r[2] for r in results), resident=max(r[3] for r in results))
        own = own or row
        row["right"] = right(own["answer"], row["answer"], tolerance)
        row["ratio"] = row["median"] / own["median"]
        rows.append(row)
    return rows


def right(own, answer, tolerance):
    if tolerance is None or own is None or answer is None:
        return True
    return abs(own - answer) <= tolerance * abs(own)


def verdicts(rows):
    """The ratio that counts, by job: against the fastest right peer."""
    ratios = {}
    for row in rows:
        if row["missing"] or row["who"].startswith("xent") or not row["right"]:
            continue
        ratios[row["job"]] = min(ratios.get(row["job"], float("inf")), row["ratio"])
    return ratios


def seconds_text(x):
    return f"{x:.3g}" if x < 100 else f"{x:.0f}"


def markdown(rows):
    ratios = verdicts(rows)
    print("| job | who | median s | range | ratio | private MB | answer |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        if row["missing"]:
            print(f"| {row['title']} | {row['who']} | not installed | | | | |")
            continue
        own = row["who"].startswith("xent")
        answer = "" if row["answer"] is None else f"{row['answer']:.10g}"
        note = "" if row["right"] else " (wrong)"
        title = f"**{row['title']}**" if row["ratio"] == 1 and own else ""
        print(f"| {title} | {row['who']} | {seconds_text(row['median'])} | "
              f"{seconds_text(row['low'])} to {seconds_text(row['high'])} | "
              f"{row['ratio']:.3g} | {row['private']:.0f} | {answer}{note} |")
    print()
    for job, ratio in ratios.items():
        least = JOBS[job][1]
        goal = "" if least is None else f", at least {least} wanted" + (": NOT MET" if ratio < least else "")
        print(f"* {JOBS[job][0]}: {ratio:.3g} times the fastest right peer{goal}")


SIZE = {"A": 1e5, "B": 5e7, "E": 6.4e8}  # scores


def scaling(rows):
    """How the time of the temperature fit grows with the size, and what the second thread gives."""
    own = {(r["job"][-1], r["who"]): r["median"] for r in rows
           if not r["missing"] and r["job"].startswith("temperature")}
    for small, large in ("AB", "BE"):
        times = own.get((small, "xent")), own.get((large, "xent"))
        if all(times):
            power = math.log(times[1] / times[0]) / math.log(SIZE[large] / SIZE[small])
            print(f"* temperature from {small} to {large}: time grows as size^{power:.3f}")
    for job in "BE":
        alone, together = own.get((job, "xent, 1 thread")), own.get((job, "xent"))
        if alone and together:
            print(f"* temperature {job}: {THREADS} threads are {alone / together:.3g} times as fast as one")


def machine():
    with open("/proc/cpuinfo") as info:
        model = next((l.split(":")[1].strip() for l in info if l.startswith("model name")), "")
    return f"{os.cpu_count()} x {model}, Linux {platform.release()}, {RUNS} runs, {THREADS} threads"


def save(rows):
    with open("bench.tsv", "w") as table:
        print("job\twho\tmedian\tlow\thigh\tratio\tprivate_mb\tresident_mb\tanswer", file=table)
        for r in rows:
            if not r["missing"]:
                print(r["job"], r["who"], *(f"{r[k]:.6g}" for k in
                      ("median", "low", "high", "ratio", "private", "resident")), r["answer"],
                      sep="\t", file=table)


def save_chart(rows):
    peers = [r for r in rows if not r["missing"] and r["right"]
             and not r["who"].startswith("xent") and r["who"] != "bytes"]
    with open("bench.dat", "w") as data:
        for i, r in enumerate(peers):
            print(i + 1, f"{r['who']}: {r['job']}", f"{r['ratio']:.6g}", sep="\t", file=data)
    with open("bench.svg", "w") as chart:
        subprocess.run(["gnuplot", "-d", "-e", f"DATA='bench.dat'; ROWS={len(peers)}",
                        f"{HERE}/bench.gp"], stdout=chart, check=True)


HEAD = """# Speed against what people use instead

![Times of peers](bench.svg)

`make bench` made this page: every run is a process of its own, everybody takes turns, times are
medians.  Inside a process neither imports nor loading count, unless loading is the job; `whole
process` is everything from start to figure (for xent the default report: diagnosis, 5-fold fit,
intervals, null references, before and after; for the scripts the fit, a few metrics and one picture).
The ratio that counts is against the fastest peer whose answer agrees: T within 1e-4.  Private memory
is the largest that /proc showed; mapped files are not in it.
"""


def main():
    names = [n for n in JOBS if not CHOSEN or n in CHOSEN]
    os.makedirs(FOLDER, exist_ok=True)
    make_workloads(names)
    rows = []
    for name in names:
        rows += measure(name)
        save(rows)
    save_chart(rows)
    print(HEAD)
    print(machine() + "\n")
    markdown(rows)
    scaling(rows)


main()
