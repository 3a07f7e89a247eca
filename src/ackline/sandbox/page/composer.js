// Writing: in a channel, to the app, in a thread; a slash command when it begins with one. Shortcuts stand beside it.

import { el } from "./dom.js";
import { menu } from "./menu.js";
import { $, channel, isExternal, offered, placeId, state, user } from "./state.js";
import { act } from "./talk.js";

export function compose() {
  for (const [form, area, thread] of [["composer", "text", () => null], ["reply", "reply-text", () => state.thread]]) {
    $(form).addEventListener("submit", (event) => { event.preventDefault(); say($(area), thread()); });
    entersWithReturn($(area), $(form));
  }
  $("text").addEventListener("input", drawHints);
}

async function say(area, thread) {
  const text = area.value.trim();
  if (!text) return;
  const [command, ...rest] = text.split(" ");
  const where = placeId();
  area.value = "";
  grow(area);
  drawHints();
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

// What begins like what is being typed: the app's commands, and whoever is in the channel after an @.
function hints(typed) {
  if (typed.startsWith("/") && !isExternal(state.me))
    return state.world.app.commands
      .filter((one) => `${one.command} `.startsWith(typed) || typed.startsWith(`${one.command} `))
      .map((one) => ({ name: one.command, usage: one.usage_hint, about: one.description, text: typed.startsWith(`${one.command} `) ? typed : `${one.command} ` }));
  const begun = typed.match(/(?:^|\s)@(\w*)$/u)?.[1].toLowerCase();
  if (begun === undefined) return [];
  return (channel(state.place)?.members ?? []).map(user)
    .filter((one) => one.name.startsWith(begun) || one.real_name.toLowerCase().startsWith(begun))
    .slice(0, 6)
    .map((one) => ({ name: `@${one.name}`, usage: one.real_name, about: one.profile.title, text: `${typed.slice(0, typed.length - begun.length)}${one.name} ` }));
}

function drawHints() {
  const found = hints($("text").value);
  $("hints").hidden = !found.length;
  $("hints").replaceChildren(...found.map((one) => el("li", {},
    el("button", { type: "button", onclick: () => take(one.text) },
      el("strong", {}, one.name), ` ${one.usage} `, el("span", { class: "quiet" }, one.about)))));
}

function take(text) {
  $("text").value = text;
  $("text").focus();
  drawHints();
}

// What belongs to no message is found beside the composer.
export function drawShortcuts() {
  const found = offered("global");
  $("shortcuts").replaceChildren(...(found.length ? [menu("Shortcuts", "⚡", found.map((one) => ({
    label: one.name, about: one.description, choose: () => act("global_shortcut", { user: state.me.id, callback_id: one.callback_id }),
  })))] : []));
  drawHints();
}
