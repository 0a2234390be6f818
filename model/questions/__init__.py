"""Questions about pictures: answers and boxes."""
