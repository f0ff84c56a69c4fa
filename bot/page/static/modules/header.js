/** The head of a phone: who is in it, and what can be done with it. Its parts stay, so that the focus does too. */

import { colourOf, initial } from "./avatar.js";
import { el, icon, iconButton } from "./dom.js";
import { openMenu } from "./popup.js";
import { t } from "./words.js";

export class Header {
  #avatar = el("span", { "aria-hidden": "true" });
  #name = el("span", { class: "who-name" });
  #subtitle = el("span", { class: "subtitle" });
  #change;

  /**
   * @param {string} title what the phone is for
   * @param {{onChange: () => void, choices: () => import("./popup.js").Choice[]}} hands
   */
  constructor(title, { onChange, choices }) {
    this.title = title;
    const words = el("span", { class: "who-words" }, this.#name, this.#subtitle);
    this.#change = el(
      "button",
      { type: "button", class: "who", title: t("phone.change_short"), on: { click: onChange } },
      this.#avatar,
      words,
      icon("swap"),
    );
    const more = iconButton("more", t("phone.more"), () => openMenu(more, t("phone.more"), choices()), { "aria-haspopup": "menu" });
    this.root = el("header", { class: "phone-header" }, el("h2", { class: "phone-title" }, title), this.#change, more);
  }

  /** @param {{id: number, name: string}} who */
  show({ id, name }) {
    this.#avatar.className = `avatar colour-${colourOf(id)}`;
    this.#avatar.textContent = initial(name);
    this.#name.textContent = name;
    this.#change.setAttribute("aria-label", t("phone.change", { title: this.title, name }));
  }

  /** @param {string} words @param {boolean} isTyping */
  say(words, isTyping) {
    this.#subtitle.textContent = words;
    this.#subtitle.title = words;
    this.#subtitle.classList.toggle("typing", isTyping);
  }
}
