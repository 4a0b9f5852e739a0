"""Calls in our own code, found by reading it: for rules that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = settings.BASE_DIR
PACKAGES = ("courseapp", "schedule", "projects")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield (path from the root, parsed module); without migrations, which are generated."""
    for package in PACKAGES:
        for path in sorted(Path(ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def calls(module: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module) if isinstance(node, ast.Call))


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` of an expression, as far as it is names."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def is_bulk_write(call: ast.Call) -> str | None:
    """Return the name of a write to many rows at once, told from dict.update, set.update and
    storage.delete by its arguments."""
    if not isinstance(call.func, ast.Attribute):
        return None
    name = call.func.attr
    if name in {"bulk_create", "bulk_update"}:
        return name
    if name == "update" and call.keywords and not call.args:
        return name
    is_row = isinstance(call.func.value, ast.Name)  # `row.delete()`: one, with its history
    if name == "delete" and not call.args and not call.keywords and not is_row:
        return name
    return None


def verbs(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield the changes of state that matter: public functions that are told by whom and when
    (or, where that takes long, by which clock)."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            given = {argument.arg for argument in node.args.kwonlyargs}
            if {"by", "now"} <= given or "clock" in given:
                yield node


def reaches(name: str, function: ast.FunctionDef, module: ast.Module) -> bool:
    """Tell whether a function calls this one, by itself or through functions of its module."""
    own = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    todo, seen = [function.name], set()
    while todo:
        current = todo.pop()
        seen.add(current)
        called = {dotted(call.func) for call in calls(own[current])}
        if name in called:
            return True
        todo += (called & set(own)) - seen
    return False
