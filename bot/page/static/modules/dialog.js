/** Windows over the page. The browser keeps the focus inside, closes them on Escape and puts the focus back. */

import { el, iconButton, newId } from "./dom.js";
import { t } from "./words.js";

/**
 * @param {string} title
 * @param {(close: () => void) => (Node|string)[]} fill what is in it
 * @param {string} [kind] a class for its looks
 */
export function openDialog(title, fill, kind = "") {
  const id = newId("title");
  const dialog = el("dialog", { class: `dialog ${kind}`, "aria-labelledby": id });
  const close = () => dialog.close();
  dialog.append(
    el("header", {}, el("h2", { id }, title), iconButton("close", t("close"), close)),
    el("div", { class: "dialog-body" }, ...fill(close)),
  );
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * A field with its label.
 *
 * @param {string} label
 * @param {Record<string, unknown>} attributes of the input
 */
export function field(label, attributes) {
  const input = el("input", attributes);
  return { input, row: el("label", { class: "field" }, el("span", {}, label), input) };
}
