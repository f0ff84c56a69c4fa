/** Makes elements. Text only ever becomes a text node, so no name and no message can become markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with its attributes, listeners and children.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `on` holds listeners by event; true sets an empty attribute, and
 *   false, null and undefined leave it out
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function el(tag, { on = {}, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, String(value));
  }
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  made.append(...children.filter((child) => child != null && child !== false));
  return made;
}

/**
 * A button that says what it does.
 *
 * @param {string} label
 * @param {(event: Event) => void} onClick
 * @param {Record<string, unknown>} [attributes]
 */
export function button(label, onClick, attributes = {}) {
  return el("button", { type: "button", ...attributes, on: { click: onClick } }, label);
}

/**
 * A button that shows a sign and is read as words.
 *
 * @param {string} sign its name in icons.svg
 * @param {string} label
 * @param {(event: Event) => void} onClick
 * @param {Record<string, unknown>} [attributes]
 */
export function iconButton(sign, label, onClick, attributes = {}) {
  const all = { type: "button", "aria-label": label, title: label, ...attributes };
  return el("button", { ...all, class: `icon-button ${attributes.class ?? ""}`, on: { click: onClick } }, icon(sign));
}

/** @param {string} sign its name in icons.svg */
export function icon(sign) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/static/icons.svg#${sign}`);
  svg.append(use);
  return svg;
}

let lastNumber = 0;

/** An id that no other element has: what labels and what they label refer to. */
export function newId(prefix) {
  lastNumber += 1;
  return `${prefix}-${lastNumber}`;
}
