"""A mail server for tests: aiosmtpd, which knows nothing of the code that is tested.

Prints one JSON object a line: first {"port": …}, then one for each mail. Lives until standard input ends.
What it does with a mail is in the first part of the recipient's address:

  refused-…  550 at RCPT
  later-…    451 at RCPT
  slow-…     prints {"holds": recipient} after the mail has come in, and answers when a line comes in
"""

import argparse
import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys

# aiosmtpd logs what the tests provoke: handshakes that fail, logins that are wrong.
logging.disable()

from aiosmtpd.smtp import SMTP, AuthResult


def say(**what):
    print(json.dumps(what), flush=True)


class Mailbox:
    def __init__(self, lines):
        self.lines = lines

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused-"):
            return "550 5.1.1 nobody of that name"
        if address.startswith("later-"):
            return "451 4.7.1 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("slow-"):
            say(holds=envelope.rcpt_tos[0])
            await self.lines.get()
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: message.get_body((kind,)).get_content().replace("\r\n", "\n")
        say(
            sender=envelope.mail_from,
            recipients=envelope.rcpt_tos,
            encrypted=server.transport.get_extra_info("ssl_object") is not None,
            login=session.auth_data,
            headers={name.lower(): str(value) for name, value in message.items()},
            text=part("plain"),
            html=part("html"),
        )
        return "250 OK"


async def serve(options):
    loop = asyncio.get_running_loop()
    lines = asyncio.Queue()
    certificate = None
    if options.certificate:
        certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.load_cert_chain(options.certificate)

    def authenticate(server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        success = given == options.login
        return AuthResult(success=success, handled=False, auth_data=data.login.decode())

    def connection():
        return SMTP(
            Mailbox(lines),
            hostname="mail.example",
            tls_context=certificate if options.tls == "starttls" else None,
            require_starttls=options.tls == "starttls",
            auth_required=bool(options.login),
            auth_require_tls=options.tls == "starttls",
            authenticator=authenticate if options.login else None,
        )

    server = await loop.create_server(
        connection,
        "127.0.0.1",
        options.port,
        ssl=certificate if options.tls == "tls" else None,
    )
    say(port=server.sockets[0].getsockname()[1])
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        lines.put_nowait(line)


arguments = argparse.ArgumentParser()
arguments.add_argument("--port", type=int, default=0)
arguments.add_argument("--tls", choices=["none", "starttls", "tls"], default="none")
arguments.add_argument("--certificate")
arguments.add_argument("--login", help="NAME:PASSWORD")
asyncio.run(serve(arguments.parse_args()))
