"""What is on the screenshot, as `literal` sees it."""
