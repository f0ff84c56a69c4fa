/** The answer of a pressed button: a toast that goes by itself, or an alert that waits for 知道了. */

import { button, el, newId } from "./dom.js";
import { t } from "./words.js";

const SHOWN_MS = 4000;

/**
 * @param {HTMLElement} phone
 * @param {string} words
 * @param {boolean} isAlert
 */
export function answer(phone, words, isAlert) {
  if (isAlert) alert(phone, words);
  else toast(phone, words);
}

function toast(phone, words) {
  const made = el("div", { class: "toast", "data-testid": "toast" }, words);
  phone.querySelector(".toasts").append(made);
  setTimeout(() => made.remove(), SHOWN_MS);
}

function alert(phone, words) {
  const id = newId("alert");
  const before = phone.contains(document.activeElement) ? document.activeElement : null;
  const close = () => {
    cover.remove();
    if (before?.isConnected) before.focus({ preventScroll: true });
  };
  const done = button(t("alert.close"), close, { class: "primary" });
  const box = el("div", { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-labelledby": id }, el("p", { id }, words), done);
  const cover = el("div", { class: "cover" }, box);
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Tab") event.preventDefault(); // there is nothing else to go to
  });
  phone.append(cover);
  if (before) done.focus();
}
