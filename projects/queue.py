"""The queue of work to mark: each milestone's hand-ins, the earliest first."""

from dataclasses import dataclass

from projects.models import Work


@dataclass(frozen=True, slots=True)
class Place:
    """Where a work stands in its milestone's queue: “7 of 24”. The order is that of handing in,
    so marking moves nothing. `next` is the primary key of the next one that waits, if any."""

    number: int | None
    of: int
    waiting: int
    next: int | None


def place_of(work: Work) -> Place:
    """Return the place of `work` among all that was handed in for its milestone; one query."""
    rows = (
        Work.objects.handed_in()
        .filter(milestone=work.milestone_id)
        .order_by("counting__began_at", "pk")
        .values_list("pk", "grade__pk")
    )
    queue: list[tuple[int, int | None]] = list(rows)
    order = [pk for pk, _grade in queue]
    here = order.index(work.pk) if work.pk in order else -1
    # From here to the end, then from the beginning: whoever was passed over is not forgotten.
    waiting = [pk for pk, grade in queue[here + 1 :] + queue[: here + 1] if grade is None]
    others = [pk for pk in waiting if pk != work.pk]
    return Place(
        number=here + 1 if here >= 0 else None,
        of=len(order),
        waiting=len(waiting),
        next=others[0] if others else None,
    )
