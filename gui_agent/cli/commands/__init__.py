"""The commands of `gui-agent`, one file each."""
