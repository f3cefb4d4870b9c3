"""Runs disturbed in all ways: `python -m tests.faults --kills 200 [--real 10] [--seed 1]`.

A corpus of invented articles, some of whose annotations people have edited, is annotated again and
again, and each time something goes wrong. After each time every file must be whole: what the program
writes is valid, what a person wrote is there, what cannot be merged is untouched, and articles are as
they were. The run after that must complete. A share of it is in `test_faults.py`.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))  # as pytest does: the tests are no package

from annotator.codes import known_codes
from annotator.validate import Validator
from tried import record

TESTS = Path(__file__).parent
BEGUN = b"begun\n"
PLACES = ("Bergen", "Lagos", "Porto", "Tromsø", "Faro", "Narvik", "Setúbal", "Kristiansand")
_VERSION = re.compile(r'^  version: "?([^"\n]+)', re.MULTILINE)
REMARK = "# relu par Inès"

Edit = Callable[[str], str]


def _edited(text: str) -> str:
    return text.replace("status: done", f"status: planned  {REMARK}")


def _added(text: str) -> str:
    entry = (
        f"  - type: visit  {REMARK}\n    parties: [NOR, PRT]\n    status: done\n    domains: []\n"
        "    evidence:\n      - quote: La Norvège et le Portugal\n"
    )
    return text.replace("rationale:", f"{entry}rationale:")


def _deleted(text: str) -> str:
    start, end = text.index("cooperation:"), text.index("rationale:")
    return f"{text[:start]}{REMARK}\ncooperation: []\n{text[end:]}"


def _accepted(text: str) -> str:
    return text.replace("status: unreviewed", "status: accepted")


# What people do to annotations: the program goes on with the first three, the rest it leaves alone.
EDITS: dict[str, Edit] = {
    "edited": _edited,
    "added": _added,
    "deleted": _deleted,
    "accepted": _accepted,
    "broken": lambda text: text.replace("relevant: true", 'relevant: "true'),
    "in another form": lambda text: "{relevant: true, cooperation: []}  # à refaire\n",
}
UNTOUCHED = {"accepted", "broken", "in another form"}


@dataclass
class Corpus:
    """Articles and annotations in a folder, and what must be true of each."""

    folder: Path
    articles: dict[Path, bytes] = field(default_factory=dict)
    people: dict[Path, str] = field(default_factory=dict)  # annotation → what was done to it
    texts: dict[Path, bytes] = field(default_factory=dict)  # annotation → as a person left it
    seconds: float = 0.0  # that a run takes

    @classmethod
    def build(cls, folder: Path, count: int, seed: int = 1) -> Corpus:
        """`count` articles, annotated once, every fifth annotation edited by a person."""
        corpus, chance = cls(folder), random.Random(seed)
        for number in range(count):
            path = folder / f"mois-{number % 7}" / f"{number:04}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_article(number, chance), encoding="utf-8")
            corpus.articles[path] = path.read_bytes()
        start = time.monotonic()
        done = annotate("0", folder)
        assert done.returncode == 0, done.stderr
        corpus.seconds = time.monotonic() - start
        corpus.edit(count // 5, chance)
        return corpus

    def edit(self, count: int, chance: random.Random) -> None:
        """A person edits so many annotations that nobody has edited before."""
        targets = {path.with_suffix(".yaml") for path in self.articles} - set(self.people)
        for number, target in enumerate(chance.sample(sorted(targets), min(count, len(targets)))):
            name = list(EDITS)[number % len(EDITS)]
            text = EDITS[name](target.read_text(encoding="utf-8"))
            target.write_text(text, encoding="utf-8")
            self.people[target], self.texts[target] = name, text.encode()

    def left_alone(self) -> list[Path]:
        """The annotations that no run may change."""
        return [path for path, name in self.people.items() if name in UNTOUCHED]

    def faults(self, *, articles: bool = True) -> list[str]:
        """What is not whole; empty when all is well."""
        found = [str(p) for p, b in self.articles.items() if articles and not _holds(p, b)]
        untouched = {path for path, text in self.texts.items() if _holds(path, text)}
        found += [f"{path}: was touched" for path in set(self.left_alone()) - untouched]
        validator = Validator(known_codes())
        for path in sorted(set(self.folder.rglob("*.yaml")) - untouched):
            problems = validator.check_file(path)
            found += [f"{p.file}: {p.message}" for p in problems if p.level == "error"]
            if path in self.people and REMARK not in path.read_text(encoding="utf-8"):
                found.append(f"{path}: what a person has {self.people[path]} is lost")
        return found

    def versions(self) -> Counter[str]:
        """How many annotations each version of the program wrote last."""
        texts = (path.read_text(encoding="utf-8") for path in self.folder.rglob("*.yaml"))
        return Counter(m[1] for text in texts if (m := _VERSION.search(text)))

    def require_complete(self, version: str) -> None:
        """Run once more, and hold that all is done that can be and nothing is left over."""
        for scratch in self.scratch():
            os.utime(scratch, (0, 0))  # as if it had been there for long
        done = annotate(version, self.folder)
        left = self.left_alone()
        broken = sum(self.people[path] != "accepted" for path in left)
        assert done.returncode == (1 if broken else 0), done.stderr
        assert done.stderr.count(": ANN2") == len(left), done.stderr
        assert self.faults() == []
        assert self.versions()[version] == len(self.articles) - len(left)
        assert self.scratch() == []

    def scratch(self) -> list[Path]:
        """What a killed run left beside the files."""
        return sorted(self.folder.rglob(".*.tmp"))


def _article(number: int, chance: random.Random) -> str:
    place = chance.choice(PLACES)
    more = "Les deux pays se félicitent de leur coopération. " * chance.randrange(4)
    return (
        f"Manœuvres au large de {place}, n° {number}\n\nLa Norvège et le Portugal ont mené hier un "
        f"exercice naval commun au large de {place}. {more}\n"
    )


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def command(version: str, *words: object, options: tuple[object, ...] = ()) -> list[str]:
    program = [sys.executable, TESTS / "faulty.py", *options, version, *words]
    return [str(word) for word in program]


def environment(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    plain = {"PYTHONPATH": str(TESTS.parent), "ANNOTATOR_CACHE": "off", "OMP_NUM_THREADS": "1"}
    names = {**os.environ, **plain, **(changes or {})}
    names.pop("GITHUB_ACTIONS", None)
    return {name: value for name, value in names.items() if value is not None}


def annotate(
    version: str,
    *words: object,
    options: tuple[object, ...] = (),
    changes: Mapping[str, str | None] | None = None,
    folder: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """A run that is waited for."""
    return subprocess.run(
        command(version, *words, options=options), cwd=folder, env=environment(changes),
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
        timeout=300, check=False,
    )  # fmt: skip


# kill -9


@dataclass
class Kills:
    """What came of killing runs."""

    killed: int = 0  # while they ran
    amid: int = 0  # of these, with some files written and others not
    finished: int = 0  # before the signal came
    files: int = 0  # looked at afterwards
    scratch: int = 0  # temporary files that were left and removed later
    faults: list[str] = field(default_factory=list)


def kill_runs(corpus: Corpus, kills: int, seed: int, cache: Path | None = None) -> Kills:
    """Start runs and kill each at a random moment; each goes on where the last one was killed."""
    chance, result = random.Random(seed), Kills()
    changes = {"ANNOTATOR_CACHE": str(cache)} if cache else None
    name = "cached" if cache else "plain"
    for number in range(kills):
        version = f"{name}-{number}"
        if number % 20 == 19:
            corpus.edit(len(EDITS), chance)
        process = subprocess.Popen(
            command(version, corpus.folder), env=environment(changes),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout
        start = time.monotonic()
        if process.stdout.read(len(BEGUN)) == BEGUN:  # most kills come while files are written
            rest = max(0.8 * corpus.seconds - (time.monotonic() - start), 0.05)
            time.sleep(chance.uniform(0, rest))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        _count(result, corpus, version, killed=process.returncode == -signal.SIGKILL)
    corpus.require_complete(f"{name}-last")
    return result


def _count(result: Kills, corpus: Corpus, version: str, *, killed: bool) -> None:
    result.killed += killed
    result.finished += not killed
    done = corpus.versions()[version]
    result.amid += killed and 0 < done < len(corpus.articles) - len(corpus.left_alone())
    result.files += len(corpus.articles) * 2
    result.faults += [f"{version}: {fault}" for fault in corpus.faults()]
    result.scratch = max(result.scratch, len(corpus.scratch()))


def kill_real_runs(folder: Path, kills: int, seed: int) -> int:
    """The same with the real models, in one process and in two; how many were killed."""
    corpus, chance, killed = Corpus.build(folder, 12, seed), random.Random(seed), 0
    plain = [sys.executable, "-c", "from annotator.cli import main; main()", "--force", str(folder)]
    start = time.monotonic()
    subprocess.run([*plain, "--quiet"], env=environment(), check=False, capture_output=True)
    whole = time.monotonic() - start
    for number in range(kills):
        jobs = ["--jobs", str(1 + number % 2)]
        process = subprocess.Popen([*plain, *jobs], env=environment(), stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 1.1) * whole)
        process.kill()
        process.wait()
        killed += process.returncode == -signal.SIGKILL
        assert corpus.faults() == []
    done = subprocess.run([*plain, "--quiet"], env=environment(), check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert corpus.faults() == []
    return killed


def main() -> None:
    from disturbances import DISTURBANCES

    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--real", type=int, default=0, help="kills of runs with the real models")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record", action="store_true", help="for docs/robustness.md")
    options = parser.parse_args()
    tried: dict[str, int] = {}  # what → how often, none of which may go wrong
    with tempfile.TemporaryDirectory() as place:
        corpus = Corpus.build(Path(place) / "killed", options.articles, options.seed)
        half = options.kills // 2
        for kills, cache in ((options.kills - half, Path(place) / "cache"), (half, None)):
            result = kill_runs(corpus, kills, options.seed, cache)
            print(
                f"kill -9, {'with' if cache else 'without'} caches: {result.killed} runs killed, "
                f"{result.amid} of them amid writing, {result.finished} had finished; "
                f"{result.files} files looked at, {len(result.faults)} not whole; "
                f"at most {result.scratch} temporary files left, all removed by the next run",
                flush=True,
            )
            assert not result.faults, result.faults[:5]
            caches = "with" if cache else "without"
            tried[f"runs killed {caches} caches"] = result.killed
            tried[f"of these, amid writing, {caches} caches"] = result.amid
            tried[f"files looked at after kills {caches} caches"] = result.files
        if options.real:
            killed = kill_real_runs(Path(place) / "real", options.real, options.seed)
            print(
                f"kill -9 with the real models: {killed} runs killed, all files whole", flush=True
            )
            tried["runs with the real models killed"] = killed
        done = 0
        for number, (name, disturb) in enumerate(DISTURBANCES.items()):
            told = disturb(Path(place) / f"disturbed-{number}")
            print(f"{name}: {told or 'all files whole, the next run completes'}", flush=True)
            done += not told
        tried["ways to disturb a run"] = done
    if options.record:
        words = [f"--kills {options.kills}", f"--real {options.real}", f"--seed {options.seed}"]
        record("faults", words, {"tried": tried})


if __name__ == "__main__":
    main()
