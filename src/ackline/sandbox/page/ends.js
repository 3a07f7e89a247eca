// A list that is read at its end stays there, while it grows and while the room for it shrinks.

const NEAR = 80;

export const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;

export function toEnd(box) {
  box.scrollTop = box.scrollHeight;
  box.atEnd = true;
}

// `wanted` says whether what the box holds just now is read from its end at all.
export function keepEnd(box, wanted) {
  box.addEventListener("scroll", () => { box.atEnd = isAtEnd(box); });
  new ResizeObserver(() => { if (box.atEnd && wanted()) toEnd(box); }).observe(box);
}
