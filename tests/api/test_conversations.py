"""`/chat/sessions`: conversations are found, named and taken along over HTTP."""

import uuid

from tests.api.conftest import Served, agui, posted


async def test_a_conversation_is_found_by_what_was_said_renamed_and_taken_along(
    served: Served,
) -> None:
    id, word = uuid.uuid4().hex, f"w{uuid.uuid4().hex}"
    await posted(served.ada, "/agui", agui(id, f"a weekend in Bergen {word}", id))
    answer = await served.ada.get("/chat/sessions", params={"q": f"{word} bergen"})
    [found] = answer.json()["sessions"]
    assert found["id"] == id
    assert word in found["excerpt"]
    renamed = await served.ada.patch(f"/chat/sessions/{id}", json={"title": f" Fjords {word[:9]} "})
    assert renamed.json()["title"] == f"Fjords {word[:9]}"
    exported = (await served.ada.get(f"/chat/sessions/{id}/export")).json()
    assert exported["title"] == f"Fjords {word[:9]}"
    messages = (await served.ada.get(f"/chat/sessions/{id}/messages")).json()["messages"]
    assert exported["messages"] == messages
    assert [each["role"] for each in messages] == ["user", "assistant"]
    markdown = await served.ada.get(f"/chat/sessions/{id}/export", params={"as": "md"})
    assert markdown.headers["content-type"].startswith("text/markdown")
    assert markdown.text.startswith(f"# Fjords {word[:9]}\n")
    assert (await served.eve.get("/chat/sessions", params={"q": word})).json() == {"sessions": []}


async def test_a_title_has_its_length(served: Served) -> None:
    id = uuid.uuid4().hex
    await served.ada.post("/chat/sessions", json={"id": id})
    too_long = await served.ada.patch(f"/chat/sessions/{id}", json={"title": "x" * 81})
    assert too_long.status_code == 422
    assert (await served.ada.delete(f"/chat/sessions/{id}")).status_code == 204
    assert (await served.ada.delete(f"/chat/sessions/{id}")).status_code == 404
