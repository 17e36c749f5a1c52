"""What a person does with a bot, whatever library it is written with."""

from __future__ import annotations

from sandbox import Sandbox


async def hails(sandbox: Sandbox) -> None:
    """A slash command, its button, and the form behind that; `sandbox` has nothing to object."""
    ada = await sandbox.person("Ada")
    hail = await ada.types("/hail")
    assert hail.text.startswith("Hail!")
    assert hail.ephemeral
    form = await ada.presses(hail, "More")
    assert (await ada.fills_in(form, {"Your name": "Ada"})).text == "Hail, Ada!"
    sandbox.assert_no_violations()
