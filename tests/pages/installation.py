"""Who is there, and what."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from django.contrib.auth.models import User
from django.urls import reverse

from buckets.cors import Configuration
from buckets.models import Account, Bucket, Role, Run
from buckets.oss.errors import OssError
from buckets.sync.discover import discover
from buckets.sync.pull import pull
from tests.fixtures.people import person
from tests.pages.oss import Oss
from tests.pages.texts import Texts

ROLES: Final = {role.name.lower(): role for role in Role}


@dataclass
class Installation:
    """People by who they are, and the buckets and runs of their account by a word for each.

    Beside the members, ``people`` has an outsider, who is a member of nothing, and a beginner,
    who owns an account without buckets.
    """

    oss: Oss
    texts: Texts
    people: dict[str, User]
    account: Account
    buckets: dict[str, Bucket] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)

    @property
    def owner(self) -> User:
        return self.people["owner"]

    def url(self, name: str, word: str, *more: int | str) -> str:
        """The address of a page of the bucket that is known by this word."""
        return reverse(name, args=[self.buckets[word].pk, *more])

    @property
    def data(self) -> list[str]:
        """Every word on the pages that is nobody's to translate, longest first."""
        names = [user.username for user in self.people.values()]
        names += [bucket.name for bucket in self.buckets.values()]
        names += [*self.texts.accounts, self.account.region, self.texts.reason, self.texts.odd]
        return sorted(names, key=len, reverse=True)

    def find(self, word: str, configuration: Configuration | None) -> Bucket:
        """A bucket that OSS listed, and that was never read."""
        name = self.texts.bucket(word)
        self.oss.put(name, configuration)
        discover(self.account, by=self.owner)
        self.buckets[word] = self.account.buckets.get(name=name)
        return self.buckets[word]

    def pull(self, word: str, configuration: Configuration | None) -> Bucket:
        """A bucket that was just pulled."""
        return pull(self.find(word, configuration).pk, by=self.owner)

    def pull_again(self, word: str) -> None:
        """Pull, come what may."""
        with suppress(OssError):
            pull(self.buckets[word].pk, by=self.owner)


def move_in(oss: Oss, texts: Texts) -> Installation:
    """The people with their accounts, in which there is nothing yet."""
    people = {who: person(texts.username(who)) for who in (*ROLES, "outsider", "beginner")}
    User.objects.filter(pk=people["owner"].pk).update(is_staff=True)
    ours, empty = texts.accounts
    oss.account({Role.OWNER: people["beginner"]}, empty)
    account = oss.account({role: people[who] for who, role in ROLES.items()}, ours)
    return Installation(oss, texts, people, account)
