/** The round sign of somebody: their first character, in a colour of their own. */

import { el } from "./dom.js";

const COLOURS = 7;

/** @param {{id: number, name: string}} who */
export function avatar({ id, name }) {
  return el("span", { class: `avatar colour-${colourOf(id)}`, "aria-hidden": "true" }, initial(name));
}

/** @param {number} id */
export const colourOf = (id) => Math.abs(id) % COLOURS;

/** @param {string} name */
export const initial = (name) => [...name.trim()][0] ?? "?";
