"""Mouse and keyboard: the protocol that every platform implements, and what is built on it."""
