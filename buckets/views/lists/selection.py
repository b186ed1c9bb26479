"""Which buckets somebody wants: how the list is narrowed, and what was chosen there.

Both stand in the address, so that it can be shared and come back to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import QueryDict

from buckets.http import number
from buckets.models import Account, Bucket, State
from buckets.models.bucket import BucketQuerySet


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list of buckets: part of the name, a state, an account."""

    query: str = ""
    state: str = ""
    account_id: int | None = None

    @classmethod
    def of(cls, said: QueryDict, accounts: Iterable[Account]) -> Filters:
        """What an address says. A state or account that is not there to choose is as if unsaid."""
        state = said.get("state", "")
        account_id = number(said.get("account"))
        return cls(
            query=said.get("q", "").strip(),
            state=state if state in State.values else "",
            account_id=account_id if account_id in {a.pk for a in accounts} else None,
        )

    @property
    def fields(self) -> dict[str, str]:
        """What an address has to say for these; empty where everything is shown."""
        said = {"q": self.query, "state": self.state, "account": str(self.account_id or "")}
        return {name: value for name, value in said.items() if value}

    def narrow(self, buckets: BucketQuerySet) -> BucketQuerySet:
        """Those of ``buckets`` that match."""
        if self.query:
            buckets = buckets.filter(name__icontains=self.query)
        if self.state:
            buckets = buckets.filter(state=self.state)
        if self.account_id:
            buckets = buckets.filter(account=self.account_id)
        return buckets


@dataclass(frozen=True, slots=True)
class Selection:
    """Buckets that were ticked one by one, or everything that ``matching`` lets through.

    It never reaches beyond the accounts that ``user`` is a member of.
    """

    user: User
    ids: tuple[int, ...] = ()
    matching: Filters | None = None

    @classmethod
    def of(cls, said: QueryDict, user: User) -> Selection:
        """What an address or a form says.

        A filter that cannot be applied, as for an account that the person has left meanwhile,
        selects nothing: to leave it out would select more than was meant.
        """
        if not said.get("everything"):
            ids = (number(text) for text in said.getlist("bucket"))
            return cls(user, ids=tuple(sorted({pk for pk in ids if pk})))
        filters = Filters.of(said, Account.objects.of(user))
        meant = {name for name in ("q", "state", "account") if said.get(name, "").strip()}
        return cls(user, matching=filters if meant == set(filters.fields) else None)

    @property
    def is_everything(self) -> bool:
        """Whether it is all that match, whichever they are by the time that it is asked."""
        return self.matching is not None

    def buckets(self) -> BucketQuerySet:
        """The buckets themselves, by name."""
        buckets = Bucket.objects.of(self.user)
        if self.matching is not None:
            return self.matching.narrow(buckets)
        return buckets.filter(pk__in=self.ids)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What an address or a form has to say for it, name by name."""
        if self.matching is not None:
            return [("everything", "1"), *self.matching.fields.items()]
        return [("bucket", str(pk)) for pk in self.ids]

    @property
    def query(self) -> str:
        """`fields` as an address has them behind the question mark."""
        return urlencode(self.fields)
