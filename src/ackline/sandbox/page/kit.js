// Block Kit as nodes. `lookup` is mrkdwn's; `act(action_id, value, confirm)` tells Slack of a click, null where
// nothing is to be pressed; `suggest(action_id, query)` asks the app for options; `people` and `places` fill selects.

import { el } from "./dom.js";
import { link, mention, mrkdwn, plain } from "./mrkdwn.js";
import { formatted, localOf } from "./times.js";
import { valueOf } from "./value.js";

export function blocks(list, context) {
  return list.map((block) => (BLOCKS[block.type] ?? unknown)(block, context));
}

function textOf(object, context) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, context.lookup) : plain(object.text, context.lookup);
}

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
    return el("div", { class: error ? "kit-input wrong" : "kit-input" },
      el("label", {},
        el("span", { class: "kit-label" }, textOf(block.label, context), block.optional ? el("small", {}, " (optional)") : null),
        element(block.element, { ...context, error, quiet: !block.dispatch_action }, block)),
      error ? el("p", { class: "kit-error", role: "alert" }, error) : null,
      block.hint ? el("small", { class: "kit-hint" }, textOf(block.hint, context)) : null);
  },
  rich_text: (block, context) => el("div", { class: "kit-rich" }, block.elements.map((part) => rich(part, context))),
  markdown: (block, context) => el("div", {}, mrkdwn(block.text, context.lookup)),
};

function unknown(block) {
  return el("p", { class: "kit-unknown" }, `A block of type ${block.type} is not drawn here.`);
}

// Pictures are never fetched: the page's policy allows no foreign address.
function picture(part) {
  return el("span", { class: "kit-image", role: "img", "aria-label": part.alt_text }, `🖼 ${part.alt_text}`);
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

function element(part, context, block) {
  if (part.type === "image") return picture(part);
  const draw = ELEMENTS[part.type];
  return draw ? draw(part, context, block) : unknown(part);
}

// What an input block holds is collected on submit by these attributes; elsewhere each change is told at once.
function field(tag, part, context, block, attributes, ...children) {
  const told = () => {
    if (!context.quiet && context.act) context.act(part.action_id, valueOf(node), part.confirm);
  };
  const node = el(tag, {
    "data-action": part.action_id,
    "data-block": block.block_id,
    "data-kind": part.type,
    "aria-invalid": context.error ? "true" : undefined,
    "aria-label": part.placeholder?.text ?? part.action_id,
    onchange: told,
    ...attributes,
  }, ...children);
  if (context.quiet) node.removeAttribute("aria-label");
  return node;
}

function button(part, context) {
  const style = part.style ? ` ${part.style}` : "";
  if (part.url && /^https?:\/\//u.test(part.url))
    return el("a", { class: `button${style}`, href: part.url, target: "_blank", rel: "noopener noreferrer" }, textOf(part.text, context));
  return el("button", {
    type: "button",
    class: `button${style}`,
    disabled: !context.act,
    "aria-label": part.accessibility_label,
    onclick: () => context.act(part.action_id, part.value, part.confirm),
  }, textOf(part.text, context));
}

function text(type) {
  return (part, context, block) =>
    part.multiline
      ? field("textarea", part, context, block, { placeholder: part.placeholder?.text, rows: "4" }, part.initial_value ?? "")
      : field("input", part, context, block, { type, placeholder: part.placeholder?.text, value: part.initial_value });
}

function choice(part, context, block, listed, initial, multiple) {
  const chosen = new Set([initial].flat().filter(Boolean));
  const draw = ({ value, label, group }) =>
    group
      ? el("optgroup", { label: value }, group.map(draw))
      : el("option", { value, selected: chosen.has(value) }, label);
  const empty = multiple ? null : el("option", { value: "" }, part.placeholder?.text ?? "Choose…");
  return field("select", part, context, block, { multiple }, empty, listed.map(draw));
}

const asOption = (option) => ({ value: option.value, label: option.text.text });

function staticSelect(multiple) {
  return (part, context, block) => {
    const listed = part.option_groups
      ? part.option_groups.map((group) => ({ value: group.label.text, group: group.options.map(asOption) }))
      : part.options.map(asOption);
    const initial = multiple ? (part.initial_options ?? []).map((option) => option.value) : part.initial_option?.value;
    return choice(part, context, block, listed, initial, multiple);
  };
}

function listSelect(source, initial, multiple) {
  return (part, context, block) => choice(part, context, block, context[source], part[initial], multiple);
}

function ticks(type) {
  return (part, context, block) => {
    const initial = new Set([part.initial_option, ...(part.initial_options ?? [])].filter(Boolean).map((option) => option.value));
    const name = `${block.block_id}-${part.action_id}`;
    return field("div", part, context, block, { class: "kit-ticks", role: type === "radio" ? "radiogroup" : "group" },
      part.options.map((option) =>
        el("label", {},
          el("input", { type, name, value: option.value, checked: initial.has(option.value) }),
          el("span", {}, textOf(option.text, context),
            option.description ? el("small", {}, " ", textOf(option.description, context)) : null))));
  };
}

function overflow(part, context) {
  const choose = (option) => () => {
    node.open = false;
    context.act?.(part.action_id, option.value, part.confirm);
  };
  const menu = el("div", { class: "menu", role: "menu" },
    part.options.map((option) => el("button", { type: "button", role: "menuitem", onclick: choose(option) }, textOf(option.text, context))));
  const node = el("details", { class: "overflow" }, el("summary", { class: "button", "aria-label": "More actions" }, "⋯"), menu);
  node.addEventListener("focusout", (event) => { if (!node.contains(event.relatedTarget)) node.open = false; });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !node.open) return;
    node.open = false;
    node.firstChild.focus();
    event.stopPropagation();
  });
  return node;
}

// Options that the app gives for what is typed; picking one is telling.
function externalSelect(part, context, block) {
  const list = el("ul", { class: "suggestions", role: "listbox" });
  const node = field("input", part, context, block, {
    type: "search", autocomplete: "off", placeholder: part.placeholder?.text ?? "Type to search…", onchange: null,
    value: part.initial_option?.text.text, "data-value": part.initial_option?.value,
  });
  const take = (option) => () => {
    node.value = option.text.text;
    node.dataset.value = option.value;
    list.replaceChildren();
    if (!context.quiet && context.act) context.act(part.action_id, option.value, part.confirm);
  };
  node.addEventListener("input", async () => {
    const query = node.value;
    delete node.dataset.value;
    if (query.length < (part.min_query_length ?? 3)) return list.replaceChildren();
    const options = await context.suggest(part.action_id, query);
    if (!options || node.value !== query) return undefined;
    return list.replaceChildren(...options.map((option) => el("li", {}, el("button", { type: "button", role: "option", onclick: take(option) }, textOf(option.text, context)))));
  });
  return el("div", { class: "suggesting" }, node, list);
}

const ELEMENTS = {
  button,
  external_select: externalSelect,
  workflow_button: button,
  overflow,
  plain_text_input: text("text"),
  rich_text_input: text("text"),
  number_input: text("number"),
  email_text_input: text("email"),
  url_text_input: text("url"),
  datepicker: (part, context, block) => field("input", part, context, block, { type: "date", value: part.initial_date }),
  timepicker: (part, context, block) => field("input", part, context, block, { type: "time", value: part.initial_time }),
  datetimepicker: (part, context, block) => {
    const { zone } = context.lookup;
    const initial = part.initial_date_time ? localOf(part.initial_date_time, zone) : undefined;
    return field("input", part, context, block, { type: "datetime-local", "data-zone": zone, title: `in ${zone}`, value: initial });
  },
  radio_buttons: ticks("radio"),
  checkboxes: ticks("checkbox"),
  static_select: staticSelect(false),
  multi_static_select: staticSelect(true),
  users_select: listSelect("people", "initial_user", false),
  multi_users_select: listSelect("people", "initial_users", true),
  channels_select: listSelect("places", "initial_channel", false),
  conversations_select: listSelect("places", "initial_conversation", false),
  multi_channels_select: listSelect("places", "initial_channels", true),
  multi_conversations_select: listSelect("places", "initial_conversations", true),
};
