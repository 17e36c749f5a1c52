"""``heronry demo``: the bot, the stand-in and an invented community, in one process."""
