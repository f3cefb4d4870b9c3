"""Damaged inputs by the hundred thousand: `python -m tests.fuzz --inputs 200000 [--seed 1]`.

Each target takes bytes and may raise an `AnnotatorError` and nothing else, keep its promises, and take
no longer than SLOW. Half of the inputs come from own seeds that are cut, doubled and mixed by chance,
the other half from atheris, which looks for bytes that reach new code; where it is not installed, all
come from chance. The same seed gives the same inputs. A bounded share is in `test_fuzz.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))  # as pytest does: the tests are no package

from annotator.errors import AnnotatorError
from fuzztargets import TARGETS, WORDS, Target
from tried import record

SLOW = 10.0  # seconds of the processor for one input


class Findings:
    """Inputs that a target did not stand, one for each place in the code that failed."""

    def __init__(self, keep: Path | None) -> None:
        self.keep = keep
        self.seen: Counter[str] = Counter()

    def note(self, name: str, data: bytes, why: str) -> None:
        self.seen[f"{name}: {why}"] += 1
        if self.keep and self.seen[f"{name}: {why}"] == 1:
            self.keep.mkdir(parents=True, exist_ok=True)
            digest = hashlib.sha256(data).hexdigest()[:12]
            (self.keep / f"{name}-{digest}").write_bytes(data)


def mutate(chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds, changed in one to eight places."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 1, 2, 8, 40, 400)))
        match chance.randrange(8):
            case 0:
                del data[at:end]
            case 1:
                data[at:at] = data[at:end] * chance.choice((1, 2, 30))
            case 2:
                data[at:at] = chance.choice(WORDS)
            case 3:
                data[at:end] = chance.choice(WORDS)
            case 4:
                data[at:at] = chance.randbytes(chance.choice((1, 2, 4)))
            case 5:
                other = chance.choice(seeds)
                start = chance.randrange(len(other) + 1)
                data[at:at] = other[start : start + chance.choice((5, 50, 500))]
            case 6:
                del data[at:]
            case _:
                lines = bytes(data).splitlines(keepends=True)
                chance.shuffle(lines)
                data = bytearray(b"".join(lines))
    return bytes(data)


def try_input(name: str, target: Target, data: bytes, findings: Findings) -> None:
    start = time.process_time()
    try:
        target.run(data)
    except AnnotatorError:
        pass
    except Exception as error:  # noqa: BLE001 - any at all is a failure
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        findings.note(name, data, f"{type(error).__name__} at {place}: {str(error)[:80]}")
    if time.process_time() - start > SLOW:
        findings.note(name, data, f"took more than {SLOW} s")


def by_chance(name: str, inputs: int, seed: int, findings: Findings) -> int:
    """Give a target so many inputs; how many there were."""
    target, chance = TARGETS[name], random.Random(f"{seed} {name}")
    seeds = target.seeds()
    for data in seeds[:inputs]:
        try_input(name, target, data, findings)
    for _ in range(max(0, inputs - len(seeds))):
        try_input(name, target, mutate(chance, seeds), findings)
    return inputs


def by_atheris(name: str, inputs: int, seed: int, keep: Path) -> tuple[int, Counter[str]]:
    """The same in a process that looks for new code; it reports on its stdout."""
    words = ["--atheris", name, "--inputs", str(inputs), "--seed", str(seed), "--keep", str(keep)]
    done = subprocess.run(
        [sys.executable, __file__, *words], capture_output=True, encoding="utf-8", check=False
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("FOUND ")]
    ran = [line for line in done.stdout.splitlines() if line.startswith("RAN ")]
    found = Counter(line.removeprefix("FOUND ") for line in told)
    if not ran:
        found[f"{name}: atheris ended with {done.returncode}: {done.stderr[-300:]}"] += 1
    return int(ran[-1].split()[1]) if ran else 0, found


def run_atheris(name: str, inputs: int, seed: int, keep: Path) -> None:
    """In the process of its own."""
    import atheris

    target, findings, count = TARGETS[name], Findings(keep), [0]

    def one(data: bytes) -> None:
        count[0] += 1
        try_input(name, target, data, findings)
        if count[0] == inputs:
            for line in findings.seen:
                print("FOUND", line)
            print("RAN", count[0], flush=True)

    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(target.seeds()):
            Path(folder, str(number)).write_bytes(data)
        limits = [
            f"-runs={inputs}",
            f"-seed={seed}",
            "-max_len=6000",
            "-timeout=60",
            "-verbosity=0",
        ]
        for function in target.watched():
            atheris.instrument_func(function)
        atheris.Setup([sys.argv[0], *limits, folder], one)
        atheris.Fuzz()


def shares(inputs: int) -> dict[str, int]:
    """How many inputs each target gets, by what one costs."""
    total = sum(target.weight for target in TARGETS.values())
    found = {name: inputs * target.weight // total for name, target in TARGETS.items()}
    found[next(iter(found))] += inputs - sum(found.values())
    return found


def fuzz(
    inputs: int, seed: int, keep: Path | None, *, atheris: bool
) -> Iterator[tuple[str, int, Counter[str]]]:
    """For each target: its name, how many inputs it had, what was found."""
    for name, share in shares(inputs).items():
        findings = Findings(keep)
        guided = share // 2 if atheris and TARGETS[name].guided else 0
        count = by_chance(name, share - guided, seed, findings)
        if guided:
            ran, found = by_atheris(name, guided, seed, keep or Path(tempfile.mkdtemp()))
            findings.seen += found
            count += ran
        yield name, count, findings.seen


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=None, help="where inputs that fail are put")
    parser.add_argument("--record", action="store_true", help="for docs/robustness.md")
    parser.add_argument("--only", choices=TARGETS, help="one target alone")
    parser.add_argument("--atheris", choices=TARGETS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.atheris:
        run_atheris(options.atheris, options.inputs, options.seed, options.keep)
        return 0
    guided = find_spec("atheris") is not None
    print(f"seed {options.seed}, {'half of it by atheris' if guided else 'by chance alone'}")
    if options.only:
        for name in set(TARGETS) - {options.only}:
            del TARGETS[name]
    inputs: dict[str, int] = {}
    found = 0
    for name, count, seen in fuzz(options.inputs, options.seed, options.keep, atheris=guided):
        print(f"{name:<12} {count:>8,} inputs  {len(seen)} failures", flush=True)
        for line, times in seen.most_common():
            print(f"    {times} × {line}", flush=True)
        inputs[name] = count
        found += len(seen)
    print(f"{'all':<12} {sum(inputs.values()):>8,} inputs  {found} failures")
    if options.record:
        only = ["--only", options.only] if options.only else []
        words = [*only, "--inputs", str(options.inputs), "--seed", str(options.seed)]
        record("fuzz", words, {"inputs": inputs, "failures": found})
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
