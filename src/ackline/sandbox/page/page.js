// The sandbox's page: whom you are, what you see, what you do. This file only puts the others together.

import { drawClock, moveByHand } from "./clockbar.js";
import { compose, drawShortcuts } from "./composer.js";
import { drawDue } from "./due.js";
import { keepEnd } from "./ends.js";
import { drawInspector } from "./inspector.js";
import { drawHead, drawLog } from "./log.js";
import { closeModal, refreshViews } from "./modal.js";
import { leave, paints, touch } from "./refresh.js";
import { become, follow, go, permalink, show } from "./route.js";
import { choose, drawSide, nextPlace } from "./side.js";
import { $, channel, isExternal, state, user } from "./state.js";
import { drawStory, toggleStory } from "./storypanel.js";
import { read, toast } from "./talk.js";
import { drawWorlds } from "./worlds.js";

const EVERYTHING = ["world", "messages", "views", "due", "inspector", "story"];
const OF_HINT = {
  message: ["world", "messages", "due", "story"],
  clock: ["world", "messages", "due", "story"],
  view: ["views", "messages"],
  world: ["world", "messages"],
  hello: EVERYTHING,
  event: ["inspector"],
  interaction: ["inspector"],
  call: ["inspector"],
};

async function drawWorld() {
  state.world = await read("summary");
  state.me = user(state.me.id) ?? state.world.users.find((one) => !one.is_bot);
  drawClock();
  drawSide();
  drawHead();
}

function settle() {
  const link = permalink(location.href);
  const [who, place, thread] = location.hash.slice(1).split("/");
  const linked = link && channel(link.place);
  const people = state.world.users.filter((one) => !one.is_bot);
  const first = user(who) ?? user(linked?.members.find((id) => !user(id).is_bot)) ?? people.find(isExternal) ?? people[0];
  state.place = linked?.id ?? place;
  become(first.id);
  const root = linked ? link.thread : thread;
  if (root && channel(state.place)) go(state.place, root);
}

function listen() {
  $("who").addEventListener("change", choose);
  $("menu").addEventListener("click", () => {
    const open = document.body.classList.toggle("open");
    $("menu").setAttribute("aria-expanded", String(open));
  });
  for (const what of ["due", "inspector"])
    $(`show-${what}`).addEventListener("click", () => { show(state.aside === what ? null : what); touch(what, "side"); });
  $("show-story").addEventListener("click", toggleStory);
  $("aside-close").addEventListener("click", () => show(null));
  $("modal").addEventListener("cancel", (event) => { event.preventDefault(); closeModal(); });
  document.addEventListener("click", follow);
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && state.aside) show(null);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.altKey && step) { event.preventDefault(); nextPlace(step); }
  });
  keepEnd($("messages"), () => state.place !== "home");
  keepEnd($("aside-body"), () => state.aside === "thread");
  compose();
  moveByHand();
}

async function start() {
  [state.world, state.emoji] = await Promise.all([read("summary"), read("emoji")]);
  state.read.start = state.world.channels.map((one) => one.latest ?? "").sort().at(-1) ?? "";
  paints("world", drawWorld);
  paints("clock", drawClock);
  paints("side", drawSide);
  paints("shortcuts", drawShortcuts);
  paints("head", drawHead);
  paints("messages", drawLog);
  paints("views", refreshViews);
  paints("due", drawDue);
  paints("story", drawStory);
  paints("inspector", drawInspector);
  listen();
  settle();
  await drawWorlds();
  const feed = new EventSource("/sandbox/feed");
  feed.addEventListener("message", (event) => {
    const { kind } = JSON.parse(event.data);
    if (kind === "ending") leave();
    if (kind === "reset") location.assign("/");
    touch(...(OF_HINT[kind] ?? []));
  });
  feed.addEventListener("error", () => document.body.classList.add("away"));
  feed.addEventListener("open", () => document.body.classList.remove("away"));
}

start().catch((error) => toast(error.message));
