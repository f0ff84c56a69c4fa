/** The bot's commands, offered while one is typed. */

import { el, newId } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Command} Command */

export class Completion {
  /** @type {Command[]} */
  #found = [];
  #chosen = -1;

  /**
   * @param {HTMLTextAreaElement} input
   * @param {() => Command[]} commands
   * @param {(command: string) => void} onChoose
   */
  constructor(input, commands, onChoose) {
    this.input = input;
    this.commands = commands;
    this.onChoose = onChoose;
    this.list = el("ul", { id: newId("commands"), class: "completion", role: "listbox", "aria-label": t("composer.commands"), hidden: true });
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
  }

  /** Offers what begins as what is typed, if that can become a command. */
  refresh() {
    const typed = this.input.value;
    const asked = /^\/\w*$/.test(typed) ? typed.slice(1).toLowerCase() : null;
    this.#found = asked === null ? [] : this.commands().filter(({ command }) => command.startsWith(asked));
    this.#chosen = -1;
    this.#draw();
  }

  close() {
    this.#found = [];
    this.#draw();
  }

  /** Whether a key was for the list. @param {KeyboardEvent} event */
  handle(event) {
    if (this.#found.length === 0) return false;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown") this.#choose(this.#chosen + 1);
    else if (event.key === "ArrowUp") this.#choose(this.#chosen < 0 ? -1 : this.#chosen - 1);
    else if (event.key === "Tab" && !event.shiftKey) this.#complete();
    else if (event.key === "Enter" && this.#chosen >= 0) this.#send(this.#found[this.#chosen]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #choose(index) {
    this.#chosen = (index + this.#found.length) % this.#found.length;
    this.#draw();
  }

  #complete() {
    const { command } = this.#found[Math.max(0, this.#chosen)];
    this.input.value = `/${command} `;
    this.close();
  }

  #send({ command }) {
    this.close();
    this.onChoose(`/${command}`);
  }

  #draw() {
    this.list.hidden = this.#found.length === 0;
    this.list.replaceChildren(...this.#found.map((command, at) => this.#option(command, at)));
    const chosen = this.list.children[this.#chosen];
    if (chosen) {
      this.input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  #option(command, at) {
    const selected = at === this.#chosen;
    const option = el(
      "li",
      { id: newId("command"), role: "option", "aria-selected": String(selected) },
      el("span", { class: "command" }, `/${command.command}`),
      el("span", { class: "command-words" }, command.description),
    );
    // Before the press the focus would leave the input, and its list close.
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.#send(command));
    return option;
  }
}
