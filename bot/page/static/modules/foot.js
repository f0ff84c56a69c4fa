/** The foot of a phone: where its person writes and the bot's keys are, or the one thing that can be done first. */

import { Composer } from "./composer.js";
import { button, el } from "./dom.js";
import { replyKeyboard } from "./keyboard.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Keyboard} Keyboard */

export class Foot {
  #keysShown = "";
  #keysOpen = true;
  #offered = "";

  /**
   * @param {Omit<import("./composer.js").Hands, "toggleKeyboard">} hands
   * @param {(row: number, column: number) => void} pressKey
   */
  constructor(hands, pressKey) {
    this.pressKey = pressKey;
    this.composer = new Composer({ ...hands, toggleKeyboard: () => this.#openKeys(!this.#keysOpen) });
    this.keys = el("div", { class: "reply-keys", role: "group", lang: "zh-CN", "aria-label": t("phone.reply_keys") });
    this.root = el("div", { class: "foot" });
  }

  /** Lets write, with the keys that the bot put there. @param {Keyboard} keyboard @param {string} reader whose keys they are */
  write({ rows, placeholder }, reader) {
    const focused = this.root.contains(document.activeElement);
    if (this.#offered || !this.root.hasChildNodes()) this.root.replaceChildren(this.composer.form, this.keys);
    this.#offered = "";
    this.composer.setPlaceholder(placeholder);
    this.#showKeys(rows, reader);
    if (focused && !this.root.contains(document.activeElement)) this.composer.input.focus();
  }

  /** Offers one thing, and nothing else. @param {string} words @param {() => void} act */
  offer(words, act) {
    if (this.#offered === words) return;
    this.#offered = words;
    this.root.replaceChildren(button(words, act, { class: "offer" }));
  }

  /** The same keys may come again and again: they stay, and the focus on them. */
  #showKeys(rows, reader) {
    const shown = JSON.stringify([reader, rows]);
    if (shown === this.#keysShown) return;
    this.#keysShown = shown;
    this.keys.replaceChildren(...replyKeyboard(rows ?? [], this.pressKey));
    this.composer.keyboardButton.hidden = rows === null;
    this.#openKeys(rows !== null);
  }

  #openKeys(open) {
    this.#keysOpen = open;
    this.keys.hidden = !open;
    this.composer.keyboardButton.setAttribute("aria-pressed", String(open));
  }
}
