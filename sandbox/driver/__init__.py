"""People for acceptance tests: each acts over the wire alone, and waits for what happens, never for time.

ada = await sandbox.person("Ada")
answer = await ada.types("/who", query="who knows NVivo?")
profile = await ada.presses(answer, "Show profile")
form = await ada.presses(profile, "Say hello")
sent = await ada.fills_in(form, {"Your message": "Hello!"})
"""

from sandbox.driver.person import DidNotRespond, Person, Refused
from sandbox.driver.shown import Button, Form, Select, Shown

__all__ = ["Button", "DidNotRespond", "Form", "Person", "Refused", "Select", "Shown"]
