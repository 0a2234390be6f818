"""One module or folder per platform, behind the protocol `Hands`."""
