"""What Discord refuses, the sandbox refuses.

Pure functions: each takes a request's parsed JSON body (and what it must be held against) and returns the
problems found, an empty list when there are none. `error_body` turns them into Discord's answer. Nothing here
does I/O or reads a clock. What needs the server's state (permissions, unknown ids, rate limits) is not here.
"""

from sandbox.rules.accounts import account, application
from sandbox.rules.channels import (
    channel,
    channel_positions,
    direct_message,
    edit_channel,
    overwrite,
)
from sandbox.rules.commands import command, commands, edit_command
from sandbox.rules.events import edit_event, event
from sandbox.rules.guilds import ban, guild, member, role, role_positions
from sandbox.rules.interactions import autocomplete_choices, interaction_callback
from sandbox.rules.messages import bulk_delete, edit_message, followup, message, webhook_message
from sandbox.rules.modals import modal
from sandbox.rules.problems import Problem, error_body, refusal
from sandbox.rules.queries import by_time, history, listing
from sandbox.rules.reactions import reaction
from sandbox.rules.submissions import command_use, component_use, modal_submit
from sandbox.rules.threads import edit_thread, thread
from sandbox.rules.webhooks import edit_webhook, follower, webhook

__all__ = [
    "Problem",
    "account",
    "application",
    "autocomplete_choices",
    "ban",
    "bulk_delete",
    "by_time",
    "channel",
    "channel_positions",
    "command",
    "command_use",
    "commands",
    "component_use",
    "direct_message",
    "edit_channel",
    "edit_command",
    "edit_event",
    "edit_message",
    "edit_thread",
    "edit_webhook",
    "error_body",
    "event",
    "follower",
    "followup",
    "guild",
    "history",
    "interaction_callback",
    "listing",
    "member",
    "message",
    "modal",
    "modal_submit",
    "overwrite",
    "reaction",
    "refusal",
    "role",
    "role_positions",
    "thread",
    "webhook",
    "webhook_message",
]
