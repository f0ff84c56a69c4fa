/**
 * A list of which only what is seen is in the document. Heights are measured as they are shown and guessed before;
 * what the reader looks at stays where it is while heights become known, older items come in, or the width changes,
 * and at the bottom the list follows what is new.
 */

import { el } from "./dom.js";

const BEYOND_PX = 600;
const GUESSED_PX = 72;
const AT_BOTTOM_PX = 40;
const MOST_ROUNDS = 4;
const NEAR_TOP = 10; // items

/** @typedef {import("./types.js").Item} Item */

export class VirtualList {
  /** @type {Item[]} */
  #items = [];
  /** @type {Map<number, number>} */
  #heights = new Map();
  /** Where each item begins, and at last where all end. */
  #offsets = [0];
  /** What is in the document, by key. @type {Map<number, {node: HTMLElement, item: Item}>} */
  #shown = new Map();
  #before = el("div", { "aria-hidden": "true" });
  #after = el("div", { "aria-hidden": "true" });
  #atBottom = true;
  #lastTop = 0;
  #width = 0;

  /**
   * @param {HTMLElement} box what scrolls
   * @param {object} how
   * @param {(item: Item, position: number) => HTMLElement} how.draw
   * @param {() => void} how.onTop the oldest items are near
   * @param {(atBottom: boolean) => void} how.onScroll
   */
  constructor(box, { draw, onTop, onScroll }) {
    this.box = box;
    this.draw = draw;
    this.onTop = onTop;
    this.onScroll = onScroll;
    box.append(this.#before, this.#after);
    box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.sizes = new ResizeObserver((entries) => this.#resized(entries));
    this.sizes.observe(box);
  }

  get atBottom() {
    return this.#atBottom;
  }

  /** Shows these; an item that is another object than before under its key is drawn anew. @param {Item[]} items */
  show(items) {
    const anchor = this.#anchor();
    this.#items = items;
    this.#measureOffsets();
    this.#settle(anchor);
  }

  /** Forgets all: another chat comes. */
  clear() {
    this.#heights.clear();
    for (const key of [...this.#shown.keys()]) this.#drop(key);
    this.#atBottom = true;
    this.show([]);
  }

  toBottom() {
    this.#atBottom = true;
    this.#settle(null);
    this.onScroll(true);
  }

  /** Brings an item into the middle; null where there is none. @param {number} key @returns {HTMLElement|null} */
  reveal(key) {
    const index = this.#items.findIndex((item) => item.key === key);
    if (index < 0) return null;
    this.#atBottom = false;
    this.#settle({ key, top: Math.max(0, (this.box.clientHeight - (this.#heights.get(key) ?? GUESSED_PX)) / 2) });
    this.#atBottom = this.#isAtBottom();
    this.onScroll(this.#atBottom);
    return this.#shown.get(key)?.node ?? null;
  }

  /** The key of the item before or after one. @param {number} key @param {number} step @returns {number|undefined} */
  neighbour(key, step) {
    return this.#items[this.#items.findIndex((item) => item.key === key) + step]?.key;
  }

  #scrolled() {
    // What grows below the reader is no scrolling up.
    const down = this.box.scrollTop >= this.#lastTop - 1;
    this.#atBottom = this.#isAtBottom() || (this.#atBottom && down);
    this.#settle(this.#anchor());
    this.onScroll(this.#atBottom);
  }

  #resized(entries) {
    const anchor = this.#anchor();
    if (this.box.clientWidth !== this.#width) {
      this.#width = this.box.clientWidth;
      this.#heights.clear();
    }
    if (entries.length > 0) this.#settle(anchor);
  }

  #isAtBottom() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < AT_BOTTOM_PX;
  }

  /** The first item that is seen, and where; null to stay at the bottom. */
  #anchor() {
    if (this.#atBottom || this.#items.length === 0) return null;
    const index = this.#indexAt(this.box.scrollTop);
    return { key: this.#items[index].key, top: this.#offsets[index] - this.box.scrollTop };
  }

  /** Draws what is to be seen until its measured heights no longer move it. */
  #settle(anchor) {
    if (this.box.clientHeight === 0) return;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const top = this.#topFor(anchor);
      const first = this.#indexAt(top - BEYOND_PX);
      const end = Math.min(this.#items.length, this.#indexAt(top + this.box.clientHeight + BEYOND_PX) + 1);
      this.#place(first, end);
      const moved = this.#measure();
      this.#spread(first, end);
      if (!moved) break;
    }
    const top = this.#topFor(anchor);
    if (Math.abs(this.box.scrollTop - top) >= 1) this.box.scrollTop = top;
    this.#lastTop = this.box.scrollTop;
    if (this.#items.length > 0 && this.#indexAt(top) < NEAR_TOP) this.onTop();
  }

  #topFor(anchor) {
    const total = this.#offsets.at(-1);
    const lowest = Math.max(0, total - this.box.clientHeight);
    if (anchor === null) return lowest;
    const index = this.#items.findIndex((item) => item.key === anchor.key);
    return index < 0 ? Math.min(this.box.scrollTop, lowest) : Math.max(0, Math.min(this.#offsets[index] - anchor.top, lowest));
  }

  #place(first, end) {
    const wanted = this.#items.slice(first, end);
    const keys = new Set(wanted.map((item) => item.key));
    for (const key of [...this.#shown.keys()]) if (!keys.has(key)) this.#drop(key);
    let previous = this.#before;
    wanted.forEach((item, at) => {
      const node = this.#node(item, first + at);
      if (previous.nextElementSibling !== node) previous.after(node);
      node.setAttribute("aria-posinset", String(first + at + 1));
      node.setAttribute("aria-setsize", String(this.#items.length));
      previous = node;
    });
  }

  #node(item, position) {
    const known = this.#shown.get(item.key);
    if (known?.item === item) return known.node;
    const node = this.draw(item, position);
    this.sizes.observe(node);
    if (known) this.#replace(known.node, node);
    this.#shown.set(item.key, { node, item });
    return node;
  }

  /** An item changes in its place: who was in it by keyboard stays in it. */
  #replace(old, node) {
    const focused = old.contains(document.activeElement);
    this.sizes.unobserve(old);
    old.replaceWith(node);
    if (focused) (node.querySelector(".inline-key") ?? node).focus({ preventScroll: true });
  }

  #drop(key) {
    const { node } = this.#shown.get(key);
    if (node.contains(document.activeElement)) this.box.focus({ preventScroll: true });
    this.sizes.unobserve(node);
    node.remove();
    this.#shown.delete(key);
  }

  /** Takes down the heights of what is shown; whether any was other than thought. */
  #measure() {
    let moved = false;
    for (const [key, { node }] of this.#shown) {
      const height = node.getBoundingClientRect().height;
      if (Math.abs((this.#heights.get(key) ?? -1) - height) < 0.5) continue;
      this.#heights.set(key, height);
      moved = true;
    }
    if (moved) this.#measureOffsets();
    return moved;
  }

  #measureOffsets() {
    const offsets = new Array(this.#items.length + 1);
    offsets[0] = 0;
    this.#items.forEach((item, index) => {
      offsets[index + 1] = offsets[index] + (this.#heights.get(item.key) ?? GUESSED_PX);
    });
    this.#offsets = offsets;
  }

  #spread(first, end) {
    this.#before.style.height = `${this.#offsets[first]}px`;
    this.#after.style.height = `${this.#offsets.at(-1) - this.#offsets[end]}px`;
  }

  /** The item at a height: the first where it is above all, the last where it is below. */
  #indexAt(height) {
    let low = 0;
    let high = Math.max(0, this.#items.length - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#offsets[middle] <= height) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
