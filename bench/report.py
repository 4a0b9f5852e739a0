"""What was measured, as `bench/results.json` and as the table in `docs/performance.md`."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results.json"
TABLE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the bench; `ours` and `limit` are requests a second, the median of the runs."""

    name: str
    ours: float
    limit: float
    ratio: float
    goal: float
    met: bool


def row(name: str, *, ours: Sequence[float], limit: Sequence[float], goal: float) -> Row:
    mine, least = statistics.median(ours), statistics.median(limit)
    ratio = mine / least
    return Row(name, round(mine, 1), round(least, 1), round(ratio, 3), goal, met=ratio >= goal)


def write(rows: Sequence[Row]) -> None:
    RESULTS.write_text(json.dumps([asdict(line) for line in rows], indent=2) + "\n")
    lines = ["| what | ours /s | limit /s | ratio | goal | met |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {line.name} | {line.ours} | {line.limit} | {line.ratio:.2f} | {line.goal:.2f} "
        f"| {'yes' if line.met else 'no'} |"
        for line in rows
    ]
    text = TABLE.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    TABLE.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}")
