"""Are the vendored front-end files what their npm packages hold?

`python -m tests.vendored` downloads each package with `npm pack` and compares byte for byte;
the test suite, which has no network, compares with the hashes in the manifests.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "static" / "vendor", ROOT / "tests" / "browser" / "vendor")
MANIFEST = "vendor.toml"


@dataclass(frozen=True)
class File:
    """One vendored file: where it lies here and in its package, and its SHA-256 in hexadecimal."""

    path: Path
    origin: str
    sha256: str


@dataclass(frozen=True)
class Package:
    """One npm package, and what we took from it. `integrity` is npm's: SHA-512 in base 64."""

    name: str
    version: str
    licence: str
    integrity: str
    files: tuple[File, ...]


def read_manifest(folder: Path) -> list[Package]:
    """The packages that the manifest in `folder` lists."""
    manifest = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return [
        Package(
            name=package["name"],
            version=package["version"],
            licence=package["licence"],
            integrity=package["integrity"],
            files=tuple(
                File(path=folder / path, origin=file["origin"], sha256=file["sha256"])
                for path, file in package["files"].items()
            ),
        )
        for package in manifest["package"]
    ]


def problems_offline(folder: Path) -> Iterator[str]:
    """A sentence for each file in `folder` that is missing, altered, or in no manifest."""
    listed = {file.path: file for package in read_manifest(folder) for file in package.files}
    present = {path for path in folder.rglob("*") if path.is_file()} - {folder / MANIFEST}
    for path in sorted(present - listed.keys()):
        yield f"{path} is not in {MANIFEST}"
    for path, file in listed.items():
        if path not in present:
            yield f"{path} is missing"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            yield f"{path} is not what {MANIFEST} says"


def problems_online(package: Package) -> Iterator[str]:
    """A sentence for each way in which `package` differs from what the registry gives."""
    with tempfile.TemporaryDirectory() as folder:
        specification = f"{package.name}@{package.version}"
        command = ["npm", "pack", "--silent", "--pack-destination", folder, specification]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        (archive,) = Path(folder).glob("*.tgz")
        digest = hashlib.sha512(archive.read_bytes()).digest()
        if f"sha512-{base64.b64encode(digest).decode()}" != package.integrity:
            yield f"{specification} has another integrity than {MANIFEST} says"
        with tarfile.open(archive) as members:
            for file in package.files:
                member = members.extractfile(f"package/{file.origin}")
                if member is None or member.read() != file.path.read_bytes():
                    yield f"{file.path} is not what {specification} holds"


def main() -> None:
    """Check everything, online as well; leave with the problems, if there are any."""
    problems = [problem for folder in FOLDERS for problem in problems_offline(folder)]
    packages = [package for folder in FOLDERS for package in read_manifest(folder)]
    for package in packages:
        problems += problems_online(package)
    if problems:
        sys.exit("\n".join(problems))
    sys.stdout.write(f"{len(packages)} vendored packages are what the registry holds.\n")


if __name__ == "__main__":
    main()
