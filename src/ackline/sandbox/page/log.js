// The middle: what was said in a channel or to the app, and what is said of the place above it.

import { el, reconcile } from "./dom.js";
import { isAtEnd, toEnd } from "./ends.js";
import { drawHome } from "./home.js";
import { drawMessage, isGone } from "./message.js";
import { touch } from "./refresh.js";
import { $, appName, channel, dm, instant, markOf, nameOf, PAGE, placeName, state, team, today, user, zone } from "./state.js";
import { read } from "./talk.js";
import { drawThread } from "./thread.js";
import { formatted } from "./times.js";

export function drawHead() {
  const here = channel(state.place);
  if (!here) {
    $("title").textContent = appName() + (state.place === "home" ? " · Home" : "");
    $("about").textContent = state.place === "dm" ? "Only you and the app see this." : "What the app shows to you alone.";
  } else {
    $("title").textContent = `${markOf(here)} ${nameOf(here)}`;
    const others = (here.connected_team_ids ?? []).map((id) => team(id)?.name);
    const people = here.members.map((id) => user(id)?.real_name);
    $("about").textContent = [others.length ? `shared with ${others.join(", ")}` : "", `${people.length} members`].filter(Boolean).join(" · ");
    $("about").title = people.join(", ");
  }
  $("composer").hidden = state.place === "home";
  $("text").placeholder = `Message ${placeName()}`;
  document.title = `${placeName()} · sandbox`;
}

export async function drawLog() {
  if (state.place === "home") return drawHome();
  const place = state.place;
  const id = place === "dm" ? dm()?.id : place;
  const [found, whispers, thread] = await Promise.all([
    id ? read("messages", { channel: id, limit: state.shown + 1 }) : [],
    read("ephemerals", { user: state.me.id }),
    id && state.thread ? read("thread", { channel: id, ts: state.thread }) : [],
  ]);
  if (place !== state.place) return undefined;
  const mine = whispers.filter((one) => one.channel === id).map((one) => ({ ...one, whisper: true }));
  state.more = found.length > state.shown;
  state.messages = found.slice(-state.shown).filter((one) => !one.deleted || one.replies.some((reply) => !reply.deleted));
  state.whispers = mine.filter((one) => !one.thread_ts);
  drawMessages();
  if (state.aside === "thread") drawThread([...thread, ...mine.filter((one) => one.thread_ts === state.thread)]);
  const newest = state.messages.at(-1)?.ts;
  if (newest && newest > (state.read.get(state.me.id).get(place) ?? "")) state.read.get(state.me.id).set(place, newest);
  return undefined;
}

function drawMessages() {
  const box = $("messages");
  const atEnd = isAtEnd(box);
  const items = state.more ? [{ key: "more" }] : [];
  let day = "";
  let last = null;
  for (const message of [...state.messages, ...state.whispers].sort((a, b) => (a.ts < b.ts ? -1 : 1))) {
    const on = formatted(instant(message.ts), zone(), { weekday: "long", day: "numeric", month: "long" });
    if (on !== day) items.push({ key: `day ${on}`, day: on });
    const follows = last && on === day && last.user === message.user && !isGone(message) && Number(message.ts) - Number(last.ts) < 300;
    items.push({ key: message.ts, message: light(message), follows: Boolean(follows), editing: state.editing === message.ts, me: state.me.id, today: today() });
    day = on;
    last = message;
  }
  if (!items.length) items.push({ key: "none", empty: state.place === "dm" ? "Nothing here yet. Write to the app, or wait for it to write to you." : "Nothing was said here yet." });
  reconcile(box, items, (item) => item.key, drawItem);
  if (atEnd || !box.settled) toEnd(box);
  box.settled = true;
}

// Of a thread, the channel shows only how long it is.
function light({ replies, ...message }) {
  return message;
}

function drawItem(item) {
  if (item.empty) return el("p", { class: "empty" }, item.empty);
  if (item.day) return el("p", { class: "day" }, el("span", {}, item.day));
  if (item.key === "more") return el("button", { type: "button", class: "more", onclick: earlier }, "Earlier messages");
  return drawMessage(item.message, { follows: item.follows, editing: item.editing });
}

// What was at the top stays where it is while earlier messages come above it.
function earlier() {
  const box = $("messages");
  const below = box.scrollHeight - box.scrollTop;
  state.shown += PAGE * 2;
  touch("messages");
  new MutationObserver((_, watch) => { watch.disconnect(); box.scrollTop = box.scrollHeight - below; }).observe(box, { childList: true });
}
