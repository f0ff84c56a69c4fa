/** What can go wrong, made to go wrong: Telegram away or ill, answers lost, the bot killed. */

import { clearFaults, driveBot, setFault } from "./api.js";
import { button, el } from "./dom.js";
import { attempt } from "./notices.js";
import { t } from "./words.js";

const SECONDS = 30;

/** @typedef {import("./store.js").Store} Store */

/** @param {Store} store @returns {HTMLElement} */
export function faultsPanel(store) {
  const kinds = [
    { kind: "down", words: t("faults.down"), hint: t("faults.down_hint") },
    { kind: "too_many", words: t("faults.too_many"), hint: t("faults.too_many_hint") },
    { kind: "lost_answers", words: t("faults.lost_answers"), hint: t("faults.lost_answers_hint") },
  ];
  const buttons = kinds.map(({ kind, words, hint }) => button(words, () => attempt(setFault(kind, SECONDS)), { title: hint }));
  const clear = button(t("faults.clear"), () => attempt(clearFaults()), { class: "primary", hidden: true });
  const show = () => {
    const active = new Map(store.faults.map((fault) => [fault.kind, fault]));
    kinds.forEach(({ kind, words }, at) => {
      buttons[at].setAttribute("aria-pressed", String(active.has(kind)));
      buttons[at].textContent = words + left(active.get(kind));
    });
    clear.hidden = active.size === 0;
  };
  store.on("faults", show);
  setInterval(() => store.faults.length > 0 && show(), 1000);
  return el(
    "div",
    { class: "panel faults", role: "group", "aria-label": t("faults.title") },
    el("span", { class: "panel-title" }, t("faults.title")),
    el("span", { class: "buttons" }, ...buttons, clear),
  );
}

function left(fault) {
  if (!fault) return "";
  const seconds = Math.ceil((Date.parse(fault.until) - Date.now()) / 1000);
  return seconds > 0 ? ` · ${t("faults.seconds", { seconds })}` : "";
}

/** @param {Store} store @returns {HTMLElement} */
export function botPanel(store) {
  const state = el("span", { class: "bot-state", role: "status", "data-testid": "bot-state" });
  const drive = (words, what, hint, looks) => button(words, () => attempt(driveBot(what)), { title: hint, class: looks });
  const kill = drive(t("bot.kill"), "kill", t("bot.kill_hint"));
  const restart = drive(t("bot.restart"), "restart", t("bot.restart_hint"));
  const start = drive(t("bot.start"), "start", t("bot.start_hint"), "primary");
  const show = () => {
    const { running, starting } = store.bot;
    const [kind, words] = starting ? ["starting", t("bot.starting")] : running ? ["running", t("bot.running")] : ["gone", t("bot.gone")];
    if (state.textContent !== words) state.textContent = words;
    state.dataset.state = kind;
    kill.hidden = restart.hidden = kind === "gone";
    start.hidden = kind !== "gone";
  };
  store.on("bot", show);
  return el(
    "div",
    { class: "panel bot", role: "group", "aria-label": t("bot.title") },
    el("span", { class: "panel-title" }, t("bot.title")),
    state,
    el("span", { class: "buttons" }, kill, restart, start),
  );
}
