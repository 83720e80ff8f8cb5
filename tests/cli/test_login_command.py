"""An account and scripts' keys, as a person has them: by the command, against Supabase's wire format."""

import asyncio
import json
import os
import stat
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from api.app import open_app
from api.identity.doors import any_of
from tests.simulators.gotrue import ANON_KEY, GoTrue
from tests.simulators.serving import Fault, serving
from wiring.open import TripSage
from wiring.settings import Settings

HERE = Path(__file__).resolve().parents[2]
TRIPSAGE = str(Path(sys.executable).parent / "tripsage")
ADA = "ada@example.org"
PASSWORD = "correct horse"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


class Person:
    """At a machine with a home of its own."""

    def __init__(self, home: Path, gotrue: GoTrue, key: str = ANON_KEY) -> None:
        self.home, self.gotrue, self.key = home, gotrue, key

    @property
    def session(self) -> Path:
        return self.home / "session.json"

    async def does(self, *arguments: str, typed: str = PASSWORD) -> Done:
        process = await asyncio.create_subprocess_exec(
            *(TRIPSAGE, *arguments),
            cwd=HERE,
            env={
                **os.environ,
                "PYTHONPATH": str(HERE),
                "TRIPSAGE_HOME": str(self.home),
                "SUPABASE_URL": self.gotrue.url,
                "SUPABASE_ANON_KEY": self.key,
            },
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate(f"{typed}\n".encode())
        assert process.returncode is not None
        assert "Traceback" not in err.decode()
        return Done(process.returncode, out.decode(), err.decode())


@pytest.fixture
async def gotrue() -> AsyncGenerator[GoTrue]:
    async with GoTrue().serve() as up:
        yield up


@pytest.fixture
def ada(tmp_path: Path, gotrue: GoTrue) -> Person:
    return Person(tmp_path, gotrue)


async def test_an_account_from_sign_up_to_sign_out(ada: Person, gotrue: GoTrue) -> None:
    asked = await ada.does("login", ADA, "--sign-up")
    assert asked.code == 0
    assert "code is on its way" in asked.out
    assert not ada.session.exists()
    early = await ada.does("login", ADA)
    assert (early.code, early.err) == (2, "tripsage: Supabase: Email not confirmed\n")
    wrong = await ada.does("login", ADA, "--code", "x")
    assert (wrong.code, wrong.err) == (2, "tripsage: Supabase: Token has expired or is invalid\n")
    confirmed = await ada.does("login", ADA, "--code", gotrue.mails[ADA])
    assert confirmed.out == f"signed in as {ADA}\n"
    assert stat.S_IMODE(ada.session.stat().st_mode) == 0o600
    assert (await ada.does("login")).out == f"{ADA}  {gotrue.accounts[ADA].id}\n"
    gone = await ada.does("logout")
    assert gone.out == "signed out\n"
    assert not ada.session.exists()
    assert not gotrue.refreshing
    assert (await ada.does("login")).code == 2
    assert (await ada.does("login", ADA)).out == f"signed in as {ADA}\n"


async def test_a_session_that_ran_out_is_renewed_and_one_that_was_ended_is_over(
    ada: Person, gotrue: GoTrue
) -> None:
    gotrue.confirms, gotrue.lasts = False, 1
    assert (await ada.does("login", ADA, "--sign-up")).out == f"signed in as {ADA}\n"
    before = json.loads(ada.session.read_text())["refresh_token"]
    gotrue.lasts = 3600
    token = (await ada.does("login", "--token")).out.strip()
    after = json.loads(ada.session.read_text())
    assert after["refresh_token"] != before
    assert after["access_token"] == token
    after["expires_at"] = 1
    ada.session.write_text(json.dumps(after))
    gotrue.refreshing.clear()
    over = await ada.does("login")
    assert (over.code, over.err) == (2, "tripsage: nobody is signed in: tripsage login EMAIL\n")
    assert not ada.session.exists()


async def test_what_is_refused_is_said(ada: Person, gotrue: GoTrue) -> None:
    weak = await ada.does("login", ADA, "--sign-up", typed="12345")
    assert (weak.code, "at least 6" in weak.err) == (2, True)
    strange = await ada.does("login", "eve@example.org")
    assert strange.err == "tripsage: Supabase: Invalid login credentials\n"
    stranger = Person(ada.home, gotrue, key="another project's")
    assert (await stranger.does("login", ADA)).code != 0
    gotrue.faults.plan("POST", "/auth/v1/token", Fault(status=503))
    down = await ada.does("login", ADA)
    assert (down.code, down.err) == (1, "tripsage: supabase-auth: it can't be reached\n")
    assert PASSWORD not in down.err


async def test_without_a_project_login_says_what_to_set(tmp_path: Path) -> None:
    nowhere = GoTrue()
    done = await Person(tmp_path, nowhere).does("login", ADA)
    assert (done.code, "SUPABASE_URL" in done.err) == (2, True)


async def test_the_token_of_an_account_and_its_keys_open_the_endpoint(
    home: Path, tripsage: TripSage, gotrue: GoTrue
) -> None:
    gotrue.confirms = False
    ada = Person(home, gotrue)  # beside the database that the endpoint has
    given = {"TRIPSAGE_HOME": home, "SUPABASE_URL": gotrue.url}
    try:
        await ada.does("login", ADA, "--sign-up")
        token = (await ada.does("login", "--token")).out.strip()
        made = json.loads((await ada.does("token", "create", "ci", "--days", "2", "--json")).out)
        settings = Settings.model_validate(given)
        async with (
            open_app(settings, any_of([]), tripsage=tripsage) as app,
            serving(app) as url,
            httpx.AsyncClient(base_url=url, trust_env=False) as asking,
        ):

            async def sees(bearer: str) -> list[str] | int:
                headers = {"Authorization": f"Bearer {bearer}"}
                answer = await asking.get("/chat/sessions", headers=headers)
                if answer.status_code != 200:
                    return answer.status_code
                return [each["id"] for each in answer.json()["sessions"]]

            headers = {"Authorization": f"Bearer {token}"}
            thread = await asking.post("/chat/sessions", json={}, headers=headers)
            assert await sees(token) == await sees(made["key"]) == [thread.json()["id"]]
            listed = await ada.does("token", "list")
            assert made["prefix"] in listed.out
            assert made["key"] not in listed.out
            assert "used 20" in listed.out
            assert (await ada.does("token", "revoke", made["id"])).code == 0
            assert await sees(made["key"]) == 401
            again = await ada.does("token", "revoke", made["id"])
            assert (again.code, again.err) == (2, f"tripsage: you have no key {made['id']}\n")
    finally:
        ada.session.unlink(missing_ok=True)
