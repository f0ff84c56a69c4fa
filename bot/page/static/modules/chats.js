/** The chats that were opened, with their messages in order: a page of the newest, then whatever is read or happens. */

/** @typedef {import("./types.js").Chat} Chat */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Keyboard} Keyboard */

export class Chats {
  /** @type {Map<number, Chat>} */
  #chats = new Map();
  /** What was deleted while a page was on its way must not come back with it. @type {Set<string>} */
  #deleted = new Set();
  #read;
  #tell;

  /**
   * @param {(chat: number, before?: number, limit?: number) => Promise<any>} read
   * @param {(chat: number) => void} tell is told which chat has changed
   */
  constructor(read, tell) {
    this.#read = read;
    this.#tell = tell;
  }

  /** A chat, read when it is first asked for. @param {number} id @returns {Chat} */
  open(id) {
    const found = this.#chats.get(id);
    if (found) return found;
    const chat = emptyChat(id);
    this.#chats.set(id, chat);
    this.#readNewest(chat);
    return chat;
  }

  /** Forgets what was read and reads the newest of each opened chat again. */
  async reload() {
    const opened = [...this.#chats.keys()];
    this.#deleted.clear();
    for (const id of opened) this.#chats.set(id, emptyChat(id));
    await Promise.all(opened.map((id) => this.#readNewest(this.#chats.get(id))));
  }

  /** Reads the page before the oldest message that is here; false where there is none. @param {number} id */
  async readOlder(id, limit = 200) {
    const chat = this.open(id);
    if (!chat.more || chat.reading) return false;
    chat.reading = true;
    try {
      const page = await this.#read(id, chat.messages[0]?.id, limit);
      this.#merge(chat, page.messages);
      chat.more = page.more && page.messages.length > 0;
    } finally {
      chat.reading = false;
    }
    this.#tell(id);
    return true;
  }

  /** A new or changed message. @param {number} id @param {Message} message */
  put(id, message) {
    const chat = this.#chats.get(id);
    if (!chat) return;
    const at = position(chat.messages, message.id);
    const known = chat.messages[at]?.id === message.id;
    if (!known && at === 0 && chat.more) return; // older than what is here: it comes with its page
    chat.messages = chat.messages.toSpliced(at, known ? 1 : 0, message);
    this.#tell(id);
  }

  /** @param {number} id @param {number} message */
  remove(id, message) {
    this.#deleted.add(`${id}/${message}`);
    const chat = this.#chats.get(id);
    if (!chat) return;
    chat.messages = chat.messages.filter((one) => one.id !== message);
    this.#tell(id);
  }

  /** @param {number} id @param {Keyboard} keyboard */
  setKeyboard(id, keyboard) {
    const chat = this.#chats.get(id);
    if (!chat) return;
    chat.keyboard = keyboard;
    this.#tell(id);
  }

  /** @param {number} id @param {number} until in the page's own milliseconds */
  setTyping(id, until) {
    const chat = this.#chats.get(id);
    if (!chat || chat.typingUntil === until) return;
    chat.typingUntil = until;
    this.#tell(id);
    if (until) setTimeout(() => this.#tell(id), until - Date.now());
  }

  async #readNewest(chat) {
    try {
      const page = await this.#read(chat.id);
      this.#merge(chat, page.messages);
      chat.more = page.more;
      chat.keyboard = page.keyboard;
    } catch {
      this.#chats.delete(chat.id); // whoever opens it next reads again
      return;
    }
    chat.loaded = true;
    this.#tell(chat.id);
  }

  /** Events may have overtaken the page: what they brought is newer. */
  #merge(chat, page) {
    const here = new Map(page.map((message) => [message.id, message]));
    for (const message of chat.messages) here.set(message.id, message);
    chat.messages = [...here.values()]
      .filter((message) => !this.#deleted.has(`${chat.id}/${message.id}`))
      .sort((one, other) => one.id - other.id);
  }
}

/** @returns {Chat & {reading: boolean}} */
function emptyChat(id) {
  const keyboard = { rows: null, placeholder: "" };
  return { id, messages: [], loaded: false, more: false, keyboard, typingUntil: 0, reading: false };
}

/** Where a message with this id is, or belongs. */
function position(messages, id) {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle].id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
