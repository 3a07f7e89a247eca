// Block Kit's elements: what people press, pick and fill in.
//
// Of the context, `act({action_id, block_id, value, values}, confirm)` tells Slack of a click and is null where nothing
// is to be pressed; `suggest(action_id, query)` asks the app for options; `people` and `places` fill selects; `quiet`
// elements are only read when their form is sent; `label` names a group, and is null where a label stands around it.
// `values` are all that was entered beside, within what is marked data-inputs.

import { el } from "./dom.js";
import { menu } from "./menu.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { localOf } from "./times.js";
import { entered, valueOf } from "./value.js";

export function element(part, context, block) {
  if (part.type === "image") return picture(part);
  const draw = ELEMENTS[part.type];
  return draw ? draw(part, context, block) : el("p", { class: "kit-unknown" }, `An element of type ${part.type} is not drawn here.`);
}

// Pictures are never fetched: the page's policy allows no foreign address.
export function picture(part) {
  return el("span", { class: "kit-image", role: "img", "aria-label": part.alt_text }, `🖼 ${part.alt_text}`);
}

export function textOf(object, context) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, context.lookup) : plain(object.text, context.lookup);
}

function tell(node, part, context, block, value) {
  const values = entered(node.closest("[data-inputs]"));
  context.act?.({ action_id: part.action_id, block_id: block.block_id, values, ...(value === undefined ? {} : { value }) }, part.confirm);
}

function field(tag, part, context, block, attributes, ...children) {
  const node = el(tag, {
    "data-action": part.action_id,
    "data-block": block.block_id,
    "data-kind": part.type,
    "aria-invalid": context.error ? "true" : undefined,
    "aria-label": context.label === undefined ? part.placeholder?.text ?? part.action_id : context.label,
    onchange: () => changed(node, part, context, block),
    ...attributes,
  }, ...children);
  return node;
}

// A select that shows its placeholder again, or a date that was emptied, is nothing that Slack would tell of.
function changed(node, part, context, block) {
  const value = valueOf(node);
  if (!context.quiet && (value !== "" || TEXTS.has(part.type))) tell(node, part, context, block, value);
}

function button(part, context, block) {
  const style = part.style ? ` ${part.style}` : "";
  if (part.url && /^https?:\/\//u.test(part.url))
    return el("a", { class: `button${style}`, href: part.url, target: "_blank", rel: "noopener noreferrer" }, textOf(part.text, context));
  const node = el("button", {
    type: "button",
    class: `button${style}`,
    disabled: !context.act,
    "aria-label": part.accessibility_label,
    onclick: () => tell(node, part, context, block, part.value),
  }, textOf(part.text, context));
  return node;
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
  const several = { multiple: true, size: Math.min(Math.max(listed.length, 2), 6), title: "Ctrl and a click picks several" };
  return field("select", part, context, block, multiple ? several : {}, empty, listed.map(draw));
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
  return (part, context, block) => choice(part, context, block, context[source](part.filter), part[initial], multiple);
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

function overflow(part, context, block) {
  const node = menu("More actions", "⋯", part.options.map((option) => ({
    label: textOf(option.text, context),
    about: option.description?.text,
    choose: () => tell(node, part, context, block, option.value),
  })));
  return node;
}

// Options that the app gives for what is typed; `taken` gets the one that is picked.
function suggestions(part, context, input, taken) {
  const list = el("ul", { class: "suggestions", role: "listbox" });
  const take = (option) => () => { list.replaceChildren(); taken(option); };
  input.addEventListener("input", async () => {
    const query = input.value;
    if (query.length < (part.min_query_length ?? 3)) return list.replaceChildren();
    const options = await context.suggest(part.action_id, query);
    if (!options || input.value !== query) return undefined;
    return list.replaceChildren(...options.map((option) => el("li", {}, el("button", { type: "button", role: "option", onclick: take(option) }, textOf(option.text, context)))));
  });
  return list;
}

function externalSelect(part, context, block) {
  const node = field("input", part, context, block, {
    type: "search", autocomplete: "off", placeholder: part.placeholder?.text ?? "Type to search…", onchange: null,
    value: part.initial_option?.text.text, "data-value": part.initial_option?.value,
  });
  node.addEventListener("input", () => { delete node.dataset.value; });
  const list = suggestions(part, context, node, (option) => {
    node.value = option.text.text;
    node.dataset.value = option.value;
    if (!context.quiet) tell(node, part, context, block, option.value);
  });
  return el("div", { class: "suggesting" }, node, list);
}

// What was picked stands before the search field, each to be taken away again.
function multiExternalSelect(part, context, block) {
  const picked = el("span", { class: "picked" });
  const input = el("input", { type: "search", autocomplete: "off", placeholder: part.placeholder?.text ?? "Type to search…", "aria-label": part.placeholder?.text ?? "Search" });
  const list = suggestions(part, context, input, (option) => {
    input.value = "";
    change([...chosen().filter((one) => one.value !== option.value), option]);
  });
  const node = field("div", part, context, block, { class: "suggesting", role: "group", onchange: null }, picked, input, list);
  const chosen = () => JSON.parse(node.dataset.value ?? "[]");
  const show = (options) => {
    node.dataset.value = JSON.stringify(options);
    picked.replaceChildren(...options.map((option) =>
      el("button", { type: "button", class: "chip", "aria-label": `Remove ${option.text.text}`, onclick: () => change(chosen().filter((one) => one.value !== option.value)) }, option.text.text, " ✕")));
  };
  const change = (options) => {
    show(options);
    if (!context.quiet) tell(node, part, context, block, valueOf(node));
  };
  node.take = (old) => show(JSON.parse(old.dataset.value ?? "[]"));
  show(part.initial_options ?? []);
  return node;
}

const TEXTS = new Set(["plain_text_input", "rich_text_input", "number_input", "email_text_input", "url_text_input"]);

const ELEMENTS = {
  button,
  external_select: externalSelect,
  multi_external_select: multiExternalSelect,
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
