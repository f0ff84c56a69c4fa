/** Telegram's formatting as elements. Entities nest or stand beside each other, and never cross. */

import { el, newId } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Entity} Entity */

const SAFE_ADDRESS = /^(https?|mailto|tel|tg):/i;
const BLOCKS = ["pre", "blockquote", "expandable_blockquote"];
const PLAIN_TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/**
 * A text with its formatting.
 *
 * @param {string} text
 * @param {Entity[]} entities
 * @param {(command: string) => void} onCommand a command in the text was pressed
 * @returns {DocumentFragment}
 */
export function formatted(text, entities, onCommand) {
  const ordered = entities
    .filter(({ offset, length }) => length > 0 && offset >= 0 && offset < text.length)
    .sort((one, other) => one.offset - other.offset || other.length - one.length);
  return piece(text, 0, text.length, ordered, onCommand);
}

function piece(text, start, end, entities, onCommand) {
  const made = document.createDocumentFragment();
  let at = start;
  let next = 0;
  while (next < entities.length) {
    const entity = entities[next];
    const stop = Math.min(entity.offset + entity.length, end);
    let after = next + 1;
    while (after < entities.length && entities[after].offset < stop) after += 1;
    made.append(text.slice(at, entity.offset));
    const inner = piece(text, entity.offset, stop, entities.slice(next + 1, after), onCommand);
    made.append(styled(entity, text.slice(entity.offset, stop), inner, onCommand));
    // A block ends its line by itself.
    at = BLOCKS.includes(entity.type) && text[stop] === "\n" ? stop + 1 : stop;
    next = after;
  }
  made.append(text.slice(at, end));
  return made;
}

function styled(entity, words, inner, onCommand) {
  switch (entity.type) {
    case "pre":
      return el("pre", { "data-language": entity.language || null, tabindex: 0 }, el("code", {}, inner));
    case "blockquote":
      return el("blockquote", {}, inner);
    case "expandable_blockquote":
      return expandable(inner);
    case "spoiler":
      return spoiler(inner);
    case "bot_command":
      return el("button", { type: "button", class: "link", on: { click: () => onCommand(words) } }, inner);
    case "text_link":
      return link(entity.url ?? "", inner);
    case "url":
      return link(words.includes("://") ? words : `https://${words}`, inner);
    case "email":
      return link(`mailto:${words}`, inner);
    case "phone_number":
      return link(`tel:${words.replaceAll(/[^+\d]/g, "")}`, inner);
    case "hashtag":
    case "cashtag":
    case "mention":
    case "text_mention":
      return el("span", { class: "link" }, inner);
    default:
      return entity.type in PLAIN_TAGS ? el(PLAIN_TAGS[entity.type], {}, inner) : inner;
  }
}

function link(address, inner) {
  if (!SAFE_ADDRESS.test(address)) return inner;
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address }, inner);
}

function spoiler(inner) {
  const hidden = el("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": t("message.spoiler") }, inner);
  const show = () => {
    for (const name of ["role", "tabindex", "aria-label"]) hidden.removeAttribute(name);
    hidden.classList.add("shown");
  };
  hidden.addEventListener("click", show, { once: true });
  hidden.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    show();
  });
  return hidden;
}

function expandable(inner) {
  const id = newId("quote");
  const quote = el("blockquote", { id, class: "expandable" }, inner);
  const toggle = el("button", { type: "button", class: "link", "aria-expanded": "false", "aria-controls": id }, t("message.expand"));
  toggle.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = t(open ? "message.collapse" : "message.expand");
  });
  return el("div", { class: "expandable-quote" }, quote, toggle);
}
