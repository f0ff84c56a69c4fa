/** Where a person writes: words, commands, files, a place, their business card; in reply to, or in place of, a message. */

import { Attachments } from "./attachments.js";
import { Completion } from "./completion.js";
import { el, icon, iconButton } from "./dom.js";
import { summary } from "./media.js";
import { attempt } from "./notices.js";
import { openMenu } from "./popup.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Upload} Upload */

/**
 * What a composer can do.
 *
 * @typedef {object} Hands
 * @property {() => import("./types.js").Command[]} commands
 * @property {(text: string, replyTo: Message|null) => Promise<unknown>} say
 * @property {(message: Message, text: string) => Promise<unknown>} edit
 * @property {(uploads: Upload[], caption: string, replyTo: Message|null) => Promise<unknown>} send
 * @property {() => void} sendPlace
 * @property {() => void} shareContact
 * @property {() => void} toggleKeyboard
 */

const MOST_ROWS = 5;

export class Composer {
  /** @type {{message: Message, editing: boolean}|null} */
  #about = null;

  /** @param {Hands} hands */
  constructor(hands) {
    this.hands = hands;
    this.input = el("textarea", { rows: 1, class: "words", "aria-label": t("composer.words"), placeholder: t("composer.words"), dir: "auto" });
    this.attachments = new Attachments(() => this.#refresh());
    this.completion = new Completion(this.input, hands.commands, (command) => this.#sayCommand(command));
    this.chooser = el("input", { type: "file", multiple: true, class: "unseen", tabindex: -1, "aria-label": t("composer.files") });
    this.aboutBar = el("div", { class: "about", hidden: true });
    this.keyboardButton = iconButton("keyboard", t("composer.keyboard"), hands.toggleKeyboard, { class: "keyboard-button" });
    const attach = iconButton("attach", t("composer.attach"), () => this.#openAttach(attach), { "aria-haspopup": "menu" });
    const menu = iconButton("commands", t("composer.commands"), () => this.#offerCommands());
    this.sendButton = el("button", { type: "submit", class: "icon-button send", "aria-label": t("composer.send"), title: t("composer.send") }, icon("send"));
    const line = el("div", { class: "line" }, menu, this.input, this.keyboardButton, attach, this.sendButton);
    this.form = el("form", { class: "composer" }, this.completion.list, this.aboutBar, this.attachments.box, line, this.chooser);
    this.#listen();
    this.#refresh();
  }

  /** Begins a reply. @param {Message} message */
  reply(message) {
    this.#set({ message, editing: false });
  }

  /** Begins a change of an own message. @param {Message} message */
  edit(message) {
    this.#set({ message, editing: true });
    this.input.value = message.text;
    this.#refresh();
  }

  /** Puts words in, to be sent by whoever reads them. @param {string} words */
  fill(words) {
    this.input.value = words;
    this.#refresh();
    this.input.focus();
  }

  clear() {
    this.input.value = "";
    this.attachments.clear();
    this.completion.close();
    this.#set(null);
  }

  /** @param {string|null} words what the bot would like to see written here */
  setPlaceholder(words) {
    this.input.placeholder = words || t("composer.words");
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener("input", () => {
      this.completion.refresh();
      this.#refresh();
    });
    this.input.addEventListener("blur", () => this.completion.close());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("paste", (event) => {
      const { files } = event.clipboardData;
      if (files.length === 0) return;
      event.preventDefault();
      this.attachments.add(files);
    });
    this.chooser.addEventListener("change", () => {
      this.attachments.add(this.chooser.files);
      this.chooser.value = "";
      this.input.focus();
    });
  }

  #key(event) {
    if (event.isComposing || this.completion.handle(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && this.#about) {
      event.stopPropagation();
      this.#leaveAbout();
    }
  }

  async #submit() {
    const text = this.input.value.trim();
    const about = this.#about;
    if (!text && this.attachments.isEmpty) return;
    const uploads = (await attempt(this.attachments.uploads())) ?? [];
    this.clear();
    const done = about?.editing ? await this.hands.edit(about.message, text) : await this.#send(text, uploads, about?.message ?? null);
    if (!done && !this.input.value) this.fill(text); // refused: nobody has to type it again
  }

  async #send(text, uploads, replyTo) {
    if (uploads.length === 0) return this.hands.say(text, replyTo);
    let done = true;
    for (const [at, album] of uploads.entries()) {
      const sent = await this.hands.send(album, at === 0 ? text : "", replyTo);
      done = done && Boolean(sent);
    }
    return done;
  }

  #sayCommand(command) {
    this.clear();
    this.hands.say(command, null);
  }

  #offerCommands() {
    this.input.focus();
    this.input.value = "/";
    this.completion.refresh();
    this.#refresh();
  }

  #openAttach(opener) {
    openMenu(opener, t("composer.attach"), [
      { label: t("composer.choose_photo"), run: () => this.#choose("image/*,video/mp4") },
      { label: t("composer.choose_file"), run: () => this.#choose("") },
      { label: t("composer.send_place"), run: this.hands.sendPlace },
      { label: t("composer.share_contact"), run: this.hands.shareContact },
    ]);
  }

  #choose(accept) {
    this.chooser.accept = accept;
    this.chooser.click();
  }

  #set(about) {
    this.#about = about;
    this.aboutBar.hidden = about === null;
    this.aboutBar.replaceChildren();
    if (about === null) return;
    const title = about.editing ? t("composer.editing") : t("composer.replying", { name: about.message.from.name });
    this.aboutBar.append(
      icon(about.editing ? "edit" : "reply"),
      el("span", { class: "about-words" }, el("strong", {}, title), el("span", {}, summary(about.message))),
      iconButton("close", t("composer.leave"), () => this.#leaveAbout()),
    );
    this.input.focus();
  }

  #leaveAbout() {
    if (this.#about.editing) this.input.value = "";
    this.#set(null);
    this.#refresh();
  }

  #refresh() {
    // Where the browser cannot make it as high as its content.
    this.input.rows = Math.min(MOST_ROWS, this.input.value.split("\n").length);
    this.sendButton.disabled = !this.input.value.trim() && this.attachments.isEmpty;
  }
}
