/** A phone: whose it is, the chat that it shows, and where its person writes. */

import { act } from "./api.js";
import { messageChoices, phoneChoices } from "./choices.js";
import { el, iconButton, newId } from "./dom.js";
import { takeDrops } from "./drop.js";
import { Foot } from "./foot.js";
import { Header } from "./header.js";
import { Items } from "./items.js";
import { VirtualList } from "./list.js";
import { drawItem } from "./message.js";
import { attempt } from "./notices.js";
import { openPeople } from "./people.js";
import { openMenu } from "./popup.js";
import { answer } from "./toast.js";
import { openPicture } from "./viewer.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./store.js").Store} Store */

/** The middle of the fictional zone: where people are when they send their place. */
const PLACE = { latitude: 43.8868, longitude: 125.3245 };
const FLASH_MS = 1600;

export class Phone {
  #chatId = 0;
  #reader = "";
  #items = new Items();
  #news = 0;

  /**
   * @param {Store} store
   * @param {number} index which of the phones
   * @param {string} title what it is for
   */
  constructor(store, index, title) {
    this.store = store;
    this.index = index;
    this.title = title;
    const pressKey = (row, column) => this.act("keyboard", { chat: this.#chatId, row, column });
    this.foot = new Foot(this.#composerHands(), pressKey);
    this.composer = this.foot.composer;
    this.header = new Header(title, {
      onChange: () => openPeople(store, index),
      choices: () => phoneChoices(this, store.phones[index]),
    });
    this.box = el("div", { class: "messages", role: "feed", tabindex: 0, lang: "zh-CN" });
    this.downCount = el("span", { class: "count" });
    this.down = iconButton("down", t("phone.to_bottom"), () => this.list.toBottom(), { class: "to-bottom", hidden: true });
    this.down.append(this.downCount);
    this.empty = el("p", { class: "empty", hidden: true }, t("phone.empty"));
    this.root = el(
      "section",
      { class: "phone", id: newId("phone"), "data-testid": `phone-${index}`, "data-phone": index },
      this.header.root,
      el("div", { class: "chat" }, this.box, this.empty, this.down, el("div", { class: "toasts", role: "status" })),
      this.foot.root,
      el("div", { class: "drop", "aria-hidden": "true" }, t("phone.drop")),
    );
    const hands = this.#messageHands();
    this.list = new VirtualList(this.box, {
      draw: (item) => drawItem(item, hands),
      onTop: () => attempt(store.chats.readOlder(this.#chatId)),
      onScroll: (atBottom) => this.#scrolled(atBottom),
    });
    takeDrops(this.root, (files) => {
      this.composer.attachments.add(files);
      this.composer.input.focus();
    });
    this.box.addEventListener("keydown", (event) => this.#walk(event));
  }

  /** Who acts here: whose phone it is, or as whom the group is seen; 0 where it is nobody's. */
  get me() {
    const place = this.store.phones[this.index];
    if (!place) return 0;
    return "group" in place ? place.as : place.person;
  }

  get chatId() {
    return this.#chatId;
  }

  get isGroup() {
    return "group" in (this.store.phones[this.index] ?? {});
  }

  /** Shows who is in it now. */
  refresh() {
    const place = this.store.phones[this.index];
    this.root.hidden = !place;
    if (!place) return;
    const chatId = "group" in place ? place.group : place.person;
    const reader = `${chatId}/${this.me}`;
    if (this.#reader !== reader) {
      this.#reader = reader;
      this.#chatId = chatId;
      this.#news = 0;
      this.#items = new Items();
      this.list.clear();
      this.composer.clear();
    }
    this.header.show({ id: chatId, name: this.name });
    this.root.setAttribute("aria-label", `${this.title}：${this.name}`);
    this.drawChat();
  }

  /** Shows the chat as it is now. */
  drawChat() {
    const chat = this.store.chats.open(this.#chatId);
    this.box.setAttribute("aria-label", t("phone.messages", { name: this.name }));
    this.box.setAttribute("aria-busy", String(!chat.loaded));
    this.empty.hidden = !chat.loaded || chat.messages.length > 0;
    this.list.show(this.#items.from(chat.messages));
    const isTyping = chat.typingUntil > Date.now();
    this.header.say(isTyping ? t("phone.typing") : this.subtitle, isTyping);
    this.#drawFoot(chat);
  }

  /** A message came. @param {Message} message */
  hear(message) {
    if (message.from.id === this.me) this.list.toBottom();
    else if (!this.list.atBottom) this.#countNews(this.#news + 1);
  }

  /** @param {{text: string, alert: boolean}} event */
  showAnswer(event) {
    answer(this.root, event.text, event.alert);
  }

  get name() {
    return this.isGroup ? this.store.groups.get(this.#chatId).title : this.store.people.get(this.#chatId).name;
  }

  get subtitle() {
    const person = this.store.people.get(this.me);
    if (this.isGroup) return t("phone.seen_by", { name: person.name, count: this.store.groups.get(this.#chatId).members.length });
    const role = person.role === this.title ? "" : person.role;
    return [role, person.enterprise].filter(Boolean).join(" · ") || t("people.stranger");
  }

  /** Does something as the person of this phone. @param {string} what @param {object} [more] */
  act(what, more) {
    return attempt(act(this.me, what, more));
  }

  /** Where an act takes place: named only where it is no private chat. */
  get place() {
    return this.isGroup ? { chat: this.#chatId } : {};
  }

  #drawFoot(chat) {
    const { blocked } = this.store.people.get(this.me);
    if (!this.isGroup && blocked) this.foot.offer(t("phone.unblock"), () => this.act("unblock"));
    else if (!this.isGroup && chat.loaded && chat.messages.length === 0) this.foot.offer(t("phone.start"), () => this.act("start"));
    else this.foot.write(chat.keyboard, this.#reader);
  }

  #scrolled(atBottom) {
    this.down.hidden = atBottom;
    if (atBottom) this.#countNews(0);
  }

  #countNews(count) {
    this.#news = count;
    this.downCount.textContent = count ? String(count) : "";
    this.down.setAttribute("aria-label", count ? t("phone.news", { count }) : t("phone.to_bottom"));
  }

  async #jump(id) {
    let found = this.list.reveal(this.#keyOf(id));
    while (!found && (await attempt(this.store.chats.readOlder(this.#chatId)))) found = this.list.reveal(this.#keyOf(id));
    if (!found) return;
    found.classList.add("flash");
    found.focus({ preventScroll: true });
    setTimeout(() => found.classList.remove("flash"), FLASH_MS);
  }

  /** The item in which a message is: an album's has the id of its first. */
  #keyOf(id) {
    const { messages } = this.store.chats.open(this.#chatId);
    const album = messages.find((message) => message.id === id)?.album;
    return album ? messages.find((message) => message.album === album).id : id;
  }

  #messageHands() {
    const phone = this;
    return {
      me: () => this.me,
      get isGroup() {
        return phone.isGroup;
      },
      press: (message, row, column) => this.act("press", { chat: message.chat, message: message.id, row, column }),
      jump: (id) => this.#jump(id),
      say: (words) => this.act("say", { text: words, ...this.place }),
      open: openPicture,
      menu: (message, near) => openMenu(near, t("message.actions"), messageChoices(this, message)),
    };
  }

  #composerHands() {
    const reply = (message) => (message ? { reply_to: message.id } : {});
    return {
      commands: () => this.store.bot.commands,
      say: (text, to) => this.act("say", { text, ...this.place, ...reply(to) }),
      edit: (message, text) => this.act("edit", { chat: message.chat, message: message.id, text }),
      send: (files, caption, to) => {
        const where = { caption, ...this.place, ...reply(to) };
        return files.length === 1 ? this.act("file", { ...files[0], ...where }) : this.act("album", { files, ...where });
      },
      sendPlace: () => this.act("location", { ...PLACE, ...this.place }),
      shareContact: () => this.act("share_contact", this.place),
    };
  }

  /** Arrows walk from message to message once one has the focus. */
  #walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    const { target } = event;
    const from = target === this.box ? null : target.closest("article");
    if (target !== this.box && target !== from) return;
    event.preventDefault();
    const last = this.box.querySelector("article:last-of-type");
    const key = from ? this.list.neighbour(Number(from.dataset.message), step) : Number(last?.dataset.message);
    if (key === undefined) return;
    const near = this.box.querySelector(`article[data-message="${key}"]`) ?? this.list.reveal(key);
    near?.focus({ preventScroll: true });
    near?.scrollIntoView({ block: "nearest" });
  }
}
