"""The group chat: four agents, the sandbox and the studio. Who speaks follows from the protocol."""

from autogen_agentchat.base import ChatAgent, Team
from autogen_agentchat.conditions import FunctionalTermination
from autogen_agentchat.teams import SelectorGroupChat
from autogen_core.model_context import BufferedChatCompletionContext

from agents import analyst, coder, critic, director
from agents.chat.participant import Act, Participant
from agents.chat.runtime import SparingRuntime
from agents.flow.production import Production
from agents.flow.steps import STUDIO, Step, speaker, turn_limit
from agents.stage import (
    delivery,
    ending,
    estimating,
    evaluation,
    execution,
    gating,
    recall,
    revising,
    sources,
)

ACTS: dict[Step, Act] = {
    Step.RECALL: recall.recall,
    Step.PLAN: director.write_plan,
    Step.ESTIMATE: estimating.estimate_plan,
    Step.PLAN_GATE: gating.ask_about_plan,
    Step.MEASURE: sources.measure_sources,
    Step.FINDINGS: analyst.write_findings,
    Step.PROGRAM: coder.write_program,
    Step.RUN: execution.run_program,
    Step.JUDGE: evaluation.judge_version,
    Step.REVIEW: critic.write_review,
    Step.REVISE: revising.revise_plan,
    Step.DELIVERY_GATE: gating.ask_about_delivery,
    Step.DELIVER: delivery.deliver,
    Step.REMEMBER: ending.remember,
    Step.END: ending.end,
}
DESCRIPTIONS = {
    "director": director.DESCRIPTION,
    "analyst": analyst.DESCRIPTION,
    "coder": coder.DESCRIPTION,
    "critic": critic.DESCRIPTION,
    "sandbox": "Runs the coder's program against the tools, and measures what it made.",
    STUDIO: "Recalls, measures the sources, asks the person, delivers and remembers.",
}


async def converse(production: Production) -> None:
    """Run the group chat until the session ends, a fault stops it, or its turns are used up."""
    assert production.state.brief
    runtime = SparingRuntime(set(DESCRIPTIONS))
    runtime.start()
    try:
        await _assemble(production, runtime).run(task=production.state.brief.text)
    finally:
        await runtime.stop()


def _assemble(production: Production, runtime: SparingRuntime) -> SelectorGroupChat:
    """A team for one run of the chat. After a stop it is thrown away: AutoGen's teams do not
    recover from an error or a cancel, the session's events do."""
    participants: list[ChatAgent | Team] = [
        Participant(
            name,
            description,
            production,
            {step: act for step, act in ACTS.items() if speaker(step) == name},
        )
        for name, description in DESCRIPTIONS.items()
    ]

    def next_speaker(_thread: object) -> str:
        return speaker(production.step())

    def over(_thread: object) -> bool:
        return production.error is not None or production.state.ended is not None

    return SelectorGroupChat(
        participants,
        model_client=production.clients["director"],  # demanded, and never asked: see next_speaker
        selector_func=next_speaker,
        model_context=BufferedChatCompletionContext(buffer_size=1),
        termination_condition=FunctionalTermination(over),
        max_turns=turn_limit(production.settings.budget, len(production.state.notes)),
        allow_repeated_speaker=True,
        runtime=runtime,
    )
