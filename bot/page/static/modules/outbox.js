/** The outbox in one line: what waits, what went out, and what of it late or twice. */

import { el } from "./dom.js";
import { clockTime } from "./time.js";
import { language, t } from "./words.js";

/** @param {import("./store.js").Store} store @param {HTMLElement} strip */
export function showOutbox(store, strip) {
  const counts = el("dl", { class: "counts" });
  const last = el("ol", { class: "deliveries", tabindex: 0, "aria-label": t("outbox.last") });
  strip.setAttribute("aria-label", t("outbox.title"));
  strip.append(el("span", { class: "panel-title" }, t("outbox.title")), counts, last);
  store.on("outbox", () => {
    const box = store.outbox;
    counts.replaceChildren(
      count("waiting", t("outbox.waiting"), box.waiting),
      count("due", t("outbox.due"), box.due),
      count("delivered", t("outbox.delivered"), box.delivered),
      count("late", t("outbox.late"), box.late),
      count("twice", t("outbox.twice"), box.twice),
    );
    last.replaceChildren(...box.last.map(delivery));
  });
}

function count(kind, words, number) {
  const some = number > 0 ? "some" : "none";
  return el("div", { class: `count-${kind} ${some}` }, el("dt", {}, words), el("dd", { "data-testid": `outbox-${kind}` }, String(number)));
}

function delivery({ at, topic, word, kind, to, late_seconds: late, copies }) {
  const kinds = { event: t("outbox.event"), card: t("outbox.card"), reminder: t("outbox.reminder"), prompt: t("outbox.prompt") };
  // The service's own word says most, where it has one and the reader reads it.
  const what = language !== "en" && word !== topic ? word : (kinds[kind] ?? kind);
  return el(
    "li",
    { title: `${kind} ${topic}` },
    el("time", { datetime: at }, clockTime(at)),
    ` ${[what, to.join("、")].filter(Boolean).join(" → ")}`,
    late > 0 && el("span", { class: "late" }, t("outbox.late_by", { time: lateWords(late) })),
    copies > 1 && el("span", { class: "twice" }, `×${copies}`),
  );
}

function lateWords(seconds) {
  if (seconds < 90) return t("outbox.seconds", { count: Math.round(seconds) });
  if (seconds < 5400) return t("outbox.minutes", { count: Math.round(seconds / 60) });
  return t("outbox.hours", { count: (seconds / 3600).toFixed(1) });
}
