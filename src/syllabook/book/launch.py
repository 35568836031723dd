"""Where a lab can be run: addresses that open it in Colab or Binder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_GITHUB = re.compile(r"https://github\.com/([^/]+)/([^/]+)/?")


def launch_addresses(options: Mapping[str, Any], source: str) -> dict[str, str]:
    """Addresses by name of the service, of those that the site's settings name.

    Args:
        options: the theme's options: ``repository_url``, ``repository_branch``, ``launch_buttons``.
        source: the notebook's file, relative to the repository.

    Returns:
        Nothing for a page that is no notebook, or without a GitHub repository. The forms are those
        that both services document: ``/github/OWNER/NAME/blob/BRANCH/FILE`` and
        ``/v2/gh/OWNER/NAME/BRANCH?urlpath=lab/tree/FILE``.
    """
    buttons = options.get("launch_buttons") or {}
    found = _GITHUB.fullmatch(str(options.get("repository_url", "")))
    if found is None or not source.endswith(".ipynb"):
        return {}
    branch = options.get("repository_branch") or "main"
    made = {}
    if buttons.get("colab_url"):
        colab = str(buttons["colab_url"]).rstrip("/")
        made["Colab"] = f"{colab}/github/{found[1]}/{found[2]}/blob/{branch}/{quote(source)}"
    if buttons.get("binderhub_url"):
        binder = str(buttons["binderhub_url"]).rstrip("/")
        place = quote(f"lab/tree/{source}", safe="")
        made["Binder"] = f"{binder}/v2/gh/{found[1]}/{found[2]}/{branch}?urlpath={place}"
    return made
