"""What pictures have in common: their colours, readable on white, and how one is begun and made into a PNG."""

import io
from typing import Any

INK, QUIET, PAPER = "#1f2933", "#8292a2", "#ffffff"
ACCENT, PALE, FAINT = "#0f766e", "#94a3b8", "#d9e0e6"


def sheet(width: float, height: float) -> Any:
    """A white figure, so many inches wide and high.

    Loading what draws takes a second, and most hosts' memory is small: so it is loaded when a picture is asked for.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=150, facecolor=PAPER)


def bare(axes: Any) -> None:
    """Take the frame and the ticks off: what is drawn speaks for itself."""
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def png(figure: Any) -> bytes:
    """The figure as a PNG. Takes about half a second: not for the loop."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.tight_layout()
    written = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(written)
    return written.getvalue()
