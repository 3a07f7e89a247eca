"""Telling the story: what of it has happened, and doing what comes next as the people in it.

Nothing is remembered: whether a moment has happened is read from what is there, so that whoever does the same by
hand, or reloads the page, is as far as anybody else.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from ackline.sandbox import inputs
from ackline.sandbox.clock import instant_of
from ackline.sandbox.operations import Operations
from ackline.sandbox.story import Moment, Sight, Sought, Story
from ackline.sandbox.wire import Json, Refused

_LOOKED_AT = 200


class Storyteller:
    """Reads and acts through the same operations as everybody."""

    def __init__(self, story: Story, operations: Operations) -> None:
        self._story = story
        self._operations = operations
        self._acts: dict[str, Callable[[Json], Awaitable[object]]] = {
            "post": self._post,
            "react": self._react,
            "press": self._press,
            "submit": self._submit,
            "wait": self._wait,
        }

    async def told(self) -> Json:
        """The whole story, with what has happened of it and where each sight is."""
        steps: list[Json] = []
        later = False
        for step in reversed(self._story.steps):
            moments: list[Json] = []
            for moment in reversed(step.moments):
                shown = await self._moment_json(moment, later=later)
                later = shown["happened"]
                moments.insert(0, shown)
            done = all(moment["happened"] for moment in moments)
            steps.insert(0, {"title": step.title, "tell": step.tell, "moments": moments, "happened": done})
        return {"title": self._story.title, "tell": self._story.tell, "steps": steps}

    async def play(self, step: int, moment: int) -> Json:
        """Do one moment, unless it has happened; `missing` of the answer is what should be seen and isn't."""
        if not (0 <= step < len(self._story.steps) and 0 <= moment < len(self._story.steps[step].moments)):
            raise Refused("no_such_moment", f"the story has no moment {moment} in step {step}")
        if not await self._happened(step, moment):
            for verb, given in self._story.steps[step].moments[moment].acts:
                await self._acts[verb](given)
        told = (await self.told())["steps"][step]["moments"][moment]
        return {"missing": [sight["that"] for sight in told["sights"] if not sight["seen"]]}

    async def _happened(self, step: int, moment: int) -> bool:
        return bool((await self.told())["steps"][step]["moments"][moment]["happened"])

    async def _moment_json(self, moment: Moment, *, later: bool) -> Json:
        """`later`: something after it has happened, and a card then no longer says what it said before."""
        sights = []
        for sight in moment.sights:
            root = await self._ts(sight.thread) if sight.thread else None
            place = {"reader": sight.reader, "channel": sight.channel, "thread": root}
            sights.append({"that": sight.that, "seen": later or await self._seen(sight)} | place)
        happened = all(sight["seen"] for sight in sights)
        return {"label": moment.label, "hand": moment.hand, "sights": sights, "happened": happened}

    async def _seen(self, sight: Sight) -> bool:
        return any(sight.text in message["text"] for message in await self._there(sight, sight.reader))

    async def _there(self, where: Sight | Sought, reader: str) -> list[Json]:
        if where.thread is not None:
            root = await self._ts(where.thread)
            return await self._operations.thread(where.channel, root) if root else []
        if where.channel == self._operations.stage.workspace.world.app.name:
            return await self._operations.dms(reader)
        return await self._operations.messages(where.channel, deleted=False, limit=_LOOKED_AT)

    async def _ts(self, name: str) -> str | None:
        sought = self._story.messages[name]
        fitting = [
            message["ts"]
            for message in await self._there(sought, sought.by)
            if message["user"] == sought.by and sought.text in message["text"]
        ]
        return max(fitting, default=None)

    async def _found(self, name: str) -> tuple[str, str]:
        ts = await self._ts(name)
        if ts is None:
            raise Refused("too_early", f"the story's {name} is not there yet: an earlier step comes first")
        return self._story.messages[name].channel, ts

    async def _post(self, given: Json) -> None:
        root = (await self._found(given["thread"]))[1] if "thread" in given else None
        await self._operations.post(given["channel"], given["user"], given["text"], root)

    async def _react(self, given: Json) -> None:
        channel, ts = await self._found(given["message"])
        await self._operations.react(channel, ts, given["user"], given["emoji"])

    async def _press(self, given: Json) -> None:
        """A button, or an option of a menu, by the beginning of its label."""
        channel, ts = await self._found(given["message"])
        thread = await self._operations.thread(channel, ts)
        shown = next(message for message in thread if message["ts"] == ts)
        for _, part in inputs.elements(shown.get("blocks", ())):
            labelled = [part] if part["type"] == "button" else inputs.options(part)
            for one in labelled:
                if one["text"]["text"].startswith(given["button"]):
                    await self._operations.click(channel, ts, given["user"], part["action_id"], one.get("value"))
                    return
        raise Refused("no_such_action", f"the story's {given['message']} has no button {given['button']!r} now")

    async def _submit(self, given: Json) -> None:
        result = await self._operations.submit(given["user"], given["values"])
        if result.errors:
            raise Refused("not_submitted", f"the form was not taken: {result.errors}")

    async def _wait(self, given: Json) -> None:
        _, ts = await self._found(given["after"])
        until = instant_of(ts) + timedelta(minutes=given["minutes"], seconds=1)
        await self._operations.forward_to(max(until, self._operations.now))
