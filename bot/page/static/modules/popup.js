/** A small menu beside what opened it: arrows move, Escape and a press elsewhere close. */

import { el } from "./dom.js";

/** @typedef {{label: string, run: () => void}} Choice */

/** @type {(() => void)|null} */
let closeLast = null;

/**
 * @param {HTMLElement} opener
 * @param {string} label what the menu is for
 * @param {Choice[]} choices
 */
export function openMenu(opener, label, choices) {
  closeLast?.();
  const menu = el("div", { class: "popup", role: "menu", "aria-label": label, popover: "auto" });
  const close = () => menu.hidePopover();
  for (const { label: words, run } of choices) {
    const choose = () => {
      close();
      run();
    };
    menu.append(el("button", { type: "button", role: "menuitem", on: { click: choose } }, words));
  }
  menu.addEventListener("keydown", (event) => move(menu, event));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    opener.setAttribute("aria-expanded", "false");
    if (inside && opener.isConnected) opener.focus({ preventScroll: true });
  });
  document.body.append(menu);
  menu.showPopover();
  opener.setAttribute("aria-expanded", "true");
  placeBeside(menu, opener);
  menu.querySelector("button").focus();
  closeLast = close;
}

function move(menu, event) {
  const choices = [...menu.querySelectorAll("button")];
  const at = choices.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: choices.length - 1 };
  if (event.key === "Tab") menu.hidePopover();
  if (!(event.key in steps)) return;
  event.preventDefault();
  choices.at(steps[event.key] % choices.length).focus();
}

function placeBeside(menu, opener) {
  const { left, right, top, bottom } = opener.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const x = left + width < innerWidth - 8 ? left : right - width;
  const y = bottom + height < innerHeight - 8 ? bottom + 4 : top - height - 4;
  menu.style.left = `${Math.max(8, x)}px`;
  menu.style.top = `${Math.max(8, y)}px`;
}
