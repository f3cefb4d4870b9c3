"""Every measured table of docs/quality.md and docs/confidence.md in one run.

    python -m benchmarks.tables --docs docs [--gold DIR --articles DIR --name TEXT]…

Without `--docs` they are printed.
"""

from __future__ import annotations

from benchmarks import ablation, quality

if __name__ == "__main__":
    quality.main()
    ablation.main()
