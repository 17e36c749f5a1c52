"""Transport compression: one stream per connection, flushed after every message."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import zstandard

Compress = Callable[[bytes], bytes]

WINDOW_BITS = 12
MEMORY_LEVEL = 5
"""About 36 kB a connection instead of zlib's 256 kB: a thousand connections stay small, and any inflater reads it."""
ZSTANDARD = zstandard.ZstdCompressionParameters(compression_level=1, window_log=WINDOW_BITS, hash_log=12, chain_log=12)
"""The same for Zstandard: about 70 kB a connection."""


def zlib_stream() -> Compress:
    stream = zlib.compressobj(level=1, wbits=WINDOW_BITS, memLevel=MEMORY_LEVEL)
    return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)


def zstd_stream() -> Compress:
    stream = zstandard.ZstdCompressor(compression_params=ZSTANDARD).compressobj()
    return lambda data: stream.compress(data) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


STREAMS: dict[str, Callable[[], Compress]] = {"zlib-stream": zlib_stream, "zstd-stream": zstd_stream}
"""By the value of the gateway address's `compress`."""
