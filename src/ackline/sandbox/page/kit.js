// Block Kit as nodes. Of the context, `lookup` is mrkdwn's and `errors` are a form's, by block; elements.js tells of the rest.

import { el } from "./dom.js";
import { element, picture, textOf } from "./elements.js";
import { link, mention, mrkdwn } from "./mrkdwn.js";
import { formatted } from "./times.js";

export function blocks(list, context) {
  return list.map((block) => (BLOCKS[block.type] ?? unknown)(block, context));
}

// Elements of several parts, which no single label can stand for.
const GROUPS = new Set(["checkboxes", "radio_buttons", "multi_external_select"]);

const BLOCKS = {
  header: (block, context) => el("h3", { class: "kit-header" }, textOf(block.text, context)),
  divider: () => el("hr"),
  section: (block, context) =>
    el("div", { class: "kit-section" },
      el("div", { class: "kit-grow" },
        block.text ? el("div", {}, textOf(block.text, context)) : null,
        block.fields
          ? el("div", { class: "kit-fields" }, block.fields.map((field) => el("div", {}, textOf(field, context))))
          : null),
      block.accessory ? element(block.accessory, context, block) : null),
  context: (block, context) =>
    el("div", { class: "kit-context" },
      block.elements.map((part) => (part.type === "image" ? picture(part) : el("span", {}, textOf(part, context))))),
  actions: (block, context) =>
    el("div", { class: "kit-actions" }, block.elements.map((part) => element(part, context, block))),
  image: (block) => picture(block),
  input: (block, context) => {
    const error = context.errors?.[block.block_id];
    const group = GROUPS.has(block.element.type);
    const about = { ...context, error, quiet: !block.dispatch_action, label: group ? block.label.text : null };
    return el("div", { class: error ? "kit-input wrong" : "kit-input" },
      el(group ? "div" : "label", {},
        el("span", { class: "kit-label" }, textOf(block.label, context), block.optional ? el("small", {}, " (optional)") : null),
        element(block.element, about, block)),
      error ? el("p", { class: "kit-error", role: "alert" }, error) : null,
      block.hint ? el("small", { class: "kit-hint" }, textOf(block.hint, context)) : null);
  },
  rich_text: (block, context) => el("div", { class: "kit-rich" }, block.elements.map((part) => rich(part, context))),
  markdown: (block, context) => el("div", {}, mrkdwn(block.text, context.lookup)),
};

function unknown(block) {
  return el("p", { class: "kit-unknown" }, `A block of type ${block.type} is not drawn here.`);
}

function rich(part, context) {
  const inner = () => part.elements.map((child) => richInline(child, context));
  switch (part.type) {
    case "rich_text_list":
      return el(part.style === "ordered" ? "ol" : "ul", { class: part.indent ? `indent-${Math.min(part.indent, 4)}` : "" }, part.elements.map((item) => el("li", {}, rich(item, context))));
    case "rich_text_quote":
      return el("blockquote", {}, inner());
    case "rich_text_preformatted":
      return el("pre", {}, inner());
    default:
      return el("span", { class: "kit-lines" }, inner());
  }
}

function richInline(part, context) {
  const { lookup } = context;
  const styled = (node) =>
    Object.entries({ bold: "strong", italic: "em", strike: "s", code: "code" }).reduce(
      (wrapped, [name, tag]) => (part.style?.[name] ? el(tag, {}, wrapped) : wrapped),
      node,
    );
  switch (part.type) {
    case "text":
      return styled(part.text);
    case "link":
      return styled(link(part.url, part.text));
    case "user":
      return mention(lookup.user(part.user_id) ?? part.user_id, lookup.me === part.user_id);
    case "channel":
      return el("span", { class: "mention" }, `#${lookup.channel(part.channel_id) ?? part.channel_id}`);
    case "broadcast":
      return el("span", { class: "mention loud" }, `@${part.range}`);
    case "date":
      return el("time", {}, part.fallback ?? formatted(new Date(part.timestamp * 1000), lookup.zone, { dateStyle: "medium", timeStyle: "short" }));
    case "usergroup":
      return el("span", { class: "mention" }, `@${part.usergroup_id}`);
    case "emoji":
      return el("span", { class: "emoji", title: `:${part.name}:` }, lookup.emoji(part.name) ?? `:${part.name}:`);
    default:
      return part.fallback ?? "";
  }
}
