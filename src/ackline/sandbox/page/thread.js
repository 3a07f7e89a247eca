// A thread, on the right.

import { reconcile } from "./dom.js";
import { isAtEnd, toEnd } from "./ends.js";
import { drawMessage } from "./message.js";
import { $, state, today } from "./state.js";

export function drawThread(messages) {
  const box = $("aside-body");
  const atEnd = isAtEnd(box);
  const items = messages.map((message) => ({
    key: message.ts, message: { ...message, reply_count: undefined, replies: undefined }, me: state.me.id, editing: state.editing === message.ts, today: today(),
  }));
  reconcile(box, items, (item) => item.key, (item) => drawMessage(item.message, { inThread: true, editing: item.editing }));
  if (atEnd) toEnd(box);
}
