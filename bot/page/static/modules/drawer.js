/** For developers: the calls of the bot, the rows and the history of a case, and the last lines of the log. */

import { CallsView } from "./calls.js";
import { CasesView } from "./cases.js";
import { el, iconButton, newId } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./store.js").Store} Store */

export class Drawer {
  /**
   * @param {Store} store
   * @param {HTMLElement} root
   * @param {(open: boolean) => void} onToggle
   */
  constructor(store, root, onToggle) {
    this.root = root;
    this.onToggle = onToggle;
    const views = [
      { words: t("drawer.calls"), view: new CallsView(store) },
      { words: t("drawer.cases"), view: new CasesView(store) },
      { words: t("drawer.log"), view: new LogView(store) },
    ];
    this.pages = views.map(({ words, view }, at) => page(words, view, () => this.#choose(at)));
    const tabs = el("div", { role: "tablist", "aria-label": t("drawer.title"), class: "drawer-tabs" }, ...this.pages.map(({ tab }) => tab));
    tabs.addEventListener("keydown", (event) => this.#walk(event));
    root.setAttribute("aria-label", t("drawer.title"));
    root.append(el("header", {}, tabs, iconButton("close", t("close"), () => this.toggle(false))), ...this.pages.map(({ panel }) => panel));
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    this.#choose(0);
  }

  /** Opens or closes. @param {boolean} [open] */
  toggle(open = this.root.hidden) {
    this.root.hidden = !open;
    this.onToggle(open);
    for (const { view, tab } of this.pages) view.watch(open && tab.getAttribute("aria-selected") === "true");
    if (open) this.pages.find(({ tab }) => tab.tabIndex === 0).tab.focus();
  }

  #choose(at) {
    this.pages.forEach(({ tab, panel, view }, index) => {
      tab.setAttribute("aria-selected", String(index === at));
      tab.tabIndex = index === at ? 0 : -1;
      panel.hidden = index !== at;
      view.watch(index === at && !this.root.hidden);
    });
  }

  #walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.pages.findIndex(({ tab }) => tab === document.activeElement);
    const next = (at + step + this.pages.length) % this.pages.length;
    this.#choose(next);
    this.pages[next].tab.focus();
  }
}

function page(words, view, onChoose) {
  const [tabId, panelId] = [newId("tab"), newId("panel")];
  const tab = el("button", { type: "button", role: "tab", id: tabId, "aria-controls": panelId, on: { click: onChoose } }, words);
  const panel = el("div", { role: "tabpanel", id: panelId, "aria-labelledby": tabId, class: "drawer-panel" }, view.root);
  return { tab, panel, view };
}

class LogView {
  #watched = false;

  constructor(store) {
    this.store = store;
    this.root = el("pre", { class: "log", tabindex: 0, "aria-label": t("drawer.log") });
    store.on("bot", () => this.#watched && this.#draw());
  }

  /** @param {boolean} watched whether anybody looks at it */
  watch(watched) {
    this.#watched = watched;
    if (watched) this.#draw();
  }

  #draw() {
    this.root.textContent = this.store.bot.log.join("\n") || t("drawer.no_log");
  }
}
