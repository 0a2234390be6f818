"""OpenAI-compatible servers: requests, retries, and what a refusal means."""
