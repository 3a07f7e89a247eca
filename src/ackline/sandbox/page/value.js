// What a person has entered into elements: read for Slack, and carried over to the elements that take their place.

import { epochOf } from "./times.js";

// An element's name in its form or message, as the control API takes it.
const nameOf = (node) => `${node.dataset.block}/${node.dataset.action}`;

const elements = (box) => [...box.querySelectorAll("[data-action]")].filter((node) => node.closest("[data-inputs]") === box);

// Empty text stands for an element that was emptied.
export function valueOf(node) {
  const kind = node.dataset.kind;
  if (kind === "multi_external_select") return JSON.parse(node.dataset.value ?? "[]").map((one) => one.value);
  if (kind.startsWith("multi_")) return [...node.selectedOptions].map((option) => option.value);
  if (kind === "checkboxes") return [...node.querySelectorAll("input:checked")].map((box) => box.value);
  if (kind === "radio_buttons") return node.querySelector("input:checked")?.value ?? "";
  if (kind === "datetimepicker") return node.value ? epochOf(node.value, node.dataset.zone) : "";
  if (kind === "external_select") return node.dataset.value ?? "";
  return node.value;
}

export const entered = (box) => Object.fromEntries(elements(box).map((node) => [nameOf(node), valueOf(node)]));

export function carriedOver(before, after) {
  const known = new Map(elements(before).map((node) => [nameOf(node), node]));
  for (const node of elements(after)) if (known.has(nameOf(node))) carried(known.get(nameOf(node)), node);
}

function carried(old, node) {
  if (node.dataset.kind !== old.dataset.kind) return;
  if (node.take) {
    node.take(old);
  } else if (node.tagName === "DIV") {
    const ticked = [...old.querySelectorAll("input:checked")].map((tick) => tick.value);
    for (const tick of node.querySelectorAll("input")) tick.checked = ticked.includes(tick.value);
  } else if (node.multiple) {
    const chosen = valueOf(old);
    for (const option of node.options) option.selected = chosen.includes(option.value);
  } else {
    node.value = old.value;
    if (old.dataset.value) node.dataset.value = old.dataset.value;
  }
}
