"""A local stand-in for Discord: REST v10, the gateway, a CDN and a page. See docs/sandbox.md."""

from sandbox.app import Options, Sandbox

__all__ = ["Options", "Sandbox"]
