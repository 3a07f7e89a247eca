// One message: who, when, what, its reactions and its tools.

import { sure } from "./confirm.js";
import { el } from "./dom.js";
import { blocks } from "./kit.js";
import { mrkdwn, unescape } from "./mrkdwn.js";
import { menu } from "./menu.js";
import { pick } from "./picker.js";
import { touch } from "./refresh.js";
import { openThread } from "./route.js";
import { capital, clockTime, context, instant, lookup, offered, placeId, state, team, user, when, zone } from "./state.js";
import { act } from "./talk.js";
import { formatted } from "./times.js";

const QUICK = ["eyes", "white_check_mark", "rotating_light"];

export const isGone = (message) => message.deleted || message.subtype === "tombstone";

export function drawMessage(message, { follows = false, editing = false, inThread = false } = {}) {
  const author = user(message.user);
  const name = message.bot_profile?.name ?? author?.real_name ?? (message.user === "USLACKBOT" ? "Slackbot" : message.user);
  const home = author && team(author.team_id);
  const at = instant(message.ts);
  const time = el("time", { datetime: at.toISOString(), title: formatted(at, zone(), { dateStyle: "full", timeStyle: "long" }) }, inThread ? when(at) : clockTime(at));
  const edited = message.edited && !isGone(message) ? el("span", { class: "edited" }, `edited ${when(instant(message.edited.ts))}`) : null;
  const body = isGone(message)
    ? el("p", { class: "gone" }, "This message was deleted.")
    : editing ? editor(message) : el("div", { class: "body", "data-inputs": "" }, content(message));
  return el("article", {
    class: ["message", follows && "follows", message.whisper && "whisper"].filter(Boolean).join(" "),
    "data-ts": message.ts, tabindex: "0", "aria-label": `${capital(name)}, ${clockTime(at)}`, onkeydown: reachTools,
  },
  follows ? el("span", { class: "gutter" }, time) : avatar(message.user, name, author?.is_bot),
  el("div", { class: "column" },
    follows ? null : el("p", { class: "by" },
      el("strong", {}, author?.is_bot ? capital(name) : name),
      author?.is_bot ? el("span", { class: "chip" }, "App") : null,
      home && !home.vendor ? el("span", { class: "chip out", title: `of ${home.name}, another organisation` }, home.name) : null,
      time, edited),
    message.whisper ? el("p", { class: "quiet" }, "Only visible to you") : null,
    message.subtype === "thread_broadcast" || (message.parent_user_id && !inThread) ? el("p", { class: "quiet" }, "replied to a thread") : null,
    body,
    follows ? edited : null,
    reactions(message),
    inThread || !message.reply_count ? null : threadLink(message)),
  isGone(message) || message.whisper ? null : tools(message, inThread));
}

function threadLink(message) {
  const faces = (message.reply_users ?? []).slice(0, 3).map((id) => avatar(id, user(id)?.real_name ?? id, user(id)?.is_bot, "small"));
  return el("button", { type: "button", class: "thread-link", onclick: () => openThread(message.ts) },
    el("span", { class: "faces" }, faces),
    `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`,
    el("span", { class: "quiet" }, `last reply ${when(instant(message.latest_reply))}`));
}

// One stop of the Tab key for each message: arrows go along the messages, Enter to its tools and Escape back.
function reachTools(event) {
  const article = event.currentTarget;
  const buttons = [...article.querySelectorAll(".tools button")];
  const here = buttons.indexOf(event.target);
  const onArticle = event.target === article;
  const beside = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const steps = { Enter: onArticle ? 0 : undefined, ArrowRight: here < 0 ? undefined : here + 1, ArrowLeft: here < 0 ? undefined : here - 1 };
  if (onArticle && beside) {
    let other = article[beside];
    while (other && other.tagName !== "ARTICLE") other = other[beside];
    other?.focus();
    event.preventDefault();
  } else if (event.key === "Escape" && here >= 0) {
    article.focus();
    event.stopPropagation();
  } else if (steps[event.key] !== undefined) {
    buttons.at(steps[event.key] % buttons.length)?.focus();
    event.preventDefault();
  }
}

function content(message) {
  const clicked = (what, confirm) => press(message, what, confirm);
  const suggest = (action, query) => act("suggest", { user: state.me.id, action_id: action, query, channel: placeId(), ts: message.ts });
  const about = context(clicked, suggest);
  const parts = message.blocks?.length ? blocks(message.blocks, about) : mrkdwn(message.text, lookup());
  const attached = (message.attachments ?? []).map((one) =>
    el("div", { class: "attached" }, one.blocks ? blocks(one.blocks, about) : mrkdwn(one.text ?? one.fallback ?? "", lookup())));
  const files = (message.files ?? []).map((file) =>
    el("p", { class: "file" }, "📎 ", file.name ?? "a file", file.size ? el("span", { class: "quiet" }, ` ${file.size} bytes`) : null));
  return [...parts, ...attached, ...files];
}

function avatar(id, name, bot, size = "") {
  const number = state.world.users.findIndex((one) => one.id === id) + 8;
  const initials = name.split(/\s+/u).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  return el("span", { class: `avatar ${bot ? "bot" : `a${number % 8}`} ${size}`, "aria-hidden": "true" }, initials);
}

function reactions(message) {
  if (!message.reactions?.length || isGone(message)) return null;
  return el("div", { class: "reactions" },
    message.reactions.map((one) => {
      const ours = one.users.includes(state.me.id);
      const who = one.users.map((id) => user(id)?.real_name ?? id).join(", ");
      return el("button", {
        type: "button", class: "reaction", "aria-pressed": String(ours), title: `${who} · :${one.name}:`,
        "aria-label": `${one.name}, ${one.count}: ${who}`, onclick: () => toggle(message, one.name),
      }, el("span", {}, state.emoji[one.name] ?? `:${one.name}:`), ` ${one.count}`);
    }));
}

function tools(message, inThread) {
  const ours = message.user === state.me.id;
  const tool = (label, shown, onclick) => el("button", { type: "button", tabindex: "-1", title: label, "aria-label": label, onclick }, shown);
  const shortcuts = offered("message").map((one) => ({
    label: one.name, about: one.description, choose: () => act("shortcut", { channel: placeId(), ts: message.ts, user: state.me.id, callback_id: one.callback_id }),
  }));
  const canOpen = !inThread && (!message.thread_ts || message.reply_count);
  return el("div", { class: "tools", role: "toolbar", "aria-label": "Actions on this message" },
    QUICK.map((name) => tool(`React with ${name}`, state.emoji[name], () => toggle(message, name))),
    tool("Choose a reaction", "☺", (event) => pick(event.currentTarget, (name) => toggle(message, name))),
    canOpen ? tool(message.reply_count ? "Open the thread" : "Reply in a thread", "💬", () => openThread(message.ts)) : null,
    shortcuts.length ? menu("More actions", "⋮", shortcuts) : null,
    ours ? tool("Edit", "✎", () => edit(message.ts)) : null,
    ours ? tool("Delete", "🗑", () => remove(message)) : null);
}

function edit(ts) {
  state.editing = ts;
  touch("messages");
}

function editor(message) {
  const area = el("textarea", { rows: "2", "aria-label": "Edit the message" }, unescape(message.text));
  const save = async () => {
    if ((await act("edit", { channel: placeId(), ts: message.ts, text: area.value })) !== undefined) edit(null);
  };
  area.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") edit(null);
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); save(); }
  });
  setTimeout(() => area.focus());
  return el("div", { class: "editor" }, area,
    el("button", { type: "button", class: "primary", onclick: save }, "Save"),
    el("button", { type: "button", onclick: () => edit(null) }, "Cancel"));
}

function toggle(message, name) {
  const there = message.reactions?.find((one) => one.name === name)?.users.includes(state.me.id);
  return act(there ? "unreact" : "react", { channel: placeId(), ts: message.ts, user: state.me.id, emoji: name });
}

async function remove(message) {
  const asked = { title: { text: "Delete this message?" }, text: { type: "plain_text", text: "It is gone for everybody." }, confirm: { text: "Delete" }, deny: { text: "Keep" }, style: "danger" };
  if (await sure(asked)) await act("delete", { channel: placeId(), ts: message.ts });
}

async function press(message, what, confirm) {
  if (confirm && !(await sure(confirm))) return;
  document.body.classList.add("waiting");
  await act("click", { channel: placeId(), ts: message.ts, user: state.me.id, ...what });
  document.body.classList.remove("waiting");
}
