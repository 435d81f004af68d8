"""The tree of organizations in memory: names, codes, parents, roster and conferences on any day."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from shared.committee.directory.dated import entry_on, holds_on
from shared.contracts.dated import Membership
from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import Level
from shared.domain.errors import NotFoundError


def unknown_organization(name: str) -> NotFoundError:
    """Returns the error for an organization that was never entered or that the directory has not read yet; a retry may succeed."""
    return NotFoundError("unknown-organization", f"没有单位 {name}，或其名册信息尚未传到本系统，请稍后再试")


class OrganizationTree:
    """A tree of organizations for every day. `put` replaces the facts of one."""

    def __init__(self) -> None:
        self._facts: dict[str, OrganizationFacts] = {}
        self._holders: defaultdict[str, set[str]] = defaultdict(set)
        self._below: defaultdict[str, set[str]] = defaultdict(set)
        self._conferences: defaultdict[str, set[str]] = defaultdict(set)

    def __contains__(self, key: str) -> bool:
        return key in self._facts

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def copy(self) -> "OrganizationTree":
        """Returns an independent copy."""
        twin = OrganizationTree()
        for key, facts in self._facts.items():
            twin.put(key, facts)
        return twin

    def put(self, key: str, facts: OrganizationFacts) -> None:
        self.drop(key)
        self._facts[key] = facts
        for index, words in self._words(facts):
            for word in words:
                index[word].add(key)

    def drop(self, key: str) -> None:
        """Removes an organization, if it is known."""
        for index, words in self._words(self._facts.pop(key, None)):
            for word in words:
                index[word].discard(key)

    def _words(self, facts: OrganizationFacts | None) -> list[tuple[defaultdict[str, set[str]], set[str]]]:
        if facts is None:
            return []
        parents = {entry.parent for entry in facts.parents if entry.parent}
        codes = {entry.code for entry in facts.codes if entry.code}
        members = {entry.member for entry in (*facts.admissions, *facts.memberships)}
        return [(self._holders, codes), (self._below, parents), (self._conferences, members)]

    def facts(self, key: str) -> OrganizationFacts:
        """Returns the newest facts; raises `unknown-organization` when there are none."""
        try:
            return self._facts[key]
        except KeyError:
            raise unknown_organization(key) from None

    def level(self, key: str) -> Level:
        return self.facts(key).level

    def name(self, key: str, day: date) -> str:
        """Returns the name on the day; before the first name, the first."""
        names = self.facts(key).names
        entry = entry_on(names, day) or next(iter(names), None)
        return key if entry is None else entry.name

    def code(self, key: str, day: date) -> str:
        """Returns the code in the official list on the day; empty when the organization is in none."""
        entry = entry_on(self.facts(key).codes, day)
        return "" if entry is None else entry.code

    def parent(self, key: str, day: date) -> str | None:
        found = self._facts.get(key)
        entry = entry_on(found.parents, day) if found else None
        return None if entry is None else entry.parent

    def on_roster(self, key: str, day: date) -> bool:
        return holds_on(self.facts(key).roster, day)

    def ancestors(self, key: str, day: date) -> Iterator[str]:
        """Yields the ancestors from the parent upwards; stops at a repeated one, should there be a cycle."""
        seen = {key}
        above = self.parent(key, day)
        while above is not None and above not in seen:
            yield above
            seen.add(above)
            above = self.parent(above, day)

    def is_below(self, key: str, ancestor: str, day: date) -> bool:
        """Returns whether the organization is the ancestor itself or below it."""
        return key == ancestor or ancestor in self.ancestors(key, day)

    def children(self, key: str, day: date) -> list[str]:
        """Returns the organizations directly below on the day, by key."""
        return sorted(child for child in self._below.get(key, ()) if self.parent(child, day) == key)

    def ever_below(self, key: str) -> list[str]:
        """Returns the organizations that are directly below on any day, by key."""
        return sorted(self._below.get(key, ()))

    def below(self, key: str, day: date) -> Iterator[str]:
        """Yields all organizations below this one on the day, directly or not."""
        waiting, seen = [key], {key}
        while waiting:
            for child in self.children(waiting.pop(), day):
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
                    yield child

    def parts(self, key: str, day: date) -> list[str]:
        """Returns the organizations that its report lists: the members of a conference, the children of any other organization."""
        return self.members_of(key, day) if self.level(key) is Level.CONFERENCE else self.children(key, day)

    def nearest(self, key: str, among: Collection[str], day: date) -> str | None:
        """Returns the nearest ancestor on the day that is among these; None when there is none."""
        return next((above for above in self.ancestors(key, day) if above in among), None)

    def under(self, key: str, day: date) -> Iterator[str]:
        """Yields all organizations below this one on the day; for a conference its members and all below them."""
        tops = self.members_of(key, day)
        yield from {each: None for top in (key, *tops) for each in (top, *self.below(top, day)) if each != key}

    def members_of(self, conference: str, day: date) -> list[str]:
        """Returns the members of a conference on the day, by key; none for any other organization."""
        return _held(self.facts(conference).memberships, day)

    def admitted(self, conference: str, day: date) -> list[str]:
        """Returns the organizations that a conference has invited by the day and not released, by key; some may not have consented."""
        return _held(self.facts(conference).admissions, day)

    def invited(self, conference: str, day: date) -> list[str]:
        """Returns the organizations that a conference has invited by the day and that are not its members, by key."""
        return sorted({*self.admitted(conference, day)} - {*self.members_of(conference, day)})

    def invited_by(self, key: str, day: date) -> list[str]:
        """Returns the conferences that have invited the organization by the day and not released it, by key."""
        return sorted(each for each in self._conferences.get(key, ()) if key in self.admitted(each, day))

    def ever_invited(self) -> list[str]:
        """Returns the organizations that a conference has ever invited, by key."""
        return sorted(key for key, conferences in self._conferences.items() if conferences and key in self._facts)

    def invitations_of(self, key: str, day: date) -> list[str]:
        """Returns the conferences that have invited the organization by the day and that it is not a member of, by key."""
        return sorted(each for each in self._conferences.get(key, ()) if key in self.invited(each, day))

    def conferences_of(self, key: str, day: date) -> list[str]:
        """Returns the conferences that it is itself a member of on the day, by key."""
        return sorted(each for each in self._conferences.get(key, ()) if key in self.members_of(each, day))

    def convenor(self, conference: str, day: date) -> str | None:
        """Returns the member that convenes a conference on the day; None when there is none or it has left."""
        facts = self.facts(conference)
        named = entry_on(facts.convenors, day)
        if named is None or named.member not in self.members_of(conference, day):
            return None
        left = (each.day for each in facts.memberships if each.member == named.member and not each.holds)
        return None if any(named.day < gone <= day for gone in left) else named.member

    def holder(self, code: str, day: date) -> str | None:
        """Returns the organization with this code on the day, else the one with this key, else the last one with this code.

        Prefers, among several with the code, the one on the roster; returns None when there is none.
        """
        holders = sorted(self._holders.get(code, ()))
        of_the_day = [key for key in holders if self.code(key, day) == code]
        for key in sorted(of_the_day, key=lambda key: not self.on_roster(key, day)):
            return key
        if code in self._facts:
            return code
        return max(holders, key=lambda key: self._last_day(key, code), default=None)

    def _last_day(self, key: str, code: str) -> date:
        return max(entry.day for entry in self._facts[key].codes if entry.code == code)

    def resolve(self, word: str, day: date) -> str:
        """Returns the key for a key or a code, keys first; raises `unknown-organization` when there is none."""
        if word in self._facts:
            return word
        found = self.holder(word, day)
        if found is None:
            raise unknown_organization(word)
        return found

    def addressed(self, word: str, day: date) -> str:
        """Returns the key at an address on the day, codes first (`holder`); raises `unknown-organization` when there is none."""
        found = self.holder(word, day)
        if found is None:
            raise unknown_organization(word)
        return found

    def successors(self, key: str) -> Iterator[str]:
        """Yields the organizations that took it over, one after the other."""
        seen = {key}
        into = self.facts(key).merged_into
        while into is not None and into in self._facts and into not in seen:
            yield into
            seen.add(into)
            into = self._facts[into].merged_into

    def ended(self, key: str, day: date) -> date | None:
        """Returns the day since which the organization is off the roster; None when it has not left by this day."""
        left = entry_on(self.facts(key).roster, day)
        return None if left is None or left.holds else left.day

    def newest_name(self, key: str) -> str:
        names = self.facts(key).names
        return names[-1].name if names else key


def _held(memberships: tuple[Membership, ...], day: date) -> list[str]:
    """Returns the organizations whose newest entry on the day is a membership, by key."""
    newest = {entry.member: entry.holds for entry in memberships if entry.day <= day}
    return sorted(member for member, holds in newest.items() if holds)
