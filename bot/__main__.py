"""``python -m bot`` is the console script ``heronry``."""

from bot.cli import main

if __name__ == "__main__":
    main()
