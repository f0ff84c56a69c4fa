/** What the page itself has to say, shown for a while; and what a screen reader is told of new messages. */

import { el } from "./dom.js";

const SHOWN_MS = 6000;
const SPOKEN_LINES = 20;

/** @param {string} words @param {"error"|"done"} [kind] */
export function notice(words, kind = "done") {
  const made = el("div", { class: `notice ${kind}` }, words);
  document.getElementById("notices").append(made);
  setTimeout(() => made.remove(), SHOWN_MS);
}

/** Runs what may be refused, and shows the words of the refusal. @param {Promise<any>} promise @returns {Promise<any>} */
export async function attempt(promise) {
  try {
    return await promise;
  } catch (error) {
    notice(error.message, "error");
    return null;
  }
}

/** Tells a screen reader. @param {string} words */
export function speak(words) {
  const spoken = document.getElementById("spoken");
  spoken.append(el("p", {}, words));
  while (spoken.childElementCount > SPOKEN_LINES) spoken.firstElementChild.remove();
}
