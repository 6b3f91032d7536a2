"""A mail server for tests, aiosmtpd on a free loopback port. Usage: python3 smtp.py DIR MODE HOST [CERT KEY]

Writes its port to DIR/port and each mail it takes to DIR/N.eml. MODE: take, later (451 to each receiver), refuse (550), silent (takes the
whole mail and never answers). With CERT and KEY it takes mail after STARTTLS only. Ends with its standard input."""
import asyncio
import ssl
import sys

from aiosmtpd.smtp import SMTP

folder, mode, host = sys.argv[1:4]
count = 0


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode == "later":
            return "451 4.3.0 come again"
        if mode == "refuse":
            return "550 5.1.1 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global count
        count += 1
        with open(f"{folder}/{count}.eml", "wb") as f:
            f.write(b"X-Tls: %s\nX-Rcpt: %s\n" % (str(session.ssl is not None).encode(), ",".join(envelope.rcpt_tos).encode()))
            f.write(envelope.original_content)
        if mode == "silent":
            await asyncio.sleep(600)
        return "250 taken"


async def main():
    context = None
    if len(sys.argv) > 4:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[4], sys.argv[5])
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Handler(), tls_context=context, require_starttls=context is not None, hostname="test"), host, 0)
    with open(f"{folder}/port.new", "w") as f:
        f.write(str(server.sockets[0].getsockname()[1]))
    import os
    os.rename(f"{folder}/port.new", f"{folder}/port")
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
