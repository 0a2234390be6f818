"""The accessibility tree (AT-SPI) over D-Bus."""
