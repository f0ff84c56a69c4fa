/** Puts the page together: what it knows, what it shows, and what it hears. */

import { Drawer } from "./drawer.js";
import { Guide } from "./guide.js";
import { listen } from "./live.js";
import { summary } from "./media.js";
import { notice, speak } from "./notices.js";
import { showOutbox } from "./outbox.js";
import { Phone } from "./phone.js";
import { Store } from "./store.js";
import { Tabs } from "./tabs.js";
import { showTopbar } from "./topbar.js";
import { language, t } from "./words.js";

const TRY_AGAIN_MS = 1000;
const SPOKEN_LENGTH = 160;

const place = (id) => document.getElementById(id);
const store = new Store();
const titles = [t("phone.contact"), t("phone.officer"), t("phone.manager"), t("phone.group")];
const phones = titles.map((title, index) => new Phone(store, index, title));

document.documentElement.lang = language;
document.title = t("title");
place("phones").append(...phones.map(({ root }) => root));
place("phones").setAttribute("aria-label", t("tabs.title"));
const tabs = new Tabs(place("tabs"), phones);
const bar = showTopbar(place("top"), store, { onGuide: () => guide.toggle(), onDrawer: () => drawer.toggle() });
const drawer = new Drawer(store, place("drawer"), bar.setDrawer);
const guide = new Guide(store, place("guide"), phones, { onToggle: bar.setGuide, onPhone: (index) => tabs.choose(index) });
showOutbox(store, place("outbox"));

for (const topic of ["phones", "people", "groups"]) store.on(topic, () => phones.forEach((phone) => phone.refresh()));
store.on("chat", (id) => phones.filter((phone) => phone.chatId === id).forEach((phone) => phone.drawChat()));
store.on("news", (message) => hear(message));
store.on("toast", (event) => {
  const theirs = phones.filter((phone) => phone.me === event.person);
  const pressed = theirs.filter((phone) => phone.chatId === event.chat);
  for (const phone of pressed.length > 0 ? pressed : theirs) phone.showAnswer(event);
});

function hear(message) {
  phones.forEach((phone, index) => {
    if (phone.chatId !== message.chat) return;
    phone.hear(message);
    if (message.from.id === phone.me) return;
    tabs.count(index);
    speak(t("phone.spoken", { to: phone.name, from: message.from.name, words: summary(message).slice(0, SPOKEN_LENGTH) }));
  });
}

async function start() {
  try {
    await store.load();
  } catch (error) {
    notice(error.message, "error");
    setTimeout(start, TRY_AGAIN_MS);
    return;
  }
  listen({ after: () => store.seq, hear: (event) => store.apply(event), onConnection: bar.setConnected });
}

start();
