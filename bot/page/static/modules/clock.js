/** The bot's time, and the buttons that let it pass. */

import { moveClock } from "./api.js";
import { button, el } from "./dom.js";
import { attempt } from "./notices.js";
import { clockSeconds, dayWords } from "./time.js";
import { t } from "./words.js";

/** @param {import("./store.js").Store} store @returns {HTMLElement} */
export function clockPanel(store) {
  const day = el("span", { class: "clock-day" });
  const time = el("time", { class: "clock-time", "data-testid": "clock" });
  const show = () => {
    const now = store.now();
    day.textContent = dayWords(now);
    time.textContent = clockSeconds(now);
    time.setAttribute("datetime", new Date(now).toISOString());
  };
  const move = (words, how, hint) => button(words, () => attempt(moveClock(how)), { title: hint });
  store.on("clock", show);
  setInterval(show, 1000);
  return el(
    "div",
    { class: "panel clock", role: "group", "aria-label": t("clock.title") },
    el("span", { class: "clock-face" }, day, time),
    el(
      "span",
      { class: "buttons" },
      move(t("clock.hour"), { move: { hours: 1 } }),
      move(t("clock.working_day"), { to: "working_day" }),
      move(t("clock.digest"), { to: "digest" }, t("clock.digest_hint")),
      move(t("clock.deadline"), { to: "deadline" }, t("clock.deadline_hint")),
    ),
  );
}
