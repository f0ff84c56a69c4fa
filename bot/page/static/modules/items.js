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
    let lastDate = "";
    for (const group of grouped(messages)) {
      const item = this.#item(group, lastDate);
      lastDate = item.date;
      known.set(item.key, item);
      items.push(item);
    }
    this.#known = known;
    return items;
  }

  #item(messages, lastDate) {
    const key = messages[0].id;
    const before = this.#known.get(key);
    // A date costs more than all else here, and is that of the first message for ever.
    const date = before?.date ?? dayWords(messages[0].at);
    const beginsDay = date !== lastDate;
    const same =
      before?.beginsDay === beginsDay &&
      before.messages.length === messages.length &&
      before.messages.every((message, at) => message === messages[at]);
    return same ? before : { key, messages, date, beginsDay };
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
