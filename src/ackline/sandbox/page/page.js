// The sandbox's page: whom you are, what you see, what you do. All of it goes over the control API.

import { el, forget, reconcile } from "./dom.js";
import { blocks, valueOf } from "./kit.js";
import { ago, formatted, mrkdwn, unescape } from "./mrkdwn.js";

const QUICK = ["eyes", "white_check_mark", "double_vertical_bar", "ticket", "rotating_light", "page_facing_up", "heart"];
const PAGE = 60;

const $ = (id) => document.getElementById(id);
const state = {
  me: null, place: null, thread: null, aside: null, world: null, emoji: {}, shown: PAGE,
  messages: [], whispers: [], views: [], errors: {}, read: new Map(), dirty: new Set(), editing: null,
};

// ---- talking to the sandbox

async function read(reading, query = {}) {
  const answer = await (await fetch(`/sandbox/${reading}?${new URLSearchParams(query)}`)).json();
  if (!answer.ok) throw new Error(answer.why);
  return answer.result;
}

async function act(operation, given) {
  try {
    const response = await fetch(`/sandbox/${operation}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given),
    });
    const answer = await response.json();
    if (!answer.ok) throw new Error(answer.why);
    return answer.result ?? true;
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}

function toast(text) {
  const node = el("p", {}, text);
  $("toasts").append(node);
  setTimeout(() => node.remove(), 7000);
}

// ---- names and times

const user = (id) => state.world.users.find((one) => one.id === id);
const team = (id) => state.world.teams.find((one) => one.id === id);
const channel = (id) => state.world.channels.find((one) => one.id === id);
const isExternal = (one) => !team(one.team_id)?.vendor;
const now = () => new Date(state.world.now);
const instant = (ts) => new Date(Number(ts) * 1000);
const zone = () => state.me?.tz ?? "UTC";

function lookup() {
  return {
    me: state.me.id,
    zone: zone(),
    now: now(),
    user: (id) => user(id)?.real_name,
    channel: (id) => channel(id)?.name,
    emoji: (name) => state.emoji[name],
  };
}

function context(clicked) {
  const option = (value, label) => ({ value, label });
  return {
    lookup: lookup(),
    act: clicked,
    people: state.world.users.filter((one) => !one.is_bot && !one.deleted).map((one) => option(one.id, one.real_name)),
    places: state.world.channels.filter((one) => !one.is_im).map((one) => option(one.id, `#${one.name}`)),
  };
}

// ---- the left side

function drawPeople() {
  const groups = state.world.teams.map((one) =>
    el("optgroup", { label: one.vendor ? `${one.name} (vendor)` : one.name },
      state.world.users
        .filter((person) => person.team_id === one.id && !person.is_bot)
        .map((person) =>
          el("option", { value: person.id, selected: person.id === state.me.id },
            [person.real_name, person.profile.title].filter(Boolean).join(" · ") + (person.deleted ? " (deactivated)" : "")))));
  $("who").replaceChildren(...groups);
  const mine = team(state.me.team_id);
  $("whose").textContent = [state.me.profile.title, mine.vendor ? `${mine.name}, the vendor` : `${mine.name}, a customer`].filter(Boolean).join(" · ");
}

const mine = () => state.world.channels.filter((one) => !one.is_im && one.members.includes(state.me.id));
const dm = () => state.world.channels.find((one) => one.is_im && one.user === state.me.id);

function drawPlaces() {
  const marks = state.read.get(state.me.id);
  const row = (id, label, latest) => {
    const current = state.place === id;
    const unread = !current && latest && latest > (marks.get(id) ?? state.read.start);
    const button = el("button", { type: "button", class: unread ? "unread" : "", "aria-current": current ? "page" : undefined, onclick: () => go(id) },
      el("span", { class: "name" }, label), unread ? el("span", { class: "dot", title: "unread" }) : null);
    return el("li", {}, button);
  };
  const app = title(state.world.app.name);
  $("channels").replaceChildren(...mine().map((one) => row(one.id, `${one.is_private ? "🔒" : "#"} ${one.name}`, one.latest)));
  $("apps").replaceChildren(
    row("dm", app, dm()?.latest),
    ...(isExternal(state.me) ? [] : [row("home", `${app} · Home`)]));
}

// ---- the middle

function drawHead() {
  const here = channel(state.place);
  const app = title(state.world.app.name);
  if (!here) {
    $("title").textContent = app + (state.place === "home" ? " · Home" : "");
    $("about").textContent = state.place === "dm" ? "Only you and the app see this." : "What the app shows to you alone.";
  } else {
    $("title").textContent = `${here.is_private ? "🔒" : "#"} ${here.name}`;
    const others = (here.connected_team_ids ?? []).map((id) => team(id)?.name);
    const shared = others.length ? `shared with ${others.join(", ")} · ` : "";
    const people = here.members.map((id) => user(id)?.real_name);
    $("about").textContent = `${shared}${people.length} members`;
    $("about").title = people.join(", ");
  }
  $("composer").hidden = state.place === "home";
  const where = here ? `#${here.name}` : app;
  $("text").placeholder = `Message ${where}`;
  document.title = `${where} · sandbox`;
}

function drawMessages() {
  const box = $("messages");
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  const items = [];
  if (state.more) items.push({ key: "more" });
  let day = "";
  let last = null;
  const all = [...state.messages, ...state.whispers].sort((a, b) => (a.ts < b.ts ? -1 : 1));
  for (const message of all) {
    const today = formatted(instant(message.ts), zone(), { weekday: "long", day: "numeric", month: "long" });
    if (today !== day) items.push({ key: `day ${today}`, day: today });
    const follows = last && today === day && last.user === message.user && Number(message.ts) - Number(last.ts) < 300;
    items.push({ key: message.ts, message: light(message), follows: Boolean(follows), editing: state.editing === message.ts, me: state.me.id });
    day = today;
    last = message;
  }
  if (!items.length) items.push({ key: "none", empty: state.place === "dm" ? "Nothing here yet. Write to the app, or wait for it to write to you." : "Nothing was said here yet." });
  reconcile(box, items, (item) => item.key, drawItem);
  if (atEnd) box.scrollTop = box.scrollHeight;
}

// Of a thread, the channel shows only how long it is.
function light({ replies, ...message }) {
  return message;
}

function drawItem(item) {
  if (item.empty) return el("p", { class: "empty" }, item.empty);
  if (item.day) return el("p", { class: "day" }, el("span", {}, item.day));
  if (item.key === "more")
    return el("button", { type: "button", class: "more", onclick: () => { state.shown += PAGE * 2; touch("messages"); } }, "Earlier messages");
  return drawMessage(item.message, { follows: item.follows, editing: item.editing });
}

function drawMessage(message, { follows = false, editing = false, inThread = false } = {}) {
  const author = user(message.user);
  const name = message.bot_profile?.name ?? author?.real_name ?? message.user;
  const home = author && team(author.team_id);
  const at = instant(message.ts);
  const time = el("time", { datetime: at.toISOString(), title: formatted(at, zone(), { dateStyle: "full", timeStyle: "long" }) },
    formatted(at, zone(), { hour: "2-digit", minute: "2-digit", hour12: false }));
  const gone = message.deleted || message.subtype === "tombstone";
  const body = gone
    ? el("p", { class: "gone" }, "This message was deleted.")
    : editing ? editor(message) : el("div", { class: "body" }, content(message));
  return el("article", { class: `message${follows ? " follows" : ""}${message.whisper ? " whisper" : ""}`, "data-ts": message.ts, tabindex: "0", "aria-label": `${name}, ${formatted(at, zone(), { hour: "2-digit", minute: "2-digit", hour12: false })}`, onkeydown: reachTools },
    follows ? el("span", { class: "gutter" }, time) : avatar(message.user, name, author?.is_bot),
    el("div", { class: "column" },
      follows ? null : el("p", { class: "by" },
        el("strong", {}, author?.is_bot ? title(name) : name),
        author?.is_bot ? el("span", { class: "chip" }, "App") : null,
        home && !home.vendor ? el("span", { class: "chip out" }, home.name) : null,
        time),
      message.whisper ? el("p", { class: "quiet" }, "Only visible to you") : null,
      message.subtype === "thread_broadcast" || (message.parent_user_id && !inThread) ? el("p", { class: "quiet" }, "replied to a thread") : null,
      body,
      message.edited && !gone ? el("small", { class: "quiet edited" }, "(edited)") : null,
      reactions(message),
      !inThread && message.reply_count
        ? el("button", { type: "button", class: "thread-link", onclick: () => openThread(message.ts) },
            `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`,
            el("span", { class: "quiet" }, `last at ${formatted(instant(message.latest_reply), zone(), { hour: "2-digit", minute: "2-digit", hour12: false })}`))
        : null),
    gone || message.whisper ? null : tools(message, inThread));
}

// One stop of the Tab key for each message: Enter goes to its tools, arrows along them, Escape back.
function reachTools(event) {
  const article = event.currentTarget;
  const buttons = [...article.querySelectorAll(".tools button")];
  const here = buttons.indexOf(event.target);
  const steps = { Enter: event.target === article ? 0 : undefined, ArrowRight: here < 0 ? undefined : here + 1, ArrowLeft: here < 0 ? undefined : here - 1 };
  if (event.key === "Escape" && here >= 0) {
    article.focus();
    event.stopPropagation();
  } else if (steps[event.key] !== undefined) {
    buttons.at(steps[event.key] % buttons.length)?.focus();
    event.preventDefault();
  }
}

const title = (name) => name[0].toUpperCase() + name.slice(1);

function content(message) {
  const clicked = (action, value, confirm) => press(message, action, value, confirm);
  const parts = message.blocks?.length ? blocks(message.blocks, context(clicked)) : mrkdwn(message.text, lookup());
  const attached = (message.attachments ?? []).map((one) =>
    el("div", { class: "attached" }, one.blocks ? blocks(one.blocks, context(clicked)) : mrkdwn(one.text ?? one.fallback ?? "", lookup())));
  const files = (message.files ?? []).map((file) => el("p", { class: "file" }, `📎 ${file.name ?? "a file"}`));
  return [...parts, ...attached, ...files];
}

function avatar(id, name, bot) {
  const number = state.world.users.findIndex((one) => one.id === id) + 8;
  const initials = name.split(/\s+/u).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  return el("span", { class: `avatar a${number % 8}${bot ? " bot" : ""}`, "aria-hidden": "true" }, initials);
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" },
    message.reactions.map((one) => {
      const ours = one.users.includes(state.me.id);
      const who = one.users.map((id) => user(id)?.real_name ?? id).join(", ");
      return el("button", {
        type: "button", class: "reaction", "aria-pressed": String(ours), title: `${who} · :${one.name}:`,
        "aria-label": `${one.name}, ${one.count}: ${who}`, onclick: () => toggle(message, one.name, ours),
      }, el("span", {}, state.emoji[one.name] ?? `:${one.name}:`), ` ${one.count}`);
    }));
}

function tools(message, inThread) {
  const ours = message.user === state.me.id;
  const tool = (label, shown, onclick) => el("button", { type: "button", tabindex: "-1", title: label, "aria-label": label, onclick }, shown);
  return el("div", { class: "tools", role: "group", "aria-label": "Actions on this message" },
    QUICK.map((name) => tool(`React with ${name}`, state.emoji[name], () => {
      const there = message.reactions?.find((one) => one.name === name)?.users.includes(state.me.id);
      toggle(message, name, there);
    })),
    inThread || message.thread_ts ? null : tool("Reply in a thread", "💬", () => openThread(message.ts)),
    !inThread && message.reply_count ? tool("Open the thread", "💬", () => openThread(message.ts)) : null,
    ours && !inThread ? tool("Edit", "✎", () => { state.editing = message.ts; drawMessages(); }) : null,
    ours ? tool("Delete", "🗑", () => remove(message)) : null);
}

function editor(message) {
  const area = el("textarea", { rows: "2", "aria-label": "Edit the message" }, unescape(message.text));
  const done = () => { state.editing = null; drawMessages(); };
  const save = async () => { await act("edit", { channel: placeId(), ts: message.ts, text: area.value }); done(); };
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") done();
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); save(); }
  });
  setTimeout(() => area.focus());
  return el("div", { class: "editor" }, area,
    el("button", { type: "button", class: "primary", onclick: save }, "Save"), el("button", { type: "button", onclick: done }, "Cancel"));
}

// ---- doing

const placeId = () => (state.place === "dm" ? (dm()?.id ?? state.world.app.name) : state.place);

const toggle = (message, name, there) =>
  act(there ? "unreact" : "react", { channel: placeId(), ts: message.ts, user: state.me.id, emoji: name });

async function remove(message) {
  const asked = { title: { text: "Delete this message?" }, text: { type: "plain_text", text: "It is gone for everybody." }, confirm: { text: "Delete" }, deny: { text: "Keep" }, style: "danger" };
  if (await sure(asked)) await act("delete", { channel: placeId(), ts: message.ts });
}

async function press(message, action, value, confirm) {
  if (confirm && !(await sure(confirm))) return;
  document.body.classList.add("waiting");
  await act("click", { channel: placeId(), ts: message.ts, user: state.me.id, action_id: action, ...(value === undefined ? {} : { value }) });
  document.body.classList.remove("waiting");
}

function sure(asked) {
  const box = $("confirm");
  return new Promise((resolve) => {
    const answer = (given) => () => { box.onclose = null; box.close(); resolve(given); };
    const text = asked.text.type === "mrkdwn" ? mrkdwn(asked.text.text, lookup()) : asked.text.text;
    box.replaceChildren(
      el("h2", {}, asked.title.text), el("p", {}, text),
      el("div", { class: "row end" },
        el("button", { type: "button", onclick: answer(false) }, asked.deny.text),
        el("button", { type: "button", class: asked.style === "danger" ? "danger" : "primary", onclick: answer(true) }, asked.confirm.text)));
    box.onclose = () => resolve(false);
    box.showModal();
  });
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

function grow(area) {
  area.rows = Math.min(8, area.value.split("\n").length);
}

// ---- the right side: a thread, what is due, or the inspector

function openThread(ts) {
  state.thread = ts;
  show("thread");
  forget($("aside-body"));
  touch("messages");
  $("reply-text").focus();
  remember();
}

function show(what) {
  state.aside = what;
  $("aside").hidden = what === null;
  document.body.dataset.aside = what ?? "";
  $("reply").hidden = what !== "thread";
  $("show-due").setAttribute("aria-expanded", String(what === "due"));
  $("show-inspector").setAttribute("aria-expanded", String(what === "inspector"));
  $("aside-title").textContent = { thread: "Thread", due: "What is due", inspector: "Inspector" }[what] ?? "";
  if (what !== "thread") state.thread = null;
  forget($("aside-body"));
  remember();
}

function drawThread(messages) {
  const box = $("aside-body");
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  const items = messages.map((message) => ({ key: message.ts, message: { ...light(message), reply_count: undefined }, me: state.me.id }));
  reconcile(box, items, (item) => item.key, (item) => drawMessage(item.message, { inThread: true }));
  if (atEnd) box.scrollTop = box.scrollHeight;
}

function drawDue({ due }) {
  const box = $("aside-body");
  if (!due.length) {
    forget(box);
    box.append(el("p", { class: "empty" }, "Nothing is due."));
    return;
  }
  const items = due.slice(0, 200).map((entry, index) => ({ ...entry, key: `${index}`, now: state.world.now, zone: zone() }));
  reconcile(box, items, (item) => item.key, (item) => {
    const at = new Date(item.at);
    const rest = Object.entries(item).filter(([name]) => !["at", "what", "key", "now", "zone"].includes(name));
    return el("div", { class: "due" },
      el("p", {}, el("strong", {}, ago(at, now())), el("time", { datetime: item.at }, formatted(at, zone(), { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false }))),
      el("p", {}, String(item.what ?? "")),
      rest.length ? el("p", { class: "quiet" }, rest.map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`).join(" · ")) : null,
      el("button", { type: "button", onclick: () => move({ to: item.at }) }, "Go there"));
  });
}

async function drawInspector() {
  const [calls, events, faults] = await Promise.all([read("calls", { limit: 150 }), read("events", { limit: 150 }), read("faults")]);
  const box = $("aside-body");
  if (state.aside !== "inspector") return;
  const entries = [
    ...calls.map((call) => ({ key: call.number, at: call.at, out: false, what: call.method, about: call.args.text ?? call.args.name ?? "", ok: call.answer.ok && !call.fault, note: call.fault ?? call.answer.error ?? "", detail: call })),
    ...events.map((sent) => ({ key: sent.number, at: sent.at, out: true, what: eventName(sent.payload.event), about: aboutEvent(sent.payload.event), ok: sent.state === "delivered", note: sent.state === "delivered" ? "" : sent.state, detail: sent })),
  ].sort((a, b) => b.key - a.key);
  const items = [{ key: "faults", faults }, ...entries];
  reconcile(box, items, (item) => item.key, (item) => (item.faults ? faultForm(item.faults) : entryNode(item)));
}

const eventName = (event) => (event.subtype ? `${event.type} · ${event.subtype}` : event.type);

const aboutEvent = (event) => event.text ?? event.message?.text ?? event.reaction ?? event.previous_message?.text ?? "";

function entryNode(item) {
  const node = el("details", { class: "entry" },
    el("summary", {},
      el("span", { class: item.out ? "way out" : "way in" }, item.out ? "event →" : "← call"),
      el("span", { class: "what" }, item.what, el("span", { class: "quiet" }, `  ${String(item.about).slice(0, 80)}`)),
      el("span", { class: item.ok ? "quiet" : "bad" }, item.note),
      el("time", {}, formatted(new Date(item.at), zone(), { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }))));
  node.addEventListener("toggle", () => {
    if (node.open && node.children.length === 1) node.append(el("pre", {}, JSON.stringify(item.detail, null, 2)));
  });
  return node;
}

function faultForm(faults) {
  const methods = ["*", "chat.postMessage", "chat.update", "conversations.history", "conversations.replies", "conversations.open", "reactions.get", "users.info", "views.open"];
  const pick = (label, options, chosen) => el("select", { "aria-label": label }, options.map((one) => el("option", { value: one, selected: one === chosen }, one)));
  const [method, kind, line] = [pick("Method", methods, "chat.postMessage"), pick("Fault", faults.kinds), pick("Events", faults.lines, faults.line)];
  const times = el("input", { type: "number", min: "1", value: "1", "aria-label": "Times" });
  line.addEventListener("change", () => act("line", { state: line.value }).then(() => touch("inspector")));
  return el("section", { class: "faults" },
    el("div", { class: "row" }, el("span", {}, "Next calls of"), method, el("span", {}, "fail with"), kind, times,
      el("button", { type: "button", onclick: () => act("fault", { method: method.value, kind: kind.value, times: Number(times.value) }).then(() => touch("inspector")) }, "Add")),
    faults.pending.length
      ? el("div", { class: "row" }, el("span", { class: "bad" }, faults.pending.join(", ")),
          el("button", { type: "button", onclick: () => act("clear_faults", {}).then(() => touch("inspector")) }, "Clear"))
      : null,
    el("div", { class: "row" }, el("span", {}, "Events are"), line,
      el("button", { type: "button", onclick: () => act("release", {}).then(() => touch("inspector")) }, "Release held events"),
      el("button", { type: "button", onclick: async () => { if (await sure({ title: { text: "Begin anew?" }, text: { type: "plain_text", text: "Every message is gone. The app is not told and keeps what it knows." }, confirm: { text: "Reset" }, deny: { text: "Cancel" }, style: "danger" })) act("reset", {}); } }, "Reset")));
}

// ---- modals and Home

function drawModal() {
  const box = $("modal");
  const view = state.views.at(-1);
  if (!view) {
    if (box.open) box.close();
    box.replaceChildren();
    box.shape = "";
    return;
  }
  const shape = JSON.stringify([view, state.errors]);
  if (box.shape === shape) return;
  const values = box.viewId === view.id ? collected(box) : {};
  box.shape = shape;
  box.viewId = view.id;
  const clicked = async (action, value, confirm) => {
    if (confirm && !(await sure(confirm))) return;
    await act("click_in_view", { user: state.me.id, view_id: view.id, action_id: action, ...(value === undefined ? {} : { value }) });
  };
  const form = el("form", { class: "modal" },
    el("header", {}, el("h2", { id: "modal-title" }, view.title.text), el("button", { type: "button", class: "plain", "aria-label": "Close", onclick: closeModal }, "✕")),
    el("div", { class: "modal-body" }, blocks(view.blocks, { ...context(clicked), errors: state.errors })),
    el("footer", { class: "row end" },
      el("button", { type: "button", onclick: closeModal }, view.close?.text ?? "Cancel"),
      view.submit ? el("button", { type: "submit", class: "primary" }, view.submit.text) : null));
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(view, form); });
  box.replaceChildren(form);
  restore(box, values);
  if (!box.open) box.showModal();
  (form.querySelector("[aria-invalid=true]") ?? form.querySelector("[data-block]"))?.focus();
}

function collected(box) {
  const inputs = [...box.querySelectorAll(".kit-input [data-block]")];
  return Object.fromEntries(inputs.map((node) => [node.dataset.block, valueOf(node)]));
}

function restore(box, values) {
  for (const node of box.querySelectorAll(".kit-input [data-block]")) {
    const value = values[node.dataset.block];
    if (value === undefined || value === null) continue;
    if (node.tagName === "DIV") for (const tick of node.querySelectorAll("input")) tick.checked = [value].flat().includes(tick.value);
    else if (node.multiple) for (const option of node.options) option.selected = value.includes(option.value);
    else if (node.dataset.kind !== "datetimepicker") node.value = value;
  }
}

async function submit(view, form) {
  const values = Object.fromEntries(Object.entries(collected(form)).filter(([, value]) => value !== null));
  const result = await act("submit", { user: state.me.id, view_id: view.id, values });
  if (result === undefined) return;
  state.errors = result.errors;
  await refreshViews();
}

async function closeModal() {
  state.errors = {};
  await act("close_view", { user: state.me.id });
  await refreshViews();
}

async function refreshViews() {
  const views = await read("views", { user: state.me.id });
  if (views.at(-1)?.id !== state.views.at(-1)?.id) state.errors = {};
  state.views = views;
  drawModal();
}

async function drawHome() {
  const home = await read("home", { user: state.me.id });
  if (state.place !== "home") return;
  const clicked = async (action, value, confirm) => {
    if (confirm && !(await sure(confirm))) return;
    await act("click_in_view", { user: state.me.id, view_id: home.id, action_id: action, ...(value === undefined ? {} : { value }) });
  };
  forget($("messages"));
  $("messages").append(home ? el("div", { class: "home" }, blocks(home.blocks, context(clicked))) : el("p", { class: "empty" }, "The app has published no Home for you."));
}

// ---- time

function drawClock() {
  $("now").textContent = formatted(now(), zone(), { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  $("now").dateTime = state.world.now;
  $("zone").textContent = zone();
}

async function move(given) {
  const buttons = [...document.querySelectorAll("#forward button")];
  for (const button of buttons) button.disabled = true;
  $("busy").hidden = false;
  const went = await act("clock", given);
  if (went?.stuck?.length) toast(`Still due, however often the app was asked: ${went.stuck.map((entry) => entry.what).join(", ")}`);
  $("busy").hidden = true;
  for (const button of buttons) button.disabled = false;
  touch("world", "messages", "due");
}

// The first 09:00 of a weekday after now, in the reader's zone; zones lie on whole quarters of an hour.
function nextMorning() {
  const quarter = 900_000;
  let at = Math.floor(now().getTime() / quarter) * quarter + quarter;
  for (let step = 0; step < 7 * 96; step += 1, at += quarter) {
    const [day, time] = formatted(new Date(at), zone(), { weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false }).split(/,? /u);
    if (time === "09:00" && !["Sat", "Sun"].includes(day)) return new Date(at).toISOString();
  }
  return state.world.now;
}

// ---- keeping up

const REFRESH = {
  world: async () => {
    state.world = await read("summary");
    state.me = user(state.me.id) ?? state.world.users.find((one) => !one.is_bot);
    drawClock();
    drawPeople();
    drawPlaces();
    drawHead();
  },
  messages: async () => {
    if (state.place === "home") return drawHome();
    const place = state.place;
    const id = place === "dm" ? dm()?.id : place;
    const [found, whispers, thread] = await Promise.all([
      id ? read("messages", { channel: id, limit: state.shown + 1 }) : [],
      read("ephemerals", { user: state.me.id }),
      id && state.thread ? read("thread", { channel: id, ts: state.thread }) : [],
    ]);
    if (place !== state.place) return undefined;
    state.more = found.length > state.shown;
    state.messages = found.slice(-state.shown).filter((message) => !message.deleted || message.replies.some((reply) => !reply.deleted));
    state.whispers = whispers.filter((message) => message.channel === id && !message.thread_ts).map((message) => ({ ...message, whisper: true }));
    drawMessages();
    if (state.aside === "thread") drawThread([...thread, ...whispers.filter((one) => one.thread_ts === state.thread).map((one) => ({ ...one, whisper: true }))]);
    const newest = state.messages.at(-1)?.ts;
    if (newest) state.read.get(state.me.id).set(place, newest);
    return undefined;
  },
  views: refreshViews,
  due: async () => {
    const answer = await read("due");
    const count = answer.due.length;
    $("show-due").textContent = count ? `Due (${count})` : "Due";
    $("next").disabled = !count;
    $("next").title = count ? `${answer.due[0].what ?? ""}` : "Nothing is due";
    if (state.aside === "due") drawDue(answer);
  },
  inspector: () => (state.aside === "inspector" ? drawInspector() : undefined),
};

const OF_HINT = {
  message: ["world", "messages", "due"],
  clock: ["world", "messages", "due"],
  view: ["views", "messages"],
  world: ["world", "messages"],
  reset: ["world", "messages", "views", "due", "inspector"],
  hello: ["world", "messages", "views", "due", "inspector"],
  event: ["inspector"],
  call: ["inspector"],
};

let timer = null;
let running = false;

function touch(...parts) {
  for (const part of parts) state.dirty.add(part);
  timer ??= setTimeout(refresh, 50);
}

async function refresh() {
  timer = null;
  if (running) return void (timer = setTimeout(refresh, 50));
  running = true;
  const parts = Object.keys(REFRESH).filter((part) => state.dirty.has(part));
  state.dirty.clear();
  try {
    for (const part of parts) await REFRESH[part]();
  } catch (error) {
    toast(error.message);
  }
  running = false;
}

function remember() {
  history.replaceState(null, "", `/#${[state.me.id, state.place, state.thread].filter(Boolean).join("/")}`);
}

function go(place, thread = null) {
  state.place = place;
  state.shown = PAGE;
  state.editing = null;
  forget($("messages"));
  if (state.aside === "thread") show(null);
  if (thread) openThread(thread);
  document.body.classList.remove("open");
  $("menu").setAttribute("aria-expanded", "false");
  drawPlaces();
  drawHead();
  remember();
  if (place === "home") act("open_home", { user: state.me.id }).then(() => touch("messages"));
  touch("messages", "world");
}

function become(id) {
  state.me = user(id);
  if (!state.read.has(id)) state.read.set(id, new Map());
  drawPeople();
  drawClock();
  const usable = mine().some((one) => one.id === state.place) || state.place === "dm";
  go(usable ? state.place : (mine()[0]?.id ?? "dm"));
  touch("views");
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

async function start() {
  [state.world, state.emoji] = await Promise.all([read("summary"), read("emoji")]);
  state.read.start = state.world.channels.map((one) => one.latest ?? "").sort().at(-1) ?? "";
  const link = location.pathname.match(/^\/archives\/(\w+)\/p(\d{10})(\d{6})$/u);
  const [who, place, thread] = location.hash.slice(1).split("/");
  const linked = link && channel(link[1]);
  const first = user(who) ?? user(linked?.members.find((id) => !user(id).is_bot)) ?? state.world.users.find((one) => !one.is_bot && isExternal(one)) ?? state.world.users.find((one) => !one.is_bot);
  state.place = linked?.id ?? place;
  become(first.id);
  const root = link ? (new URLSearchParams(location.search).get("thread_ts") ?? `${link[2]}.${link[3]}`) : thread;
  if (root && channel(state.place)) go(state.place, root);

  $("who").addEventListener("change", (event) => become(event.target.value));
  $("menu").addEventListener("click", () => {
    const open = document.body.classList.toggle("open");
    $("menu").setAttribute("aria-expanded", String(open));
  });
  for (const button of document.querySelectorAll("#forward [data-minutes]"))
    button.addEventListener("click", () => move({ seconds: Number(button.dataset.minutes) * 60 }));
  $("morning").addEventListener("click", () => move({ to: nextMorning() }));
  $("next").addEventListener("click", () => move({ next_due: true }));
  for (const what of ["due", "inspector"])
    $(`show-${what}`).addEventListener("click", () => { show(state.aside === what ? null : what); touch(what); });
  $("aside-close").addEventListener("click", () => show(null));
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); say($("text"), null); });
  $("reply").addEventListener("submit", (event) => { event.preventDefault(); say($("reply-text"), state.thread); });
  entersWithReturn($("text"), $("composer"));
  entersWithReturn($("reply-text"), $("reply"));
  $("modal").addEventListener("cancel", (event) => { event.preventDefault(); closeModal(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.aside && !document.querySelector("dialog[open]")) show(null);
  });

  const feed = new EventSource("/sandbox/feed");
  feed.addEventListener("message", (event) => touch(...(OF_HINT[JSON.parse(event.data).kind] ?? [])));
}

start().catch((error) => toast(error.message));
