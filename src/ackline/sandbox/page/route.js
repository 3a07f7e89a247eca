// Who is looking at what. Everything that changes it goes through here; the address remembers it.

import { forget } from "./dom.js";
import { touch } from "./refresh.js";
import { $, channel, isExternal, mine, PAGE, placeName, state, user } from "./state.js";
import { act } from "./talk.js";

const TITLES = { thread: "Thread", due: "What is due", inspector: "Inspector" };
const ABOUT = { thread: placeName, due: () => "What the app will do next, as it says itself.", inspector: () => "What goes between the app and Slack." };

export function go(place, thread = null) {
  state.place = place;
  state.editing = null;
  clear();
  if (state.aside === "thread" && !thread) show(null);
  if (thread) openThread(thread, { focus: false });
  closeSide();
  remember();
  if (place === "home") act("open_home", { user: state.me.id }).then(() => touch("messages"));
  touch("side", "head", "messages");
}

// What is drawn stays until somebody looks elsewhere, or somebody else looks.
function clear() {
  const box = $("messages");
  const shown = `${state.me.id} ${state.place}`;
  if (box.shown === shown) return;
  state.shown = PAGE;
  forget(box);
  box.shown = shown;
  box.settled = false;
}

export function become(id) {
  state.me = user(id);
  if (!state.read.has(id)) state.read.set(id, new Map());
  const usable = mine().some((one) => one.id === state.place) || state.place === "dm" || (state.place === "home" && !isExternal(state.me));
  go(usable ? state.place : (mine()[0]?.id ?? "dm"));
  touch("clock", "views", "due", "shortcuts");
}

// Where `reader` sees something; a channel with the app's name is the conversation with the app.
export function visit(reader, where, thread) {
  state.place = where === state.world.app.name ? "dm" : (channel(where)?.id ?? where);
  if (state.me.id !== reader) become(reader);
  go(state.place, thread);
}

export function openThread(ts, { focus = true } = {}) {
  state.thread = ts;
  show("thread");
  touch("messages");
  if (focus) $("reply-text").focus();
}

export function show(what) {
  state.aside = what;
  if (what !== "thread") state.thread = null;
  $("aside").hidden = what === null;
  document.body.dataset.aside = what ?? "";
  $("reply").hidden = what !== "thread";
  for (const one of ["due", "inspector"]) $(`show-${one}`).setAttribute("aria-expanded", String(what === one));
  $("aside-title").textContent = TITLES[what] ?? "";
  $("aside-about").textContent = ABOUT[what]?.() ?? "";
  forget($("aside-body"));
  remember();
}

function closeSide() {
  document.body.classList.remove("open");
  $("menu").setAttribute("aria-expanded", "false");
}

function remember() {
  history.replaceState(null, "", `/#${[state.me.id, state.place, state.thread].filter(Boolean).join("/")}`);
}

// A permalink's channel, message and thread; null when the address is none.
export function permalink(url) {
  const { pathname, searchParams, origin } = new URL(url, location.href);
  const found = origin === location.origin && pathname.match(/^\/archives\/(\w+)\/p(\d{10})(\d{6})$/u);
  return found ? { place: found[1], thread: searchParams.get("thread_ts") ?? `${found[2]}.${found[3]}` } : null;
}

// Permalinks are followed within the page, as the person who is looking.
export function follow(event) {
  const anchor = event.target.closest?.("a[href]");
  const there = anchor && permalink(anchor.href);
  if (!there || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (mine().some((one) => one.id === there.place)) go(there.place, there.thread);
  else visit(channel(there.place)?.members.find((id) => !user(id).is_bot) ?? state.me.id, there.place, there.thread);
}
