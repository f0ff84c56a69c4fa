/** A message, or an album, as it stands in a chat. */

import { avatar, colourOf } from "./avatar.js";
import { el, icon, iconButton } from "./dom.js";
import { formatted } from "./format.js";
import { inlineKeyboard } from "./keyboard.js";
import { media, summary } from "./media.js";
import { clockTime, wholeTime } from "./time.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Message} Message */

/**
 * What can be done in the chat where a message stands.
 *
 * @typedef {object} Hands
 * @property {() => number} me whose phone it is
 * @property {boolean} isGroup
 * @property {(message: Message, row: number, column: number) => Promise<void>} press
 * @property {(id: number) => void} jump to the message that was replied to
 * @property {(command: string) => void} say
 * @property {(message: Message) => void} open a picture
 * @property {(message: Message, near: HTMLElement) => void} menu what can be done with the message
 */

/** @param {Item} item @param {Hands} hands @returns {HTMLElement} */
export function drawItem(item, hands) {
  const [first] = item.messages;
  const words = item.messages.find((message) => message.text) ?? first;
  const own = first.from.id === hands.me();
  const article = el("article", { class: "item", tabindex: -1, "data-message": first.id, "aria-label": spoken(first, words) });
  if (item.beginsDay) article.append(el("div", { class: "day" }, el("span", {}, item.date)));
  if (first.service) {
    article.append(el("div", { class: "service" }, el("span", {}, first.service)));
    return article;
  }
  const open = (near) => hands.menu(words, near);
  const more = iconButton("more", t("message.actions"), () => open(more), { class: "message-more", tabindex: -1, "aria-haspopup": "menu" });
  const column = el("div", { class: "column" }, bubble(item.messages, words, own, hands));
  if (first.inline.length > 0) column.append(inlineKeyboard(first.inline, (r, c) => hands.press(first, r, c)));
  article.append(el("div", { class: own ? "row own" : "row" }, hands.isGroup && !own && avatar(first.from), column, more));
  article.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    open(more);
  });
  article.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === article) open(more);
  });
  return article;
}

function bubble(messages, words, own, hands) {
  const [first] = messages;
  const made = el("div", { class: own ? "bubble own" : "bubble" });
  if (hands.isGroup && !own) made.append(el("div", { class: `sender colour-${colourOf(first.from.id)}` }, first.from.name));
  if (first.reply_to) made.append(quoted(first.reply_to, hands));
  made.append(...media(messages, hands.open));
  const text = el("div", { class: "text", dir: "auto" });
  if (words.text) text.append(formatted(words.text, words.entities, hands.say));
  text.append(meta(first, messages.some((message) => message.edited)));
  made.append(text);
  if (!words.text) made.classList.add("wordless");
  return made;
}

function quoted(reply, hands) {
  const words = t("message.jump", { name: reply.name });
  return el(
    "button",
    { type: "button", class: "quoted", "aria-label": `${words} ${reply.text}`, on: { click: () => hands.jump(reply.id) } },
    el("span", { class: "quoted-name" }, reply.name),
    el("span", { class: "quoted-text" }, reply.text || t("message.empty")),
  );
}

function meta(message, edited) {
  const made = el("span", { class: "meta" });
  if (edited) made.append(el("span", {}, t("message.edited")), " ");
  if (message.silent) made.append(el("span", { title: t("message.silent"), role: "img", "aria-label": t("message.silent") }, icon("silent")), " ");
  made.append(el("time", { datetime: message.at, title: wholeTime(message.at) }, clockTime(message.at)));
  return made;
}

function spoken(first, words) {
  const parts = [first.from.name, clockTime(first.at)];
  if (first.edited) parts.push(t("message.edited"));
  return `${parts.join(" ")} ${summary(words).slice(0, 200)}`;
}
