"""Who decides: GLM-4.5V over any server or in process, its wire format, the embedded model, replay."""
