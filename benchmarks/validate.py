"""How long `annotate validate` takes over 1,000 annotations: copies of the samples.

python benchmarks/validate.py [NUMBER]
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"
CODE = """
import sys
from annotator.cli import main
try:
    main(["validate", sys.argv[1]])
finally:
    print("torch loaded:", "torch" in sys.modules)
"""


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as place:
        for i, path in enumerate(islice(cycle(sorted(CORPUS.glob("*.yaml"))), number)):
            folder = Path(place, f"{i // 46:04}")
            folder.mkdir(exist_ok=True)
            shutil.copy(path, folder)
            shutil.copy(path.with_suffix(".txt"), folder)
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", CODE, place], check=True)
        wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{number} annotations: {wall:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of one core")


if __name__ == "__main__":
    main()
