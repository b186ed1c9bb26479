"""Histories of people, workers, a foreign writer, a bad network and crashes: each must be true."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from buckets.models import Run
from tests.faults.edits import EDITS
from tests.faults.troubled import Trouble
from tests.faults.world import DOINGS, FOREIGN, NAMES, PEOPLE, Fate, World

# What is done to one bucket meets what was done to it before.
names = st.sampled_from([NAMES[0], *NAMES])
people = st.sampled_from(PEOPLE)
numbers = st.integers(0, len(FOREIGN) - 1)
edits = st.sampled_from(EDITS)
troubles = st.builds(
    Trouble,
    st.sampled_from(["unheard", "unanswered", "busy", "denied", "late"]),
    st.sampled_from(["GET", "PUT", "DELETE", ""]),
    st.sampled_from([1, 2, 9]),
)
fates = st.builds(
    Fate,
    st.sampled_from([0, 0, 1, 2]).flatmap(lambda count: st.tuples(*[troubles] * count)),
    st.sampled_from(["", "killed", "killed", *DOINGS]),
    st.integers(0, 15),
    people,
)


class Histories(World):
    """What can happen, in any order."""

    @rule(what=edits, name=names, who=people, number=numbers, slow=st.integers(0, 3))
    def somebody_edits(self, what: str, name: str, who: str, number: int, slow: int) -> None:
        self.step(lambda: self.edit(what, name, who, number, stale=slow == 3))

    @rule(what=edits, name=names, who=people, number=numbers, fate=fates)
    def somebody_edits_and_publishes(
        self, what: str, name: str, who: str, number: int, fate: Fate
    ) -> None:
        self.step(lambda: self.edit(what, name, who, number))
        self.under(fate, name, lambda: self.happen("push", name, who, number))

    @rule(
        what=st.sampled_from(["push", "push unticked", "push old plan"]),
        name=names,
        who=people,
        fate=fates,
    )
    def somebody_publishes(self, what: str, name: str, who: str, fate: Fate) -> None:
        self.under(fate, name, lambda: self.happen(what, name, who, 0))

    @rule(what=st.sampled_from(["pull", "pull", "check"]), name=names, who=people, fate=fates)
    def somebody_looks(self, what: str, name: str, who: str, fate: Fate) -> None:
        self.under(fate, name, lambda: self.look(what, name, who))

    @rule(name=names, number=numbers)
    def a_foreigner_writes(self, name: str, number: int) -> None:
        self.step(lambda: self.write(name, FOREIGN[number]))

    @rule()
    def time_passes(self) -> None:
        self.lapse()

    @rule(fate=fates)
    def a_worker_goes_on(self, fate: Fate) -> None:
        self.under(fate, NAMES[0], self.recover)
        self.step(self.pick_up)

    @rule(kind=st.sampled_from(Run.Kind), who=people, ticked=st.booleans(), fate=fates)
    def a_worker_runs(self, kind: Run.Kind, who: str, ticked: bool, fate: Fate) -> None:
        self.under(fate, NAMES[0], lambda: self.run(kind, who, ticked=ticked))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("histories", "start"),
    # In parts that can run beside each other: each day the same ones, then thousands of others.
    [
        (10, 3),
        *[pytest.param(100, start, marks=pytest.mark.full) for start in (1, 2, 3)],
        *[pytest.param(500, None, marks=pytest.mark.faults)] * 4,
    ],
)
def test_every_history_is_true(histories: int, start: int | None) -> None:
    run_state_machine_as_test(
        Histories if start is None else seed(start)(type("Histories", (Histories,), {})),
        settings=settings(
            max_examples=histories,
            stateful_step_count=6,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
