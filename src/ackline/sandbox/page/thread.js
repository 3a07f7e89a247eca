// A thread, on the right.

import { reconcile } from "./dom.js";
import { drawMessage } from "./message.js";
import { $, state } from "./state.js";

export function drawThread(messages) {
  const box = $("aside-body");
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  const items = messages.map((message) => ({
    key: message.ts, message: { ...message, reply_count: undefined, replies: undefined }, me: state.me.id, editing: state.editing === message.ts,
  }));
  reconcile(box, items, (item) => item.key, (item) => drawMessage(item.message, { inThread: true, editing: item.editing }));
  if (atEnd) box.scrollTop = box.scrollHeight;
}
