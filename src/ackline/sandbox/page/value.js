// What a person has entered into an element, and putting it back.

import { epochOf, localOf } from "./times.js";

export function valueOf(node) {
  const kind = node.dataset.kind;
  if (kind.startsWith("multi_")) return [...node.selectedOptions].map((option) => option.value);
  if (kind === "checkboxes") return [...node.querySelectorAll("input:checked")].map((box) => box.value);
  if (kind === "radio_buttons") return node.querySelector("input:checked")?.value ?? null;
  if (kind === "datetimepicker") return node.value ? epochOf(node.value, node.dataset.zone) : null;
  if (kind === "external_select") return node.dataset.value || null;
  return node.value === "" ? null : node.value;
}

export function entered(node, value) {
  if (value === null) return;
  if (node.tagName === "DIV") for (const tick of node.querySelectorAll("input")) tick.checked = [value].flat().includes(tick.value);
  else if (node.multiple) for (const option of node.options) option.selected = value.includes(option.value);
  else if (node.dataset.kind === "datetimepicker") node.value = localOf(value, node.dataset.zone);
  else if (node.dataset.kind !== "external_select") node.value = value;
}
