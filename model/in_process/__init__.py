"""Weights in this process, by transformers."""
