"""On the tour: the digest."""

from collections.abc import AsyncIterator

from sandbox.driver import Person, Shown


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of the digest; the posted ones are tried apart."""
    yield await person.types("/digest stop")
    offered = await person.types("/digest subscribe")
    yield offered
    yield await person.presses(offered, "digest:subscribe:weekly")
    yield await person.types("/digest subscribe")
    yield await person.types("/digest now")
    yield await person.types("/digest stop")
    posted = await person.types("/manage-digest", channel_="general")
    yield posted
    yield await person.presses(posted, "digest:off")
