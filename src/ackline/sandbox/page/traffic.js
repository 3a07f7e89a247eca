// Every event, interaction and API call, the newest first, with their payloads.

import { el, reconcile } from "./dom.js";
import { zone } from "./state.js";
import { read } from "./talk.js";
import { formatted, SECOND } from "./times.js";

const MOST = 150;
const wanted = { kind: "all", text: "" };

export async function drawTraffic(box) {
  const [calls, events, interactions] = await Promise.all(["calls", "events", "interactions"].map((what) => read(what, { limit: MOST })));
  if (!box.querySelector(".filter")) box.append(filter(box), el("div", { class: "entries" }));
  const entries = [
    ...calls.map((call) => ({ key: call.number, at: call.at, out: false, what: call.method, about: call.args.text ?? call.args.name ?? call.args.channel ?? "", ok: call.answer.ok && !call.fault, note: [call.fault, call.answer.error].filter(Boolean).join(": "), detail: call })),
    ...events.map((sent) => ({ key: sent.number, at: sent.at, out: true, what: eventName(sent.payload.event ?? sent.payload), about: aboutEvent(sent.payload.event ?? {}), ok: sent.state === "delivered", note: sent.state === "delivered" ? "" : sent.state, detail: sent })),
    ...interactions.map((seen) => ({ key: seen.number, at: seen.at, out: true, kind: "interaction", what: seen.payload.type, about: aboutInteraction(seen.payload), ok: !seen.failure, note: seen.failure ?? seen.answer.response_action ?? "", detail: seen })),
  ];
  const shown = entries.filter(fits).sort((a, b) => b.key - a.key);
  reconcile(box.querySelector(".entries"), shown.length ? shown : [{ key: "none" }], (item) => item.key, draw);
}

const KINDS = { all: "Everything", events: "Events only", interactions: "Interactions only", calls: "Calls only", failed: "What failed" };

function fits(entry) {
  const { kind, text } = wanted;
  const wanting = { events: entry.out && !entry.kind, interactions: Boolean(entry.kind), calls: !entry.out, failed: !entry.ok };
  if (kind in wanting && !wanting[kind]) return false;
  return !text || `${entry.what} ${JSON.stringify(entry.detail)}`.toLowerCase().includes(text);
}

function filter(box) {
  const kind = el("select", { "aria-label": "Which entries" }, Object.entries(KINDS).map(([value, label]) => el("option", { value, selected: value === wanted.kind }, label)));
  const text = el("input", { type: "search", placeholder: "Find in payloads", "aria-label": "Find in payloads", value: wanted.text });
  const changed = () => { wanted.kind = kind.value; wanted.text = text.value.trim().toLowerCase(); drawTraffic(box); };
  kind.addEventListener("change", changed);
  text.addEventListener("input", changed);
  return el("div", { class: "row filter" }, kind, text);
}

const eventName = (event) => (event.subtype ? `${event.type} · ${event.subtype}` : event.type);

const aboutEvent = (event) => event.text ?? event.message?.text ?? event.reaction ?? event.previous_message?.text ?? "";

const aboutInteraction = (payload) => payload.actions?.[0]?.action_id ?? payload.callback_id ?? (payload.command ? `${payload.command} ${payload.text}` : payload.view?.callback_id ?? payload.value ?? "");

function draw(item) {
  if (item.key === "none") return el("p", { class: "empty" }, "Nothing of the kind.");
  const node = el("details", { class: "entry" },
    el("summary", {},
      el("span", { class: item.out ? "way out" : "way in", title: item.out ? "Slack told the app" : "The app asked Slack" }, item.kind ?? (item.out ? "event" : "call")),
      el("span", { class: "what" }, item.what, el("span", { class: "quiet" }, `  ${String(item.about).slice(0, 80)}`)),
      el("span", { class: item.ok ? "note quiet" : "note bad", title: item.note }, item.note),
      el("time", {}, formatted(new Date(item.at), zone(), SECOND))));
  node.addEventListener("toggle", () => {
    if (node.open && node.children.length === 1) node.append(el("pre", { tabindex: "0" }, JSON.stringify(item.detail, null, 2)));
  });
  return node;
}
