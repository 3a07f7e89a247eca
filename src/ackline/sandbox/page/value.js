// What a person has entered into an element, and carrying it over to the element that takes its place.

import { epochOf } from "./times.js";

export function valueOf(node) {
  const kind = node.dataset.kind;
  if (kind.startsWith("multi_")) return [...node.selectedOptions].map((option) => option.value);
  if (kind === "checkboxes") return [...node.querySelectorAll("input:checked")].map((box) => box.value);
  if (kind === "radio_buttons") return node.querySelector("input:checked")?.value ?? null;
  if (kind === "datetimepicker") return node.value ? epochOf(node.value, node.dataset.zone) : null;
  if (kind === "external_select") return node.dataset.value || null;
  return node.value === "" ? null : node.value;
}

export function carried(old, node) {
  if (node.tagName === "DIV") {
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
