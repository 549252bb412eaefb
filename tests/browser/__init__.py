"""What only a browser can show: Debian's Chromium, driven by Playwright."""
