/** Who is in a phone: anyone of the zone, a group seen by one of its members, or somebody made up just now. */

import { act } from "./api.js";
import { avatar } from "./avatar.js";
import { field, openDialog } from "./dialog.js";
import { button, el } from "./dom.js";
import { attempt } from "./notices.js";
import { t } from "./words.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./types.js").Person} Person */
/** @typedef {import("./types.js").Group} Group */

/** @param {Store} store @param {number} index which phone */
export function openPeople(store, index) {
  openDialog(t("people.title"), (close) => {
    const put = (phone) => {
      close();
      store.putIntoPhone(index, phone);
    };
    const here = store.phones[index];
    const current = "group" in here ? here.as : here.person;
    return [
      el("h3", {}, t("people.people")),
      el("ul", { class: "people" }, ...[...store.people.values()].map((person) => personRow(person, here, () => put({ person: person.id })))),
      newPerson((person) => put({ person })),
      el("h3", {}, t("people.groups")),
      ...[...store.groups.values()].map((group) => groupRow(store, group, here, put)),
      newGroup(store, current, (group) => put({ group, as: current })),
    ];
  });
}

/** @param {(payload: string) => void} onOpen */
export function openInvite(onOpen) {
  openDialog(t("phone.invite"), (close) => {
    const payload = field(t("invite.payload"), { required: true, autocomplete: "off", maxlength: 64 });
    return [
      form(t("invite.open"), [el("p", { class: "hint" }, t("invite.hint")), payload.row], () => {
        close();
        // Of a whole link only what stands behind start= is wanted.
        onOpen(payload.input.value.trim().replace(/^.*[?&]start=/, ""));
      }),
    ];
  });
}

/** @param {Store} store @param {Group} group @param {(person: number) => void} onChoose */
export function openMembers(store, group, onChoose) {
  openDialog(t("group.add_member"), (close) => {
    const outside = [...store.people.values()].filter(({ id }) => !group.members.includes(id));
    const choose = (person) => () => {
      close();
      onChoose(person.id);
    };
    return [el("ul", { class: "people" }, ...outside.map((person) => personRow(person, {}, choose(person))))];
  });
}

function personRow(person, here, onChoose) {
  const states = [!person.joined && t("people.not_joined"), person.blocked && t("people.blocked")].filter(Boolean);
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "person", "aria-current": here.person === person.id ? "true" : null, on: { click: onChoose } },
      avatar(person),
      el(
        "span",
        { class: "person-words" },
        el("strong", {}, person.name),
        el("small", {}, [person.role, person.enterprise].filter(Boolean).join(" · ") || t("people.stranger")),
      ),
      ...states.map((words) => el("span", { class: "state" }, words)),
    ),
  );
}

function groupRow(store, group, here, put) {
  const members = group.members.map((id) => store.people.get(id)).filter(Boolean);
  const seen = (person) => {
    const current = here.group === group.id && here.as === person.id ? "true" : null;
    return button(person.name, () => put({ group: group.id, as: person.id }), { "aria-current": current });
  };
  return el(
    "div",
    { class: "group" },
    el("strong", {}, group.title),
    el("small", {}, t(group.bot_in ? "group.with_bot" : "group.without_bot")),
    el("div", { class: "members", role: "group", "aria-label": t("people.seen_by") }, el("span", { class: "hint" }, t("people.seen_by")), ...members.map(seen)),
  );
}

function newPerson(onMade) {
  const name = field(t("people.name"), { required: true, maxlength: 64, autocomplete: "off" });
  const phone = field(t("people.phone"), { inputmode: "tel", pattern: "1[0-9]{10}", maxlength: 11, autocomplete: "off" });
  const language = el(
    "select",
    {},
    el("option", { value: "zh-hans" }, "中文"),
    el("option", { value: "en" }, "English"),
    el("option", { value: "de" }, "Deutsch"),
  );
  const rows = [
    el("p", { class: "hint" }, t("people.new_hint")),
    name.row,
    phone.row,
    el("label", { class: "field" }, el("span", {}, t("people.language")), language),
  ];
  const make = async () => {
    const more = { name: name.input.value.trim(), language: language.value };
    if (phone.input.value.trim()) more.phone = phone.input.value.trim();
    const made = await attempt(act(undefined, "new_person", more));
    if (made) onMade(made.person);
  };
  return el("details", { class: "make" }, el("summary", {}, t("people.new")), form(t("people.make"), rows, make));
}

function newGroup(store, creator, onMade) {
  const title = field(t("group.title"), { required: true, maxlength: 128, autocomplete: "off" });
  const boxes = [...store.people.values()].map((person) => {
    const box = el("input", { type: "checkbox", value: person.id, checked: person.id === creator, disabled: person.id === creator });
    return { box, row: el("label", { class: "check" }, box, person.name) };
  });
  const members = el("fieldset", {}, el("legend", {}, t("group.members")), ...boxes.map(({ row }) => row));
  const make = async () => {
    const others = boxes.map(({ box }) => box).filter((box) => box.checked && !box.disabled);
    const more = { title: title.input.value.trim(), members: [creator, ...others.map((box) => Number(box.value))] };
    const made = await attempt(act(creator, "new_group", more));
    if (made) onMade(made.group);
  };
  return el("details", { class: "make" }, el("summary", {}, t("group.new")), form(t("group.make"), [title.row, members], make));
}

function form(words, rows, onSubmit) {
  const made = el("form", {}, ...rows, el("button", { type: "submit", class: "primary" }, words));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    onSubmit();
  });
  return made;
}
