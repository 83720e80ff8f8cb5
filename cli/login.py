"""`tripsage login`, `logout`: an account, where the environment names a Supabase project."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable

from cli.exits import Exit
from travel.errors import BadInput
from wiring.accounts import Account, Accounts, open_accounts
from wiring.settings import read_settings


def sign_in(email: str, *, new: bool, code: str) -> int:
    """With a code of the mail, a password that is typed, or one a line on standard input."""

    async def work(accounts: Accounts) -> int:
        if code:
            return _welcomed(await accounts.confirm(email, code))
        password = await asyncio.to_thread(_password)
        if not new:
            return _welcomed(await accounts.sign_in(email, password))
        account = await accounts.sign_up(email, password)
        if account is not None:
            return _welcomed(account)
        sys.stdout.write(
            f"a code is on its way to {email}: tripsage login {email} --code CODE "
            "(or follow the link in the mail, then sign in)\n"
        )
        return Exit.DONE

    return _with_accounts(work)


def show_account(*, token: bool) -> int:
    async def work(accounts: Accounts) -> int:
        account = await accounts.current()
        if account is None:
            raise BadInput("nobody is signed in: tripsage login EMAIL")
        sys.stdout.write(f"{account.token}\n" if token else f"{account.email}  {account.id}\n")
        return Exit.DONE

    return _with_accounts(work)


def sign_out() -> int:
    async def work(accounts: Accounts) -> int:
        await accounts.sign_out()
        sys.stdout.write("signed out\n")
        return Exit.DONE

    return _with_accounts(work)


def _welcomed(account: Account | None) -> int:
    if account is None:
        raise BadInput("Supabase gave no session")
    sys.stdout.write(f"signed in as {account.email}\n")
    return Exit.DONE


def _password() -> str:
    given = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline()
    return given.rstrip("\n")


def _with_accounts(work: Callable[[Accounts], Awaitable[int]]) -> int:
    async def worked() -> int:
        async with open_accounts(read_settings()) as accounts:
            return await work(accounts)

    return asyncio.run(worked())
