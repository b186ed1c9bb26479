"""The house of docs: which part may import which (the contracts are in pyproject.toml)."""

import ast
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = sorted((ROOT / "buckets" / "cors").rglob("*.py"))


def test_imports_keep_the_contracts() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize("file", DOMAIN, ids=lambda file: file.name)
def test_the_domain_needs_the_standard_library_only(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    foreign = {
        name
        for name in names
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("buckets.cors")
    }
    assert foreign == set()
