"""What two searches share: words made comparable, and typing mistakes mended."""
