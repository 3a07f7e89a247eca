// Slack's mrkdwn, as nodes. `lookup` knows names: {user(id), channel(id), emoji(name), zone, now}.

import { el } from "./dom.js";
import { HOUR, SECOND, ago, dayNumber, formatted } from "./times.js";

const INLINE = new RegExp(
  [
    "<(?<token>[^<>\\n]+)>",
    "`(?<code>[^`\\n]+)`",
    "(?<![\\w*])\\*(?<bold>[^*\\s](?:[^*\\n]*[^*\\s])?)\\*(?![\\w*])",
    "(?<![\\w_])_(?<italic>[^_\\s](?:[^_\\n]*[^_\\s])?)_(?![\\w_])",
    "(?<![\\w~])~(?<strike>[^~\\s](?:[^~\\n]*[^~\\s])?)~(?![\\w~])",
    ":(?<emoji>[a-z0-9_+-]+)(?:::skin-tone-\\d)?:",
  ].join("|"),
  "gu",
);

export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

export function mrkdwn(text, lookup) {
  const nodes = [];
  text.split("```").forEach((part, index) => {
    if (index % 2) {
      nodes.push(el("pre", {}, unescape(part.replace(/^\n/u, "").replace(/\n$/u, ""))));
      return;
    }
    let quote = null;
    part.split("\n").forEach((line, number) => {
      const quoted = line.match(/^(?:&gt;|>) ?(.*)$/u);
      if (quoted) {
        if (quote) quote.append(el("br"));
        else nodes.push((quote = el("blockquote")));
        quote.append(...inline(quoted[1], lookup));
        return;
      }
      if (number && !quote) nodes.push(el("br"));
      quote = null;
      nodes.push(...inline(line, lookup));
    });
  });
  return nodes;
}

export function plain(text, lookup) {
  return text.split(/(:[a-z0-9_+-]+:|\n)/u).map((part) =>
    part === "\n" ? el("br") : (part.match(/^:.+:$/u) && lookup.emoji(part.slice(1, -1))) || part);
}

function inline(text, lookup) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(unescape(text.slice(end, match.index)), styled(match, lookup));
    end = match.index + match[0].length;
  }
  nodes.push(unescape(text.slice(end)));
  return nodes.filter((node) => node !== "");
}

function styled(match, lookup) {
  const { token, code, bold, italic, strike, emoji } = match.groups;
  if (token) return tokenNode(token, lookup);
  if (code) return el("code", {}, unescape(code));
  if (bold) return el("strong", {}, inline(bold, lookup));
  if (italic) return el("em", {}, inline(italic, lookup));
  if (strike) return el("s", {}, inline(strike, lookup));
  const character = lookup.emoji(emoji);
  return character ? el("span", { class: "emoji", title: `:${emoji}:` }, character) : match[0];
}

function tokenNode(token, lookup) {
  const [target, label] = split(token, "|");
  if (target.startsWith("@")) return mention(lookup.user(target.slice(1)) ?? label ?? target.slice(1), lookup.me === target.slice(1));
  if (target.startsWith("#")) return el("span", { class: "mention" }, `#${lookup.channel(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith("!date^")) return date(target, label, lookup);
  if (target.startsWith("!subteam^")) return el("span", { class: "mention" }, unescape(label ?? "@group"));
  if (target.startsWith("!")) return el("span", { class: "mention loud" }, `@${target.slice(1)}`);
  return link(unescape(target), label === undefined ? undefined : unescape(label));
}

export function mention(name, mine) {
  return el("span", { class: mine ? "mention mine" : "mention" }, `@${name}`);
}

// A permalink stays in the page, which knows the way; anything else opens beside it.
export function link(url, label) {
  if (!/^(?:https?:\/\/|mailto:)/u.test(url)) return `<${url}>`;
  const ours = url.startsWith(`${location.origin}/archives/`);
  return el("a", { href: url, target: ours ? undefined : "_blank", rel: ours ? undefined : "noopener noreferrer" }, label || url);
}

function split(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

// <!date^seconds^{format}^link|fallback>, in the reader's own zone.
function date(target, fallback, lookup) {
  const [, seconds, format = ""] = target.split("^");
  const instant = new Date(Number(seconds) * 1000);
  if (Number.isNaN(instant.getTime())) return unescape(fallback ?? "");
  const text = format.replace(/\{(\w+)\}/gu, (whole, name) => dateToken(name, instant, lookup) ?? whole);
  return el("time", { datetime: instant.toISOString(), title: unescape(fallback ?? "") }, text);
}

const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: HOUR,
  time_secs: SECOND,
};

function dateToken(name, instant, lookup) {
  const base = name.replace(/_pretty$/u, "");
  if (base !== name) {
    const days = dayNumber(instant, lookup.zone) - dayNumber(lookup.now, lookup.zone);
    const near = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
    if (near) return near;
  }
  if (name === "ago") return ago(instant, lookup.now);
  return DATES[base] ? formatted(instant, lookup.zone, DATES[base]) : undefined;
}
