"""The APIs of a conversation, their states, and calls on them as text, as BFCL writes them."""

import ast
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from evals.benchmarks.bfcl_travel import companions, travel_api
from evals.benchmarks.bfcl_travel.state import State

World = Mapping[str, State]  # by the API's name
Function = Callable[..., tuple[State, Any]]


class Api(NamedTuple):
    opened: Callable[[Mapping[str, Any], date], State]
    functions: tuple[Function, ...]


class Stepped(NamedTuple):
    world: World
    response: str


APIS: Mapping[str, Api] = {
    "TravelAPI": Api(
        travel_api.opened,
        (
            travel_api.authenticate_travel,
            travel_api.travel_get_login_status,
            travel_api.get_budget_fiscal_year,
            travel_api.register_credit_card,
            travel_api.get_flight_cost,
            travel_api.get_credit_card_balance,
            travel_api.book_flight,
            travel_api.retrieve_invoice,
            travel_api.get_booking_history,
            travel_api.list_all_airports,
            travel_api.cancel_booking,
            travel_api.compute_exchange_rate,
            travel_api.verify_traveler_information,
            travel_api.set_budget_limit,
            travel_api.get_nearest_airport_by_city,
            travel_api.purchase_insurance,
            travel_api.contact_customer_support,
            travel_api.get_all_credit_cards,
        ),
    ),
    "TicketAPI": Api(
        companions.tickets_opened,
        (
            companions.ticket_login,
            companions.create_ticket,
            companions.get_ticket,
            companions.close_ticket,
            companions.resolve_ticket,
            companions.edit_ticket,
        ),
    ),
    "TwitterAPI": Api(
        companions.tweets_opened,
        (
            companions.authenticate_twitter,
            companions.post_tweet,
            companions.retweet,
            companions.comment,
        ),
    ),
    "MessageAPI": Api(
        companions.messages_opened,
        (
            companions.message_login,
            companions.send_message,
            companions.delete_message,
            companions.view_messages_sent,
        ),
    ),
    "MathAPI": Api(companions.sums_opened, (companions.mean,)),
}
OWNERS: Mapping[str, tuple[str, Function]] = {
    function.__name__: (name, function) for name, api in APIS.items() for function in api.functions
}


def opened(config: Mapping[str, Any], names: tuple[str, ...], today: date) -> World:
    return {name: APIS[name].opened(config.get(name, {}), today) for name in names}


def executed(world: World, call: str) -> Stepped:
    """The world after a call such as `cancel_booking(access_token='x', booking_id='1')`, and its answer as text.

    What goes wrong inside is an answer too, and leaves the world as it was.
    """
    try:
        name, positional, named = parsed(call)
        api, function = OWNERS.get(name, ("", None))
        if function is None or api not in world:
            raise ValueError(f"name '{name}' is not defined")
        after, answer = function(world[api], *positional, **named)
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        return Stepped(world, f"Error during execution: {error}")
    return Stepped({**world, api: after}, _told(answer))


def parsed(call: str) -> tuple[str, list[Any], dict[str, Any]]:
    """Raises ValueError or SyntaxError for anything but one call with literal arguments."""
    node = ast.parse(call.strip(), mode="eval").body
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise ValueError(f"not a call: {call}")
    named = {word.arg: ast.literal_eval(word.value) for word in node.keywords if word.arg}
    return node.func.id, [ast.literal_eval(each) for each in node.args], named


def written(name: str, arguments: Mapping[str, Any]) -> str:
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"


def _told(answer: Any) -> str:
    if isinstance(answer, str):
        return answer
    return json.dumps(answer) if isinstance(answer, dict) else str(answer)
