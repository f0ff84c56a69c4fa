/** The last calls that the bot made of Telegram, newest first. */

import { readCalls } from "./api.js";
import { el } from "./dom.js";
import { attempt } from "./notices.js";
import { clockSeconds } from "./time.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Call} Call */

const MOST_SHOWN = 200;

export class CallsView {
  #watched = false;
  #read = false;

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.list = el("ol", { class: "calls", "data-testid": "calls" });
    this.root = el("div", {}, this.list);
    store.on("call", (call) => this.#watched && this.#add(call));
  }

  /** @param {boolean} watched whether anybody looks at it */
  async watch(watched) {
    this.#watched = watched;
    if (!watched) return;
    if (!this.#read) await this.#readEarlier();
    this.#draw();
  }

  /** What was called before the page was there. */
  async #readEarlier() {
    const page = await attempt(readCalls());
    if (!page) return;
    this.#read = true;
    const oldest = this.store.calls[0]?.at ?? "9999";
    this.store.calls = [...page.calls.filter((call) => call.at < oldest), ...this.store.calls];
  }

  #draw() {
    this.list.replaceChildren(...this.store.calls.slice(-MOST_SHOWN).reverse().map(row));
  }

  #add(call) {
    this.list.prepend(row(call));
    if (this.list.childElementCount > MOST_SHOWN) this.list.lastElementChild.remove();
  }
}

function row({ at, method, params, ok, error, result, answered }) {
  const state = ok === null ? t("calls.cut") : !answered ? t("calls.lost") : ok ? "200" : error;
  return el(
    "li",
    {},
    el(
      "details",
      { class: ok && answered ? "call" : "call failed" },
      el("summary", {}, el("time", { datetime: at }, clockSeconds(at)), el("code", {}, method), el("span", { class: "state" }, state)),
      json(t("calls.params"), params),
      ok && json(t("calls.answer"), result),
    ),
  );
}

function json(label, value) {
  return el("figure", {}, el("figcaption", {}, label), el("pre", { tabindex: 0 }, JSON.stringify(value, null, 2)));
}
