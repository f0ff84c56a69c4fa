/** Files that are about to be sent: chosen, pasted or dropped, shown small, and taken away again or sent. */

import { el, icon, iconButton } from "./dom.js";
import { sizeWords } from "./media.js";
import { notice } from "./notices.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Upload} Upload */

const LARGEST_BYTES = 20_000_000;
const MOST_IN_ALBUM = 10;
const THUMBNAIL_PX = 56;

export class Attachments {
  /** @type {File[]} */
  #files = [];

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    this.asFiles = el("input", { type: "checkbox" });
    this.list = el("ul", { class: "attachments" });
    this.box = el(
      "div",
      { class: "attached", hidden: true },
      this.list,
      el("label", { class: "as-files" }, this.asFiles, t("composer.as_files")),
    );
  }

  get isEmpty() {
    return this.#files.length === 0;
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      if (file.size > LARGEST_BYTES) notice(t("composer.too_large", { name: file.name }), "error");
      else this.#files.push(file);
    }
    this.#draw();
  }

  clear() {
    this.#files = [];
    this.asFiles.checked = false;
    this.#draw();
  }

  /** What is to be sent, in messages: each a file, or an album of files that go together. @returns {Promise<Upload[][]>} */
  async uploads() {
    const all = await Promise.all(this.#files.map((file) => upload(file, this.asFiles.checked)));
    const albums = [
      all.filter(({ kind }) => kind === "photo" || kind === "video"),
      all.filter(({ kind }) => kind === "document"),
    ];
    const alone = all.filter(({ kind }) => kind === "voice").map((one) => [one]);
    return [...albums.flatMap(inAlbums), ...alone];
  }

  #draw() {
    this.box.hidden = this.isEmpty;
    this.list.replaceChildren(...this.#files.map((file) => this.#row(file)));
    this.onChange();
  }

  #row(file) {
    const remove = () => {
      this.#files = this.#files.filter((one) => one !== file);
      this.#draw();
    };
    return el(
      "li",
      {},
      file.type.startsWith("image/") ? thumbnail(file) : el("span", { class: "file-sign" }, icon("document")),
      el("span", { class: "file-words" }, el("span", { class: "file-name" }, file.name), el("small", {}, sizeWords(file.size))),
      iconButton("close", t("composer.remove_file", { name: file.name }), remove),
    );
  }
}

/** Drawn on a canvas: an address of the browser's own for the file would need a wider security policy. */
function thumbnail(file) {
  const canvas = el("canvas", { class: "thumbnail", width: THUMBNAIL_PX, height: THUMBNAIL_PX, "aria-hidden": "true" });
  createImageBitmap(file).then(
    (picture) => {
      const side = Math.min(picture.width, picture.height);
      const [x, y] = [(picture.width - side) / 2, (picture.height - side) / 2];
      canvas.getContext("2d").drawImage(picture, x, y, side, side, 0, 0, THUMBNAIL_PX, THUMBNAIL_PX);
    },
    () => canvas.classList.add("broken"),
  );
  return canvas;
}

function inAlbums(uploads) {
  const albums = [];
  for (let at = 0; at < uploads.length; at += MOST_IN_ALBUM) albums.push(uploads.slice(at, at + MOST_IN_ALBUM));
  return albums;
}

async function upload(file, asFile) {
  return { kind: asFile ? "document" : kindOf(file.type), name: file.name, mime: file.type, data: await base64(file) };
}

function kindOf(mime) {
  if (/^image\/(jpeg|png|webp)$/.test(mime)) return "photo";
  if (mime === "video/mp4") return "video";
  return /^audio\/(ogg|opus|mpeg|mp4)$/.test(mime) ? "voice" : "document";
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => reject(new Error(t("composer.unreadable", { name: file.name }))));
    reader.readAsDataURL(file);
  });
}
