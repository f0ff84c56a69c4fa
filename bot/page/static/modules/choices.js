/** What can be chosen from the menus of a phone and of a message. */

import { openInvite, openMembers } from "./people.js";
import { t } from "./words.js";

/** @typedef {import("./popup.js").Choice} Choice */
/** @typedef {import("./phone.js").Phone} Phone */

/** @param {Phone} phone @param {import("./types.js").Phone} place @returns {Choice[]} */
export function phoneChoices(phone, place) {
  return "group" in place ? groupChoices(phone, phone.store.groups.get(place.group)) : personChoices(phone);
}

function personChoices(phone) {
  const { blocked } = phone.store.people.get(phone.me);
  return [
    { label: t("phone.share_contact"), run: () => phone.act("share_contact") },
    { label: t("phone.restart"), run: () => phone.act("start") },
    { label: t("phone.invite"), run: () => openInvite((payload) => phone.act("start", { payload })) },
    blocked
      ? { label: t("phone.unblock"), run: () => phone.act("unblock") }
      : { label: t("phone.block"), run: () => phone.act("block") },
  ];
}

function groupChoices(phone, group) {
  const inGroup = { group: group.id };
  return [
    group.bot_in
      ? { label: t("group.remove_bot"), run: () => phone.act("remove_bot", inGroup) }
      : { label: t("group.add_bot"), run: () => phone.act("add_bot", inGroup) },
    { label: t("group.add_member"), run: () => openMembers(phone.store, group, (person) => phone.act("add_member", { ...inGroup, member: person })) },
    { label: t("group.leave"), run: () => phone.act("leave", inGroup) },
  ];
}

/** @param {Phone} phone @param {import("./types.js").Message} message @returns {Choice[]} */
export function messageChoices(phone, message) {
  const own = message.from.id === phone.me;
  const target = { chat: message.chat, message: message.id };
  const choices = [{ label: t("message.reply"), run: () => phone.composer.reply(message) }];
  if (message.text) choices.push({ label: t("message.copy"), run: () => navigator.clipboard.writeText(message.text) });
  if (own && message.text) choices.push({ label: t("message.edit"), run: () => phone.composer.edit(message) });
  if (own) choices.push({ label: t("message.delete"), run: () => phone.act("delete", target) });
  return choices;
}
