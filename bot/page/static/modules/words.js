/** The words of the page itself, in the reader's language. What the bot says comes from the bot. */

import en from "../words/en.js";
import zh from "../words/zh.js";

const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language;

/** Chinese, unless the reader asked for English. */
export const language = asked.toLowerCase().startsWith("en") ? "en" : "zh-CN";

const words = language === "en" ? en : zh;

/**
 * The words of a key, with `{name}` replaced.
 *
 * @param {keyof typeof zh} key
 * @param {Record<string, string|number>} [values]
 */
export function t(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
