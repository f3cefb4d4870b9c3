"""How the modules may depend on each other, read from their source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "annotator"
LIMIT = 300  # lines of a module

# The stages, from the values that all share up to the command line. A stage may import from lines
# above its own; what is not listed is held to the absence of circles alone.
LAYERS = [
    {"errors", "formats", "model", "database"},
    {"corpus", "fields", "nlp", "record", "sieve", "words", "yamlfile"},
    {"evaluate", "inflection", "wordindex", "yaml12", "writers"},
    {"tree", "wordtable"},
    {"gazetteer", "lexicon", "readers", "validate", "review", "store"},
    {"intake", "pattern", "mentions", "readings"},
    {"ledger", "surface"},
    {"extract", "gate", "impact", "screen"},
    {"assemble", "explain", "findings"},
    {"pipeline"},
    {"run", "session", "workers", "export"},
    {"recalling", "stream", "shards"},
    {"cli"},
]
HEAVY = {"stanza", "torch"}
TERMINAL = {"stdout", "stderr"}


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def stage(module: str) -> str:
    """`extract` of `annotator.extract.status`; the package itself has the empty name."""
    return [*module.split("."), ""][1]


def imported(tree: ast.AST) -> Iterator[str]:
    """Names of the modules that a tree imports, wherever in it the statement stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


def stages_of(module: str) -> set[str]:
    return {stage(name) for name in imported(TREES[module]) if name.split(".")[0] == "annotator"}


def graph() -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for module in MODULES:
        edges.setdefault(stage(module), set()).update(stages_of(module) - {stage(module)})
    return edges


def test_there_are_no_circles() -> None:
    try:
        list(TopologicalSorter(graph()).static_order())
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' → '.join(error.args[1])}")


def test_no_module_is_part_of_a_circle_within_its_stage() -> None:
    edges = {name: {n for n in imported(TREES[name]) if n in MODULES} for name in MODULES}
    # `from annotator.extract import x` names the module; the package's own file re-exports
    edges = {
        name: {n for n in found if not name.startswith(f"{n}.")} for name, found in edges.items()
    }
    try:
        list(TopologicalSorter(edges).static_order())
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' → '.join(error.args[1])}")


@pytest.mark.parametrize("height", range(len(LAYERS)))
def test_imports_go_one_way(height: int) -> None:
    edges = graph()
    not_below = set().union(*LAYERS[height:])
    for name in LAYERS[height]:
        assert name in edges, f"there is no stage {name!r} any more: mend LAYERS"
        assert edges[name] & not_below == set(), f"{name} imports from its own height or above"


@pytest.mark.parametrize("name", ["errors", "model"])
def test_the_shared_values_depend_on_nothing_of_the_project(name: str) -> None:
    assert stages_of(f"annotator.{name}") == set()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_only_nlp_imports_the_models_libraries(module: str) -> None:
    found = {name.split(".")[0] for name in imported(TREES[module])} & HEAVY
    assert not found or stage(module) == "nlp"


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"annotator.console"}))
def test_only_the_console_prints(module: str) -> None:
    for node in ast.walk(TREES[module]):
        where = f"{MODULES[module]}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"print", "typer.echo", "typer.secho", "rich.print"}, where
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "sys":
            assert node.attr.strip("_") not in TERMINAL, where
        if isinstance(node, ast.ImportFrom) and node.module == "rich.console":
            pytest.fail(where)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_modules_are_short(module: str) -> None:
    lines = MODULES[module].read_text(encoding="utf-8").count("\n")
    assert lines <= LIMIT
