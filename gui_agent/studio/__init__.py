"""`gui-agent studio`: a local web page to start runs, watch, approve, steer and compare them; everything is in the runs' logs."""
