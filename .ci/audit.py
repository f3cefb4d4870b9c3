"""Known weaknesses of the installed packages, by pip-audit: `python .ci/audit.py`.

Exit codes: 0 none, 1 some, 3 the advisory service was not reached, which says nothing either way.
"""

from __future__ import annotations

import json
import subprocess
import sys

NONE, SOME, NOT_REACHED = 0, 1, 3
OPTIONS = ("--local", "--skip-editable", "--progress-spinner=off", "--timeout=20", "--format=json")


def main() -> int:
    command = [sys.executable, "-m", "pip_audit", *OPTIONS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = (done.stderr.strip() or "no answer").splitlines()[-1]
        print(f"pip-audit: no advisory service: {reason}")
        return NOT_REACHED
    audited = [package for package in packages if "vulns" in package]
    if not audited:
        print("pip-audit: no advisory service: it knows none of the packages")
        return NOT_REACHED
    found = [(package, vuln) for package in audited for vuln in package["vulns"]]
    for package, vuln in found:
        fixed = ", ".join(vuln["fix_versions"]) or "no version"
        print(f"{package['name']} {package['version']}: {vuln['id']}, mended in {fixed}")
    print(f"{len(audited)} of {len(packages)} packages audited, {len(found)} weaknesses")
    return SOME if found else NONE


if __name__ == "__main__":
    sys.exit(main())
