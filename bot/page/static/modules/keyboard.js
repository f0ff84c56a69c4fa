/** Buttons that the bot hung on a message, and those that it put below the chat. */

import { el } from "./dom.js";

/** @typedef {import("./types.js").InlineKey} InlineKey */
/** @typedef {import("./types.js").ReplyKey} ReplyKey */

const SAFE_ADDRESS = /^(https?|tg):/i;

/**
 * @param {InlineKey[][]} rows
 * @param {(row: number, column: number) => Promise<void>} onPress until it is done the button waits
 * @returns {HTMLElement}
 */
export function inlineKeyboard(rows, onPress) {
  return el(
    "div",
    { class: "inline-keys" },
    ...rows.map((row, r) => el("div", { class: "key-row" }, ...row.map((key, c) => inlineKey(key, () => onPress(r, c))))),
  );
}

function inlineKey(key, press) {
  if (key.url) {
    const address = SAFE_ADDRESS.test(key.url) ? key.url : null;
    return el("a", { class: "inline-key", href: address, target: "_blank", rel: "noopener noreferrer" }, `${key.text} ↗`);
  }
  const made = el("button", { type: "button", class: "inline-key" }, key.text);
  made.addEventListener("click", async () => {
    if (made.getAttribute("aria-busy") === "true") return;
    made.setAttribute("aria-busy", "true");
    await press();
    made.removeAttribute("aria-busy");
  });
  return made;
}

/**
 * @param {ReplyKey[][]} rows
 * @param {(row: number, column: number) => void} onPress
 * @returns {HTMLElement[]}
 */
export function replyKeyboard(rows, onPress) {
  const key = ({ text }, r, c) => {
    return el("button", { type: "button", class: "reply-key", on: { click: () => onPress(r, c) } }, text);
  };
  return rows.map((row, r) => el("div", { class: "key-row" }, ...row.map((one, c) => key(one, r, c))));
}
