/** The cases as they stand in the ledger, read only. */

import { readCase, readCases } from "./api.js";
import { el } from "./dom.js";
import { attempt } from "./notices.js";
import { wholeTime } from "./time.js";
import { t } from "./words.js";

const SETTLED_MS = 400;
const ISO = /^\d{4}-\d\d-\d\dT/;

export class CasesView {
  #watched = false;
  #chosen = "";
  #timer = 0;

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.select = el("select", { "aria-label": t("cases.choose"), on: { change: () => this.#choose(this.select.value) } });
    this.detail = el("div", { class: "case" });
    this.root = el("div", {}, this.select, this.detail);
    for (const topic of ["chat", "clock"]) store.on(topic, () => this.#readSoon());
  }

  /** @param {boolean} watched whether anybody looks at it */
  watch(watched) {
    this.#watched = watched;
    if (watched) this.#read();
  }

  /** Something happened: what is shown may be old, once all that comes with it has come. */
  #readSoon() {
    if (!this.#watched) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read(), SETTLED_MS);
  }

  async #read() {
    const page = await attempt(readCases());
    if (!page) return;
    const { cases } = page;
    this.select.hidden = cases.length === 0;
    if (!cases.some(({ number }) => number === this.#chosen)) this.#chosen = cases[0]?.number ?? "";
    this.select.replaceChildren(...cases.map((one) => el("option", { value: one.number }, optionWords(one))));
    await this.#choose(this.#chosen);
  }

  async #choose(number) {
    this.#chosen = number;
    this.select.value = number;
    if (!number) {
      this.detail.replaceChildren(el("p", { class: "hint" }, t("cases.none")));
      return;
    }
    const found = await attempt(readCase(number));
    if (!found || number !== this.#chosen) return;
    this.detail.replaceChildren(
      el("h3", {}, t("cases.row")),
      fields(found.row),
      el("h3", {}, t("cases.clocks")),
      rows(found.clocks),
      el("h3", {}, t("cases.history")),
      rows(found.history),
    );
  }
}

function optionWords({ number, state, text, enterprise }) {
  return [number, state, enterprise, text].filter(Boolean).join(" · ");
}

/** Rows of a table, each below the word for it; what is empty is left out. */
function rows(all) {
  if (all.length === 0) return el("p", { class: "hint" }, t("cases.nothing"));
  return el(
    "ol",
    { class: "rows" },
    ...all.map(({ word, actor, ...row }) => el("li", {}, el("strong", {}, word), actor && ` · ${actor}`, fields(row))),
  );
}

function fields(row) {
  const some = Object.entries(row).filter(([, value]) => value !== null && value !== "");
  return el("dl", { class: "fields" }, ...some.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, words(value)))));
}

function words(value) {
  if (typeof value === "string" && ISO.test(value)) return wholeTime(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
