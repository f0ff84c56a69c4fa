/** The first minute: three steps, what to press next lights up, and each step ends by what really happened. */

import { button, el, iconButton } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./phone.js").Phone} Phone */

const CLOSED = "zhuqi.guide.closed";
const LOOK_EVERY_MS = 500;
const LOOK_BACK = 8;
const WAITS_FOR_WORDS = "取消";
const [CONTACT, OFFICER] = [0, 1];
const NUMBER = /^\d{6}-\d{3}$/;

/**
 * A step: in which phone; which buttons lead on, the nearest to the goal first; which key of the menu leads to them
 * where they are out of sight, or null where one begins by writing; what may be written; and the button whose coming
 * shows that it is done.
 */
const STEPS = [
  {
    phone: CONTACT,
    words: "guide.report",
    keys: ["提交", "同意"],
    menu: null,
    example: "guide.problem",
    done: { phone: OFFICER, key: "签收" },
  },
  {
    phone: OFFICER,
    words: "guide.handle",
    keys: ["提交", "已解决", "签收", "办结", NUMBER],
    menu: "待办",
    example: "guide.solution",
    done: { phone: CONTACT, key: "没解决" },
  },
  {
    phone: CONTACT,
    words: "guide.confirm",
    keys: ["已解决", NUMBER],
    menu: "我的问题",
    example: null,
    done: { phone: CONTACT, key: "基本满意" },
  },
];

export class Guide {
  #step = 0;
  #open = localStorage.getItem(CLOSED) === null;
  /** @type {Element|null} */
  #lit = null;

  /**
   * @param {Store} store
   * @param {HTMLElement} root
   * @param {Phone[]} phones
   * @param {{onToggle: (open: boolean) => void, onPhone: (index: number) => void}} how onPhone: this phone is to be seen now
   */
  constructor(store, root, phones, { onToggle, onPhone }) {
    this.root = root;
    this.phones = phones;
    this.onToggle = onToggle;
    this.onPhone = onPhone;
    this.steps = el("ol", { class: "steps" }, ...["guide.step_report", "guide.step_handle", "guide.step_confirm"].map((key) => el("li", {}, t(key))));
    this.words = el("p", { class: "guide-words", role: "status" });
    this.fill = button("", () => this.#fillIn(), { class: "primary" });
    this.again = button(t("guide.again"), () => {
      this.onPhone(STEPS[0].phone);
      this.#begin();
    });
    root.setAttribute("aria-label", t("guide.title"));
    root.append(this.steps, this.words, this.fill, this.again, iconButton("close", t("guide.close"), () => this.toggle(false)));
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    store.on("loaded", () => this.#begin());
    setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Opens or closes it; that it was closed is remembered. @param {boolean} [open] */
  toggle(open = !this.#open) {
    this.#open = open;
    if (open) localStorage.removeItem(CLOSED);
    else localStorage.setItem(CLOSED, "1");
    if (open && this.#step >= STEPS.length) this.#step = 0;
    this.show();
  }

  /** Shows where the story stands. */
  show() {
    this.root.hidden = !this.#open;
    this.onToggle(this.#open);
    [...this.steps.children].forEach((step, at) => {
      step.className = at < this.#step ? "past" : "";
      if (at === this.#step) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    const step = STEPS[this.#step];
    const words = t(step?.words ?? "guide.done");
    if (this.words.textContent !== words) this.words.textContent = words;
    this.again.hidden = Boolean(step);
    this.#look();
  }

  #begin() {
    this.#step = 0;
    this.show();
  }

  #look() {
    if (!this.#open) return this.#light(null);
    const step = STEPS[this.#step];
    if (step && this.#isDone(step)) return this.#goOn();
    const key = step ? this.#newest(step.phone, [...step.keys, WAITS_FOR_WORDS]) : null;
    const writes = step?.example && (key ? says(key, WAITS_FOR_WORDS) : step.menu === null);
    this.fill.hidden = !writes;
    if (writes) this.fill.textContent = t("guide.fill", { words: t(step.example) });
    return this.#light(step ? this.#target(step, writes ? null : key) : null);
  }

  /** Whether the button has come that ends a step; where the step's own button came after it, another round began. */
  #isDone({ phone, keys, done }) {
    const found = this.#newest(done.phone, phone === done.phone ? [done.key, ...keys] : [done.key]);
    return found !== null && says(found, done.key);
  }

  #goOn() {
    this.#step += 1;
    const next = STEPS[this.#step];
    if (next) this.onPhone(next.phone);
    this.show();
  }

  /** What lights up: the button, or else the menu that leads to it, or where to write, or first to begin. */
  #target({ phone, menu }, key) {
    if (key) return key;
    const { root, composer } = this.phones[phone];
    const open = [...root.querySelectorAll(".reply-key")].find((one) => menu && says(one, menu));
    const write = composer.input.value ? composer.sendButton : composer.input;
    return root.querySelector(".offer") ?? (this.fill.hidden && open ? open : write);
  }

  #light(target) {
    if (this.#lit !== target) this.#lit?.classList.remove("lit");
    target?.classList.add("lit");
    this.#lit = target;
  }

  /** The newest button with one of these words that is to be seen in a phone. */
  #newest(index, words) {
    const { box } = this.phones[index].list;
    const articles = [...box.querySelectorAll("article")].slice(-LOOK_BACK).reverse();
    for (const article of articles) {
      const keys = [...article.querySelectorAll(".inline-key")];
      for (const word of words) {
        const found = keys.find((key) => says(key, word));
        if (found) return found;
      }
    }
    return null;
  }

  #fillIn() {
    const step = STEPS[this.#step];
    this.onPhone(step.phone);
    this.phones[step.phone].composer.fill(t(step.example));
  }
}

/** Whether a button says a word, signs before it aside; or something of a form. */
function says({ textContent }, word) {
  return word instanceof RegExp ? word.test(textContent) : textContent.replace(/^[^\p{L}]+/u, "") === word;
}
