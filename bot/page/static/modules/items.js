/** Messages as the items of a list: an album is one item, and the first of a day says which day begins. */

import { dayWords } from "./time.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Message} Message */

export class Items {
  /** @type {Map<number, Item>} */
  #known = new Map();

  /**
   * The items of a chat; one that is as before is the same object as before.
   *
   * @param {Message[]} messages oldest first
   * @returns {Item[]}
   */
  from(messages) {
    const known = new Map();
    const items = [];
    let lastDay = "";
    for (const group of grouped(messages)) {
      const day = dayWords(group[0].at);
      const item = this.#item(group, day === lastDay ? null : day);
      lastDay = day;
      known.set(item.key, item);
      items.push(item);
    }
    this.#known = known;
    return items;
  }

  #item(messages, day) {
    const key = messages[0].id;
    const before = this.#known.get(key);
    const same =
      before?.day === day &&
      before.messages.length === messages.length &&
      before.messages.every((message, at) => message === messages[at]);
    return same ? before : { key, messages, day };
  }
}

function* grouped(messages) {
  let group = [];
  for (const message of messages) {
    if (group.length > 0 && (message.album === null || message.album !== group[0].album)) {
      yield group;
      group = [];
    }
    group.push(message);
  }
  if (group.length > 0) yield group;
}
