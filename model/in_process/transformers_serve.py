"""`transformers serve`, also where torchvision is missing: `python -m gui_agent.model.in_process.transformers_serve FOLDER [OPTIONS]`.

transformers' own processor for GLM-4.5V needs torchvision for its video half and refuses to load without; here it gets one for
still pictures. Everything else is transformers' own server, with its own options.
"""

from __future__ import annotations

import importlib.util
import sys

from gui_agent.errors import EnvironmentProblem, GuiAgentError
from gui_agent.model.in_process.checkpoint import image_only_processor, require_extra


def main() -> None:
    """Serve; exits as `transformers serve` does."""
    missing = [name for name in ("fastapi", "uvicorn") if importlib.util.find_spec(name) is None]
    try:
        require_extra()
        if missing:
            raise EnvironmentProblem(f"transformers serve needs {', '.join(missing)}", "Install: pip install fastapi uvicorn")
    except GuiAgentError as error:
        sys.stderr.write(f"gui-agent: error: {error}\n")
        sys.exit(error.exit_status)
    if importlib.util.find_spec("torchvision") is None:
        from transformers import AutoProcessor, Glm4vConfig, Glm4vMoeConfig, Glm46VConfig

        for config in (Glm4vMoeConfig, Glm4vConfig, Glm46VConfig):
            AutoProcessor.register(config, image_only_processor(), exist_ok=True)
    from transformers.cli.transformers import app  # not its main(), which asks the network for updates

    sys.argv = ["transformers", "serve", *sys.argv[1:]]
    app()


if __name__ == "__main__":
    main()
