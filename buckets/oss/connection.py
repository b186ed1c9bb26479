"""Where and as whom to talk to OSS."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Connection:
    """An endpoint and the AccessKey to use there.

    ``endpoint``: such as ``https://oss-cn-hangzhou.aliyuncs.com``; for an IP address or
    ``localhost`` oss2 puts the bucket in the path. ``region``: such as ``cn-hangzhou``, part of
    a V4 signature. ``deadline``: the seconds that one call may take in all.
    """

    endpoint: str
    region: str
    access_key_id: str
    access_key_secret: str = field(repr=False)
    deadline: float
    signature: Literal["v4", "v1"] = "v4"
