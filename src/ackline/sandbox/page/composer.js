// Writing: in a channel, to the app, in a thread; a slash command when it begins with one.

import { $, placeId, state } from "./state.js";
import { act } from "./talk.js";

export function compose() {
  for (const [form, area, thread] of [["composer", "text", () => null], ["reply", "reply-text", () => state.thread]]) {
    $(form).addEventListener("submit", (event) => { event.preventDefault(); say($(area), thread()); });
    entersWithReturn($(area), $(form));
  }
}

async function say(area, thread) {
  const text = area.value.trim();
  if (!text) return;
  const [command, ...rest] = text.split(" ");
  const where = placeId();
  area.value = "";
  grow(area);
  const done = /^\/[a-z]/u.test(command) && !thread
    ? await act("command", { channel: where, user: state.me.id, command, text: rest.join(" ") })
    : await act("post", { channel: where, user: state.me.id, text, ...(thread ? { thread_ts: thread } : {}) });
  if (done === undefined) area.value ||= text;
}

function entersWithReturn(area, form) {
  area.addEventListener("input", () => grow(area));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

function grow(area) {
  area.rows = Math.min(8, area.value.split("\n").length);
}
