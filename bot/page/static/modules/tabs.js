/** On a narrow screen one phone at a time: tabs choose which, and count what came into the others. */

import { el } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./phone.js").Phone} Phone */

export class Tabs {
  /** @type {number[]} */
  #unread;

  /** @param {HTMLElement} root @param {Phone[]} phones */
  constructor(root, phones) {
    this.phones = phones;
    this.chosen = 0;
    this.#unread = phones.map(() => 0);
    this.buttons = phones.map((phone, index) =>
      el(
        "button",
        { type: "button", "aria-controls": phone.root.id, on: { click: () => this.choose(index) } },
        phone.title,
        el("span", { class: "count" }),
      ),
    );
    root.setAttribute("aria-label", t("tabs.title"));
    root.append(...this.buttons);
    this.choose(0);
  }

  /** @param {number} index */
  choose(index) {
    this.chosen = index;
    this.#unread[index] = 0;
    this.phones.forEach(({ root }, at) => root.classList.toggle("chosen", at === index));
    this.buttons.forEach((one, at) => {
      if (at === index) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    });
    this.#count(index);
  }

  /** A message came into a phone. @param {number} index */
  count(index) {
    if (index === this.chosen) return;
    this.#unread[index] += 1;
    this.#count(index);
  }

  #count(index) {
    const unread = this.#unread[index];
    this.buttons[index].querySelector(".count").textContent = unread ? String(unread) : "";
  }
}
