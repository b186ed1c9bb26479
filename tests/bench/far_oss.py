"""An OSS far away, for measuring: every bucket a host of its own, over TLS.

    python -m tests.bench.far_oss CERTIFICATE DELAY RATE

It answers every bucket's GET ?cors with rules of its own after DELAY seconds, and refuses what is
over RATE calls a second (0: no limit). It checks no signature: it must not be what is measured.
It prints its port, and ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import sys
import time

_RULES = (
    "<CORSConfiguration><CORSRule><AllowedOrigin>https://{name}.example.com</AllowedOrigin>"
    "<AllowedOrigin>https://app.example.com</AllowedOrigin><AllowedMethod>GET</AllowedMethod>"
    "<AllowedMethod>PUT</AllowedMethod><AllowedHeader>*</AllowedHeader>"
    "<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule><CORSRule>"
    "<AllowedOrigin>https://*.example.net</AllowedOrigin><AllowedMethod>GET</AllowedMethod>"
    "</CORSRule><ResponseVary>true</ResponseVary></CORSConfiguration>"
)
_REFUSAL = (
    "<Error><Code>MetaOperationQpsLimitExceeded</Code><Message>Too many.</Message>"
    "<RequestId>5FA2B5E6C0FFEE0123456789</RequestId></Error>"
)


class Limit:
    """At most ``rate`` calls a second, with a tenth of a second's worth saved up."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._credit = 1.0
        self._at = time.monotonic()

    def allows(self) -> bool:
        now = time.monotonic()
        self._credit = min(self._credit + (now - self._at) * self._rate, max(1, self._rate / 10))
        self._at = now
        if self._rate and self._credit < 1:
            return False
        self._credit -= 1
        return True


async def serve(certificate: str, delay: float, rate: float) -> None:
    limit = Limit(rate)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                host = head.lower().partition(b"host: ")[2].partition(b"\r\n")[0].decode()
                allowed = limit.allows()
                await asyncio.sleep(delay)
                body = _RULES.format(name=host.partition(".")[0]) if allowed else _REFUSAL
                status = "200 OK" if allowed else "503 Service Unavailable"
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\n"
                    f"x-oss-request-id: 5FA2B5E6C0FFEE0123456789\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    os.nice(10)  # it stands for a machine elsewhere: it must not take the time of those measured
    asyncio.run(serve(sys.argv[1], float(sys.argv[2]), float(sys.argv[3])))
