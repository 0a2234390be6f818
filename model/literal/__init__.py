"""`literal`, the embedded model: follows literal English instructions by pixels only, without a GPU and without a network."""
