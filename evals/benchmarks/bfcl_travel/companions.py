"""The four APIs that accompany the travel API in the conversations, as far as these call them.

Semantics and answers: ShishirPatil/gorilla, bfcl_eval/eval_checker/multi_turn_eval/func_source_code/ticket_api.py,
posting_api.py, message_api.py and math_api.py (Apache-2.0).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from evals.benchmarks.bfcl_travel.state import State, draw

Stepped = tuple[State, Any]
TICKETS: Mapping[str, Any] = {"ticket_queue": [], "ticket_counter": 1, "current_user": None}
TWEETS: Mapping[str, Any] = {
    "username": "john",
    "password": "john123",
    "authenticated": False,
    "tweets": {},
    "comments": {},
    "retweets": {},
    "following_list": ["alice", "bob"],
    "tweet_counter": 0,
}
MESSAGES: Mapping[str, Any] = {
    "generated_ids": frozenset[int](),
    "user_count": 4,
    "user_map": {"Alice": "USR001", "Bob": "USR002", "Catherine": "USR003", "Daniel": "USR004"},
    "inbox": [
        {"USR002": "My name is Alice. I want to connect."},
        {"USR003": "Could you upload the file?"},
        {"USR004": "Could you upload the file?"},
    ],
    "message_count": 3,
    "current_user": None,
}


def tickets_opened(config: Mapping[str, Any], today: date) -> State:
    return State({name: config.get(name, default) for name, default in TICKETS.items()})


def tweets_opened(config: Mapping[str, Any], today: date) -> State:
    fields = {name: config.get(name, default) for name, default in TWEETS.items()}
    numbered = {int(name): tweet for name, tweet in fields["tweets"].items()}
    return State({**fields, "tweets": numbered})


def messages_opened(config: Mapping[str, Any], today: date) -> State:
    fields = {name: config.get(name, default) for name, default in MESSAGES.items()}
    return State(fields, seed=config.get("random_seed", 200191))


def sums_opened(config: Mapping[str, Any], today: date) -> State:
    return State({})


def ticket_login(state: State, username: str, password: str) -> Stepped:
    if username and password:
        return state.having(current_user=username), {"success": True}
    return state, {"success": False}


def create_ticket(state: State, title: str, description: str = "", priority: int = 1) -> Stepped:
    if not state["current_user"]:
        return state, {"error": "User not authenticated. Please log in to create a ticket."}
    if not 1 <= priority <= 5:
        return state, {"error": "Invalid priority. Priority must be between 1 and 5."}
    number = state["ticket_counter"]
    ticket = {
        "id": number,
        "title": title,
        "description": description,
        "status": "Open",
        "priority": priority,
        "created_by": state["current_user"],
    }
    queue = [*state["ticket_queue"], ticket]
    return state.having(ticket_queue=queue, ticket_counter=number + 1), ticket


def get_ticket(state: State, ticket_id: Any) -> Stepped:
    return state, _ticket(state, ticket_id) or _no_ticket(ticket_id)


def close_ticket(state: State, ticket_id: Any) -> Stepped:
    ticket = _ticket(state, ticket_id)
    if not ticket:
        return state, _no_ticket(ticket_id)
    if ticket["status"] == "Closed":
        return state, {"error": f"Ticket with ID {ticket_id} is already closed."}
    done = {"status": f"Ticket {ticket_id} has been closed successfully."}
    return _with_ticket(state, ticket, {"status": "Closed"}), done


def resolve_ticket(state: State, ticket_id: Any, resolution: str) -> Stepped:
    ticket = _ticket(state, ticket_id)
    if not ticket:
        return state, _no_ticket(ticket_id)
    if ticket["status"] == "Resolved":
        return state, {"error": f"Ticket with ID {ticket_id} is already resolved."}
    done = {"status": f"Ticket {ticket_id} has been resolved successfully."}
    return _with_ticket(state, ticket, {"status": "Resolved", "resolution": resolution}), done


def edit_ticket(state: State, ticket_id: Any, updates: Mapping[str, Any]) -> Stepped:
    ticket = _ticket(state, ticket_id)
    if not ticket:
        return state, _no_ticket(ticket_id)
    unknown = set(updates) - {"title", "description", "status", "priority"}
    if unknown:
        return state, {"error": f"Invalid fields for update: {', '.join(unknown)}"}
    given = {name: value for name, value in updates.items() if value is not None}
    done = {"status": f"Ticket {ticket_id} has been updated successfully."}
    return _with_ticket(state, ticket, given), done


def authenticate_twitter(state: State, username: str, password: str) -> Stepped:
    if (username, password) == (state["username"], state["password"]):
        return state.having(authenticated=True), {"authentication_status": True}
    return state, {"authentication_status": False}


def post_tweet(
    state: State, content: str, tags: Sequence[str] = (), mentions: Sequence[str] = ()
) -> Stepped:
    if not state["authenticated"]:
        return state, _stranger("posting")
    number = state["tweet_counter"]
    tweet = {
        "id": number,
        "username": state["username"],
        "content": content,
        "tags": list(tags),
        "mentions": list(mentions),
    }
    tweets = {**state["tweets"], number: tweet}
    return state.having(tweets=tweets, tweet_counter=number + 1), tweet


def retweet(state: State, tweet_id: int) -> Stepped:
    if not state["authenticated"]:
        return state, _stranger("retweeting")
    if tweet_id not in state["tweets"]:
        return state, {"error": f"Tweet with ID {tweet_id} not found."}
    user, all_of = state["username"], state["retweets"]
    if tweet_id in all_of.get(user, []):
        return state, {"retweet_status": "Already retweeted"}
    retweets = {**all_of, user: [*all_of.get(user, []), tweet_id]}
    return state.having(retweets=retweets), {"retweet_status": "Successfully retweeted"}


def comment(state: State, tweet_id: int, comment_content: str) -> Stepped:
    if not state["authenticated"]:
        return state, _stranger("commenting")
    if tweet_id not in state["tweets"]:
        return state, {"error": f"Tweet with ID {tweet_id} not found."}
    written = {"username": state["username"], "content": comment_content}
    comments = {**state["comments"], tweet_id: [*state["comments"].get(tweet_id, []), written]}
    return state.having(comments=comments), {"comment_status": "Comment added successfully"}


def message_login(state: State, user_id: str) -> Stepped:
    if user_id not in state["user_map"].values():
        return state, {"login_status": False, "message": f"User ID '{user_id}' not found."}
    done = {"login_status": True, "message": f"User '{user_id}' logged in successfully."}
    return state.having(current_user=user_id), done


def send_message(state: State, receiver_id: str, message: str) -> Stepped:
    if not state["current_user"]:
        return state, {"error": "No user is currently logged in."}
    if receiver_id not in state["user_map"].values():
        return state, {"error": f"Receiver ID '{receiver_id}' not found."}
    number, state = draw(state, 10000, 99999)
    while number in state["generated_ids"]:
        number, state = draw(state, 10000, 99999)
    after = state.having(
        generated_ids=frozenset(state["generated_ids"]) | {number},
        inbox=[*state["inbox"], {receiver_id: message}],
        message_count=state["message_count"] + 1,
    )
    told = f"Message sent to '{receiver_id}' successfully."
    return after, {"sent_status": True, "message_id": {"new_id": number}, "message": told}


def delete_message(state: State, receiver_id: str) -> Stepped:
    """The latest to that receiver; of equal messages the first one goes, as in the benchmark."""
    if not state["current_user"]:
        return state, {"error": "No user is currently logged in."}
    to_them = [message for message in state["inbox"] if next(iter(message)) == receiver_id]
    if not to_them:
        return state, {"error": f"Receiver ID {receiver_id} not found."}
    gone = state["inbox"].index(to_them[-1])
    left = [*state["inbox"][:gone], *state["inbox"][gone + 1 :]]
    told = f"Receiver {receiver_id}'s latest message deleted successfully."
    done = {"deleted_status": True, "receiver_id": receiver_id, "message": told}
    return state.having(inbox=left), done


def view_messages_sent(state: State) -> Stepped:
    if not state["current_user"]:
        return state, {"error": "No user is currently logged in."}
    sent: dict[str, list[Any]] = {}
    for message in state["inbox"]:
        receiver, content = next(iter(message.items()))
        sent.setdefault(receiver, []).append(content)
    return state, {"messages": sent}


def mean(state: State, numbers: Sequence[float]) -> Stepped:
    if not numbers:
        return state, {"error": "Cannot calculate mean of an empty list"}
    return state, {"result": sum(numbers) / len(numbers)}


def _ticket(state: State, ticket_id: Any) -> Mapping[str, Any] | None:
    """Raises KeyError where a ticket before it has no id, which the benchmark answers with an error."""
    return next((ticket for ticket in state["ticket_queue"] if ticket["id"] == ticket_id), None)


def _with_ticket(state: State, ticket: Mapping[str, Any], changed: Mapping[str, Any]) -> State:
    queue = [{**each, **changed} if each is ticket else each for each in state["ticket_queue"]]
    return state.having(ticket_queue=queue)


def _no_ticket(ticket_id: Any) -> dict[str, str]:
    return {"error": f"Ticket with ID {ticket_id} not found."}


def _stranger(doing: str) -> dict[str, str]:
    return {"error": f"User not authenticated. Please authenticate before {doing}."}
