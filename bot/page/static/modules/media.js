/** What a message carries besides words: pictures, files, a voice, a place, a business card. */

import { fileAddress } from "./api.js";
import { initial } from "./avatar.js";
import { el, icon } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").StoredFile} StoredFile */

const WIDEST_PX = 260;
const TALLEST_PX = 320;

/**
 * @param {Message[]} messages one, or those of an album
 * @param {(message: Message) => void} onOpen a picture is to be seen large
 * @returns {HTMLElement[]}
 */
export function media(messages, onOpen) {
  const pictures = messages.filter(({ kind, file }) => file && (kind === "photo" || kind === "video"));
  const others = messages.filter((message) => !pictures.includes(message));
  return [...pictureGrid(pictures, onOpen), ...others.flatMap(other)];
}

function pictureGrid(messages, onOpen) {
  if (messages.length === 0) return [];
  const many = messages.length > 1;
  const parts = messages.map((message) => (message.kind === "video" ? video(message.file) : photo(message, onOpen, many)));
  return [el("div", { class: many ? "pictures album" : "pictures", "data-count": messages.length }, ...parts)];
}

function photo(message, onOpen, inAlbum) {
  const { id, width, height } = message.file;
  const picture = el("img", { src: fileAddress(id), alt: t("media.photo_by", { name: message.from.name }), draggable: "false" });
  if (!inAlbum && width && height) {
    const scale = Math.min(WIDEST_PX / width, TALLEST_PX / height, 1);
    picture.width = Math.round(width * scale);
    picture.height = Math.round(height * scale);
  }
  const label = t("media.open_photo");
  return el("button", { type: "button", class: "picture", "aria-label": label, on: { click: () => onOpen(message) } }, picture);
}

function video(file) {
  return el("video", { src: fileAddress(file.id), controls: true, preload: "metadata", class: "picture", "aria-label": t("media.video") });
}

function other({ kind, file, location, contact }) {
  if (location) return [place(location)];
  if (contact) return [card(contact)];
  if (!file) return [];
  return [kind === "voice" || kind === "audio" ? voice(file) : documentRow(file)];
}

function documentRow(file) {
  const name = file.name || t("media.document");
  return el(
    "a",
    { class: "file", href: fileAddress(file.id, true), download: name, "aria-label": t("media.download", { name }) },
    el("span", { class: "file-sign" }, icon("document")),
    el("span", { class: "file-words" }, el("span", { class: "file-name" }, name), el("small", {}, sizeWords(file.size))),
    icon("download"),
  );
}

function voice(file) {
  const length = file.duration ? el("small", {}, durationWords(file.duration)) : null;
  return el(
    "div",
    { class: "voice" },
    el("audio", { src: fileAddress(file.id), controls: true, preload: "none", "aria-label": t("media.voice") }),
    length,
  );
}

function place({ latitude, longitude }) {
  const words = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  return el(
    "div",
    { class: "place", role: "img", "aria-label": t("media.location_at", { words }) },
    el("div", { class: "map" }, icon("pin")),
    el("div", { class: "place-words" }, el("strong", {}, t("media.location")), el("small", {}, words)),
  );
}

function card({ name, phone }) {
  return el(
    "div",
    { class: "card" },
    el("span", { class: "avatar", "aria-hidden": "true" }, initial(name)),
    el("span", { class: "file-words" }, el("strong", { class: "file-name" }, name), el("small", {}, phone)),
  );
}

/** @param {number} bytes */
export function sizeWords(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function durationWords(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds) % 60).padStart(2, "0")}`;
}

/** What a message is, in few words: for a reply to it, and for who listens. @param {Message} message */
export function summary(message) {
  if (message.text) return message.text;
  if (message.service) return message.service;
  const kinds = {
    photo: t("media.photo"),
    video: t("media.video"),
    document: message.file?.name || t("media.document"),
    voice: t("media.voice"),
    location: t("media.location"),
    contact: t("media.contact"),
  };
  return kinds[message.kind] ?? message.kind;
}
