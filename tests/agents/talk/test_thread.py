"""The thread: what the members of the chat say is what the others' models are sent of it, bounded;
a session that goes on has it as it was."""

import json

from agents.chat.team import stream
from agents.flow.logbook import Logbook
from agents.flow.thread import LONGEST_SENT, MOST_SENT
from studio.nouns.brief import Brief
from tests.agents.brain import answer


def _ignore(*_: object) -> None:
    """Nobody listens."""


async def test_a_role_is_sent_what_the_others_said_and_its_sections_do_not_hold(rig, endpoint):
    crew = rig.crew(endpoint.base_url)
    async with crew.at_work(Brief(text="a card")) as production:
        said = [message.content async for message in stream(production)]
    assert said[0] == "a card"  # the task
    sent = {role: endpoint.sections(role) for role in ("director", "analyst", "coder", "critic")}
    for role, first in (("director", []), ("analyst", []), ("coder", [])):
        assert sent[role][0].get("CHAT", []) == first, role  # the plan and findings are sections
    chat = sent["critic"][0]["CHAT"]
    assert [one["who"] for one in chat] == ["analyst", "coder"]
    for one in chat:
        assert any(one["says"] in message for message in said), one
    assert "2 findings" in chat[0]["says"] or "1 finding" in chat[0]["says"]
    [judged] = sent["coder"][1]["CHAT"]
    assert judged["says"].endswith("criteria pass; not: exposure of card_1.")


async def test_a_persons_words_in_mid_session_are_in_the_thread(rig, endpoint):
    crew = rig.crew(endpoint.base_url)

    def brain(role, sections):
        if role == "analyst" and len(endpoint.sections("analyst")) == 1:
            crew.interject("dark, please")
        return answer(role, sections)

    endpoint.brain = brain
    await crew.produce(Brief(text="a bright card"))
    again = endpoint.sections("director")[1]["CHAT"]
    assert {"who": "person", "says": "dark, please"} in again


async def test_however_long_the_chat_what_is_sent_of_it_is_bounded(rig, endpoint):
    rig.settings.budget.iterations = 8
    exposures = (str(-1.5 + 0.1 * number) for number in range(20))

    def never_right(role, sections):
        reply = json.loads(answer(role, sections))
        if role == "critic":
            [fault] = reply["faults"]
            fault["description"] = "Far too dark. " * 20
            fault["change"]["value"] = next(exposures)
        return json.dumps(reply)

    endpoint.brain = never_right
    await rig.crew(endpoint.base_url).produce(Brief(text="a card"))
    chats = [one["CHAT"] for one in endpoint.sections("coder")[1:]]
    assert len(chats) >= 3 and all(len(chat) <= MOST_SENT for chat in chats)
    assert all(len(one["says"]) <= LONGEST_SENT for chat in chats for one in chat)


async def test_a_session_that_goes_on_has_the_same_thread_and_says_nothing_twice(rig, endpoint):
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a card"))
    again = Logbook(rig.sessions, outcome.session, _ignore)
    assert again.state.thread.news() == ""
    last = again.state.thread.sent("analyst")[-1]
    assert (last["who"], last["says"][:8]) == ("critic", "Approved")
