/** The bar above the phones: the clock, what can go wrong, the bot, and what else can be opened. */

import { clockPanel } from "./clock.js";
import { button, el, newId } from "./dom.js";
import { botPanel, faultsPanel } from "./faults.js";
import { language, t } from "./words.js";

/**
 * @param {HTMLElement} bar
 * @param {import("./store.js").Store} store
 * @param {{onGuide: () => void, onDrawer: () => void}} how
 */
export function showTopbar(bar, store, { onGuide, onDrawer }) {
  const id = newId("controls");
  const controls = el("div", { id, class: "controls" }, clockPanel(store), faultsPanel(store), botPanel(store));
  const guide = button(t("guide.title"), onGuide, { "aria-expanded": "false", "aria-controls": "guide" });
  const drawer = button(t("drawer.title"), onDrawer, { "aria-expanded": "false", "aria-controls": "drawer" });
  const unfold = button(t("controls"), () => {
    const open = bar.classList.toggle("unfolded");
    unfold.setAttribute("aria-expanded", String(open));
  }, { class: "unfold", "aria-expanded": "false", "aria-controls": id });
  const offline = el("span", { class: "offline", role: "status" });
  bar.append(
    el("h1", {}, el("img", { src: "/static/icon.svg", alt: "", width: 28, height: 28 }), el("span", {}, t("title"))),
    controls,
    el("div", { class: "openers" }, offline, unfold, guide, drawer, otherLanguage()),
  );
  return {
    /** @param {boolean} connected */
    setConnected: (connected) => {
      offline.textContent = connected ? "" : t("offline");
    },
    /** @param {boolean} open */
    setGuide: (open) => guide.setAttribute("aria-expanded", String(open)),
    /** @param {boolean} open */
    setDrawer: (open) => {
      drawer.setAttribute("aria-expanded", String(open));
      if (!open) drawer.focus();
    },
  };
}

function otherLanguage() {
  const [code, words] = language === "en" ? ["zh", "中文"] : ["en", "English"];
  return el("a", { href: `?lang=${code}`, lang: code, hreflang: code }, words);
}
