/** What the page knows. Events come in by `apply`; who shows something hears of it by topic. */

import { readMessages, readState } from "./api.js";
import { Chats } from "./chats.js";

/** @typedef {import("./types.js").Phone} Phone */
/** @typedef {"people"|"groups"|"phones"|"bot"|"clock"|"faults"|"outbox"|"call"|"toast"|"news"|"chat"|"loaded"} Topic */

const CALLS_KEPT = 300;
const TYPING_MS = 5000;

export class Store {
  constructor() {
    this.seq = 0;
    /** @type {Map<number, import("./types.js").Person>} */
    this.people = new Map();
    /** @type {Map<number, import("./types.js").Group>} */
    this.groups = new Map();
    /** @type {Phone[]} */
    this.phones = [];
    /** @type {import("./types.js").Bot} */
    this.bot = { id: 0, name: "", username: "", running: false, starting: false, log: [], commands: [] };
    /** @type {import("./types.js").Fault[]} */
    this.faults = [];
    /** @type {import("./types.js").Outbox|null} */
    this.outbox = null;
    /** @type {import("./types.js").Call[]} */
    this.calls = [];
    /** The bot's time, and when by the page's own clock it was so. */
    this.clock = { now: Date.now(), readAt: Date.now() };
    this.chats = new Chats(readMessages, (id) => this.#tell("chat", id));
    /** @type {Map<Topic, Set<(detail: any) => void>>} */
    this.listeners = new Map();
  }

  /**
   * Hears of a topic. `chat` comes with a chat's id, `news` with a new message, `toast` and `call` with the event.
   *
   * @param {Topic} topic
   * @param {(detail: any) => void} listener
   */
  on(topic, listener) {
    if (!this.listeners.has(topic)) this.listeners.set(topic, new Set());
    this.listeners.get(topic).add(listener);
  }

  /** Reads all anew: at the start, and when too much was missed. */
  async load() {
    const state = await readState();
    this.seq = state.seq;
    this.people = new Map(state.people.map((person) => [person.id, person]));
    this.groups = new Map(state.groups.map((group) => [group.id, group]));
    this.bot = state.bot;
    this.faults = state.faults;
    this.outbox = state.outbox;
    this.#setClock(state.now);
    const kept = this.phones.filter((phone) => this.#exists(phone));
    const phones = kept.length === state.phones.length ? kept : state.phones;
    this.phones = state.groups.reduce((seen, group) => seen.map((phone) => seenByMember(phone, group)), phones);
    for (const topic of ["people", "groups", "phones", "bot", "clock", "faults", "outbox"]) this.#tell(topic);
    await this.chats.reload();
    this.#tell("loaded");
  }

  /** Puts somebody, or a group, into a phone. @param {number} index @param {Phone} phone */
  putIntoPhone(index, phone) {
    this.phones = this.phones.map((old, at) => (at === index ? phone : old));
    this.#tell("phones");
  }

  /** The bot's time now. */
  now() {
    return this.clock.now + Date.now() - this.clock.readAt;
  }

  /** Takes an event in; one that came before is left. @param {any} event */
  apply(event) {
    if (event.type === "reset") {
      this.load().catch(() => setTimeout(() => this.apply(event), 1000));
      return;
    }
    if (event.seq <= this.seq) return;
    this.seq = event.seq;
    this.#takers[event.type]?.(event);
  }

  #takers = {
    message: ({ chat, message }) => {
      if (message.from.bot) this.chats.setTyping(chat, 0);
      this.chats.put(chat, message);
      this.#tell("news", message);
    },
    edited: ({ chat, message }) => this.chats.put(chat, message),
    deleted: ({ chat, id }) => this.chats.remove(chat, id),
    keyboard: ({ chat, ...keyboard }) => this.chats.setKeyboard(chat, keyboard),
    typing: ({ chat }) => this.chats.setTyping(chat, Date.now() + TYPING_MS),
    toast: (event) => event.text && this.#tell("toast", event),
    person: (person) => {
      this.people.set(person.id, person);
      this.#tell("people");
    },
    group: (group) => {
      this.groups.set(group.id, group);
      this.phones = this.phones.map((phone) => seenByMember(phone, group));
      this.#tell("groups");
    },
    clock: ({ now }) => {
      this.#setClock(now);
      this.#tell("clock");
    },
    bot: (bot) => {
      this.bot = { ...this.bot, ...bot };
      this.#tell("bot");
    },
    commands: ({ commands }) => {
      this.bot = { ...this.bot, commands };
    },
    faults: ({ active }) => {
      this.faults = active;
      this.#tell("faults");
    },
    outbox: (event) => {
      this.outbox = event;
      this.#tell("outbox");
    },
    call: (event) => {
      this.calls = [...this.calls.slice(1 - CALLS_KEPT), event];
      this.#tell("call", event);
    },
  };

  #exists(phone) {
    return "group" in phone ? this.groups.has(phone.group) && this.people.has(phone.as) : this.people.has(phone.person);
  }

  #setClock(now) {
    this.clock = { now: Date.parse(now), readAt: Date.now() };
  }

  #tell(topic, detail) {
    for (const listener of this.listeners.get(topic) ?? []) listener(detail);
  }
}

/** A phone that shows the group to somebody who has left it goes to the next of its members. */
function seenByMember(phone, { id, members }) {
  const isLost = phone.group === id && members.length > 0 && !members.includes(phone.as);
  return isLost ? { group: id, as: members[0] } : phone;
}
