"""What is on the screen: displays, screenshots, settling, text and elements, geometry."""
