/** A picture, as large as there is room for. */

import { fileAddress } from "./api.js";
import { openDialog } from "./dialog.js";
import { el } from "./dom.js";
import { t } from "./words.js";

/** @param {import("./types.js").Message} message */
export function openPicture(message) {
  const { file, from, text } = message;
  const title = t("media.photo_by", { name: from.name });
  openDialog(title, () => [
    el("img", { src: fileAddress(file.id), alt: text || title }),
    el(
      "footer",
      {},
      text && el("p", {}, text),
      el("a", { href: fileAddress(file.id, true), download: file.name || "" }, t("media.save")),
    ),
  ], "viewer");
}
