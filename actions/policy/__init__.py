"""What may be done: the risk of an action, the rules of a policy, and the guard that enforces them."""
