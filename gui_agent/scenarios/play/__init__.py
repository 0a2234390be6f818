"""Playing scenarios on a screen: steps, checks and cassettes."""
