/** Times as the zone reads its clocks, wherever the reader sits. */

import { language } from "./words.js";

const ZONE = "Asia/Shanghai";
const formatter = (options) => new Intl.DateTimeFormat(language, { timeZone: ZONE, ...options });

const minutes = formatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const seconds = formatter({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = formatter({ month: "short", day: "numeric", weekday: "short" });
const whole = formatter({ dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });

/** @param {string|number} at */
export const clockTime = (at) => minutes.format(new Date(at));

/** @param {string|number} at */
export const clockSeconds = (at) => seconds.format(new Date(at));

/** @param {string|number} at */
export const dayWords = (at) => day.format(new Date(at)).replace("日周", "日 周");

/** @param {string|number} at */
export const wholeTime = (at) => whole.format(new Date(at));
