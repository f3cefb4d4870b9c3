"""The hooks for pre-commit and the action for GitHub, run for real in a repository of their user's."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from documents import ROOT, Workplace

PREK = shutil.which(
    "prek", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}"
) or shutil.which("pre-commit")
needs_prek = pytest.mark.skipif(not PREK, reason="neither prek nor pre-commit is installed")
HOOKS = ROOT / ".pre-commit-hooks.yaml"
CONFIG = """\
repos:
  - repo: {source}
    rev: {revision}
    hooks:
      - id: annotate-validate
        args: [articles]
      - id: annotate-check
        args: [articles]
"""


class Repository(Workplace):
    """A user's repository: an article with its annotation, committed on `main`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        shutil.rmtree(self.folder / "corpus")
        shutil.copy(ROOT / "docs/example.yaml", self.annotation)
        self.must("git init -q -b main . && git add . && git commit -q -m Articles")
        self.must(
            "git clone -q --bare . ../origin && git remote add origin ../origin && git fetch -q"
        )

    @property
    def annotation(self) -> Path:
        return self.folder / "articles/example.yaml"

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"PYTHONPATH": str(ROOT), "PREK_HOME": str(self.home)}

    def must(self, command: str) -> str:
        printed, status = self.run(command)
        assert status == 0, printed
        return printed

    def rewrite(self, old: str, new: str) -> None:
        text = self.annotation.read_text(encoding="utf-8")
        assert old in text
        self.annotation.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


# hooks


@pytest.fixture
def hooked(repository: Repository, tmp_path: Path) -> Repository:
    """The repository with the hooks of another one, as a user has them from ours."""
    source = tmp_path / "source"
    source.mkdir()
    shutil.copy(HOOKS, source)
    repository.must(f"cd {source} && git init -q . && git add . && git commit -q -m Hooks")
    revision = repository.must(f"git -C {source} rev-parse HEAD").strip()
    config = CONFIG.format(source=source, revision=revision)
    (repository.folder / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    repository.must("git add . && git commit -q -m Hooks")
    return repository


@needs_prek
def test_hooks_pass_what_is_right(hooked: Repository) -> None:
    printed = hooked.must(f"{PREK} run --all-files")
    assert re.search(r"annotations are right\.+Passed", printed)
    assert re.search(r"annotations are up to date\.+Passed", printed)


@needs_prek
def test_hooks_stop_a_commit_with_what_is_wrong(hooked: Repository) -> None:
    hooked.must(f"{PREK} install")
    hooked.rewrite("status: planned", "status: plannd")
    printed, status = hooked.run("git commit -q -a -m Wrong")
    assert status == 1
    assert re.search(r"annotations are right\.+Failed", printed)
    assert (
        "articles/example.yaml:22:5: ANN203 unknown status 'plannd'; did you mean 'planned'?"
        in printed
    )


@needs_prek
def test_hooks_tell_what_is_out_of_date(hooked: Repository) -> None:
    article = hooked.folder / "articles/example.txt"
    article.write_text(article.read_text(encoding="utf-8") + "Fin.\n", encoding="utf-8")
    printed, status = hooked.run(f"{PREK} run --all-files annotate-check")
    assert status == 1
    assert "would be written: the article has changed" in printed


# the action


def load_action() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return loaded


def commands(repository: Repository, **inputs: str) -> list[tuple[str, str]]:
    """Name and command of each step that runs one, with what GitHub puts in for `${{ … }}`."""
    action = load_action()
    values = {name: about["default"] for name, about in action["inputs"].items()} | inputs
    steps = []
    for step in action["runs"]["steps"]:
        if "run" in step:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"], (
                "values come through the environment, not into the code"
            )
            names = {
                k: re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", v)
                for k, v in step.get("env", {}).items()
            }
            exports = [f"export {k}={values[m[1]]!r}" for k, m in names.items() if m]
            steps.append(
                (step.get("name", ""), "\n".join(["set -eo pipefail", *exports, step["run"]]))
            )
    return steps


def run_action(repository: Repository, **inputs: str) -> dict[str, tuple[str, int]]:
    """What each step prints and its status; `pip` is one that only looks at what it is given."""
    pip = repository.home / "bin/pip"
    pip.parent.mkdir()
    pip.write_text(
        '#!/bin/sh\nfor last; do :; done; test -f "$last/pyproject.toml" && echo "installs $last"\n'
    )
    pip.chmod(0o755)
    github = (
        f"export PATH={pip.parent}:$PATH GITHUB_ACTION_PATH={ROOT} GITHUB_ACTIONS=true"
        f" GITHUB_BASE_REF=main GITHUB_STEP_SUMMARY={repository.home}/summary.md\n"
    )
    return {
        name: repository.run(github + command) for name, command in commands(repository, **inputs)
    }


def test_the_action_passes_what_is_right(repository: Repository) -> None:
    repository.rewrite("status: planned", "status: considered")
    done = run_action(repository)
    assert [status for _, status in done.values()] == [0] * 4, done
    assert done["Install"][0] == f"installs {ROOT}\n"
    summary = (repository.home / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("**articles/example.yaml**\n\n- \\~ patrol BRA–CPV")


def test_the_action_marks_what_is_wrong_in_the_files(repository: Repository) -> None:
    repository.rewrite("status: planned", "status: plannd")
    printed, status = run_action(repository)["Annotations are right"]
    assert status == 1
    assert printed.startswith(
        "::error file=articles/example.yaml,line=22,col=5,title=ANN203 schema::unknown"
    )


def test_a_folder_of_any_name_is_a_folder(repository: Repository) -> None:
    folder = "--check; touch owned $(touch owned)"
    (repository.folder / "articles").rename(repository.folder / folder)
    done = run_action(repository, path=folder)
    assert done["Annotations are right"][1] == 0, done
    assert not (repository.folder / "owned").exists()


def test_steps_run_on_conditions_that_exist() -> None:
    action = load_action()
    for step in action["runs"]["steps"]:
        assert step.get("if", "always()") in {"always()", "inputs.check == 'true'"}
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == set(action["inputs"])
