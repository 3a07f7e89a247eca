// The guided story: what happens next, a button that does it, and what there is to see once it has happened.

import { waiting } from "./clockbar.js";
import { el } from "./dom.js";
import { visit } from "./route.js";
import { $, state, user } from "./state.js";
import { act, read, toast } from "./talk.js";

let story = null;
let page = null;

export async function drawStory() {
  story = await read("story");
  $("show-story").hidden = !story;
  if (!story) return show(false);
  if (page === null) {
    const ahead = story.steps.findIndex((step) => !step.happened);
    page = ahead < 0 ? story.steps.length - 1 : ahead;
    show(localStorage.getItem("story") !== "hidden");
  }
  return draw();
}

function show(open) {
  $("story").hidden = !open;
  $("show-story").setAttribute("aria-expanded", String(open));
}

export function toggleStory() {
  const open = $("story").hidden;
  localStorage.setItem("story", open ? "shown" : "hidden");
  show(open);
}

function draw() {
  const step = story.steps[page];
  const next = step.moments.findIndex((moment) => !moment.happened);
  const shape = JSON.stringify([story, page, state.me.id]);
  const box = $("story");
  if (box.shape === shape) return;
  const focused = box.contains(document.activeElement) ? document.activeElement.className : null;
  box.shape = shape;
  box.replaceChildren(
    el("div", { class: "story-text" },
      el("p", { class: "story-where" },
        el("span", { class: "quiet" }, `${story.title} · step ${page + 1} of ${story.steps.length}`),
        el("span", { class: "pips", "aria-hidden": "true" }, story.steps.map((one, index) => el("i", { class: [one.happened && "past", index === page && "here"].filter(Boolean).join(" ") })))),
      el("h2", {}, step.title),
      el("p", { class: step.moments[0].happened ? "tell told" : "tell" }, unbroken(step.tell)),
      el("div", { class: "row" }, buttons(step, next)),
      next < 0 || !step.moments[next].hand ? null : el("p", { class: "quiet" }, `By hand: ${step.moments[next].hand}`)),
    el("div", { class: "story-sights" },
      el("h3", {}, next < 0 ? "Have a look" : "What you will see"),
      el("ul", {}, step.moments.flatMap((moment) => moment.sights.map((sight) => drawSight(sight))))),
    el("button", { type: "button", class: "plain story-close", "aria-label": "Hide the story", title: "Hide the story", onclick: toggleStory }, "✕"));
  if (focused) (box.querySelector(".do") ?? box.querySelector("button"))?.focus();
}

function buttons(step, next) {
  const last = page === story.steps.length - 1;
  const turn = (to) => { page = to; draw(); };
  const main = next >= 0
    ? el("button", { type: "button", class: "primary do", onclick: () => play(next) }, step.moments[next].label)
    : last
      ? el("p", { class: "story-end", role: "status" }, "That is the whole story. Go on by yourself: write as anybody, move the clock, or make calls fail (Inspector, Faults).", others())
      : el("button", { type: "button", class: "primary do", onclick: () => turn(page + 1) }, "Next step");
  return [
    main,
    page > 0 ? el("button", { type: "button", class: "back", onclick: () => turn(page - 1) }, "Back") : null,
    next >= 0 && !last ? el("button", { type: "button", class: "skip", onclick: () => turn(page + 1) }, "Skip", el("span", { class: "wide" }, " this step")) : null,
  ];
}

// The id of a clause stays on one line.
const unbroken = (text) => text.replaceAll(/-(?=\d)/gu, "\u2011");

const others = () => ($("worlds").hidden ? "" : " Another vendor is chosen above.");

function drawSight(sight) {
  const who = user(sight.reader)?.real_name ?? sight.reader;
  const label = [
    el("span", { class: "tick", "aria-hidden": "true" }, sight.seen ? "✓" : "○"),
    el("span", { class: "that" }, unbroken(sight.that)),
    sight.seen ? el("span", { class: "chip", "aria-label": `look as ${who}` }, `as ${who.split(" ")[0]} ›`) : null,
  ];
  return el("li", { class: sight.seen ? "seen" : "" },
    sight.seen
      ? el("button", { type: "button", class: "sight", title: `See it as ${who}`, onclick: () => visit(sight.reader, sight.channel, sight.thread) }, label)
      : el("span", { class: "sight" }, label));
}

// Does it, and shows the first thing that came of it.
async function play(moment) {
  const result = await waiting(() => act("play", { step: page, moment }));
  if (result === undefined) return;
  if (result.missing.length) toast(`Done, but not seen: ${result.missing.join("; ")}`);
  story = await read("story");
  const [first] = story.steps[page].moments[moment].sights;
  if (first?.seen) visit(first.reader, first.channel, first.thread);
  draw();
}
