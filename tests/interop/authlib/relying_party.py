"""A web application made with Flask and Authlib, as Authlib's documentation says, and its sign-ins.

Started by `support/beside-service.js`, which says in the environment where the service is.
"""

import json
import os
import subprocess
import sys
import unittest
from urllib.parse import urlsplit

from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, jsonify

WORLD = json.loads(os.environ["INTEROP_WORLD"])
DISCOVERY = WORLD["issuer"] + "/.well-known/openid-configuration"
# Authlib refuses http otherwise, even on loopback.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"


def command(*words):
    """Runs the service's command line and gives what it prints."""
    printed = subprocess.run([WORLD["binary"], *words], check=True, capture_output=True)
    return json.loads(printed.stdout)


def register(client_id, *options):
    """Registers a client and gives its secret; none for a public one."""
    words = ["admin", "client", "create", "--tenant", WORLD["tenant"], "--client-id", client_id]
    return command(*words, "--redirect-uri", WORLD["back"], *options)["client_secret"]


def sign_in(url):
    """Signs the person in with the native client, and gives where their browser is sent back to."""
    person = WORLD["person"]
    who = ["--username", person["name"], "--photo", person["photograph"], "--pin", person["pin"]]
    return command("client", "authorize", "--url", url, *who)["location"]


class Application:
    """An application with a page to sign in and one to come back to."""

    def __init__(self, client_id, client_secret, method):
        self.flask = Flask(client_id)
        self.flask.secret_key = "for this test"
        vault = OAuth(self.flask).register(
            "vault",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=DISCOVERY,
            client_kwargs={
                "scope": "openid profile email offline_access",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": method,
            },
        )
        self.vault = vault
        self.flask.add_url_rule("/login", "login", lambda: vault.authorize_redirect(WORLD["back"]))
        self.flask.add_url_rule("/back", "back", lambda: jsonify(vault.authorize_access_token()))

    def tokens(self):
        """Signs the person in. Authlib checks state, nonce, and the ID token with the keys of the provider."""
        browser = self.flask.test_client()
        back = sign_in(browser.get("/login").location)
        return browser.get("/back?" + urlsplit(back).query).json


class Authlib(unittest.TestCase):
    """One test for each way to authenticate and each algorithm."""

    def whole_way(self, method, algorithm, *options):
        client_id = f"authlib-{method}-{algorithm}".lower()
        secret = register(client_id, "--sing-alg", algorithm, *options)
        application = Application(client_id, secret, method)
        tokens = application.tokens()
        claims = tokens["userinfo"]  # what Authlib calls the claims of the ID token
        self.assertEqual(claims["email"], WORLD["person"]["email"])

        with application.flask.app_context():
            told = application.vault.userinfo(token=tokens)
        self.assertEqual(told["sub"], claims["sub"])
        self.assertEqual(told["preferred_username"], WORLD["person"]["name"])

        with application.flask.app_context():
            endpoint = application.vault.load_server_metadata()["token_endpoint"]
        session = OAuth2Session(client_id, secret, token_endpoint_auth_method=method)
        refreshed = session.refresh_token(endpoint, tokens["refresh_token"])
        self.assertNotEqual(refreshed["access_token"], tokens["access_token"])
        self.assertNotEqual(refreshed["refresh_token"], tokens["refresh_token"])


def add(name, *arguments):
    """Adds a test by the name under which it is reported."""
    setattr(Authlib, f"test_{len(NAMES)}", lambda self: self.whole_way(*arguments))
    NAMES[f"test_{len(NAMES)}"] = name


NAMES = {}
for signed in ("EdDSA", "RS256"):
    add(f"code with PKCE, client_secret_basic, {signed}", "client_secret_basic", signed)
    add(f"code with PKCE, client_secret_post, {signed}", "client_secret_post", signed)
    add(f"code with PKCE, none, {signed}", "none", signed, "--public")


class Lines(unittest.TestResult):
    """Says in a line how each test ended."""

    def report(self, test, verdict):
        print(f"test authlib: {NAMES[test.id().rsplit('.', 1)[-1]]} ... {verdict}", flush=True)

    def addSuccess(self, test):
        self.report(test, "ok")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.report(test, "FAILED\n" + self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.report(test, "FAILED\n" + self.errors[-1][1])


def main():
    lines = Lines()
    unittest.defaultTestLoader.loadTestsFromTestCase(Authlib).run(lines)
    failed = len(lines.failures) + len(lines.errors)
    verdict = "ok" if failed == 0 else "FAILED"
    print(f"test result: {verdict}. {lines.testsRun - failed} passed; {failed} failed;")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
