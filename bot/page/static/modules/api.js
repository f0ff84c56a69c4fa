/** Asks the server. Every answer is JSON; a refusal is an ApiError with the words that it came with. */

import { t } from "./words.js";

/** @typedef {import("./types.js").Message} Message */

/** The server said no, or was not there. Its message is for people. */
export class ApiError extends Error {}

/**
 * @param {string} path
 * @param {object} [body] makes it a POST
 * @returns {Promise<any>}
 * @throws {ApiError}
 */
async function ask(path, body) {
  const request = body && {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Zhuqi-Page": "1" },
    body: JSON.stringify(body),
  };
  let response;
  let answer;
  try {
    response = await fetch(path, request);
    answer = await response.json();
  } catch {
    throw new ApiError(t("api.unreachable"));
  }
  if (!response.ok) throw new ApiError(answer.error ?? t("api.refused", { status: response.status }));
  return answer;
}

export const readState = () => ask("/api/state");

/**
 * A page of a chat, oldest first.
 *
 * @param {number} chat
 * @param {number} [before] only messages older than this one
 * @param {number} [limit]
 * @returns {Promise<{messages: Message[], more: boolean, keyboard: object|null, menu: object[]}>}
 */
export function readMessages(chat, before, limit = 100) {
  const range = before === undefined ? "" : `before=${before}&`;
  return ask(`/api/chats/${chat}/messages?${range}limit=${limit}`);
}

/**
 * What a person does.
 *
 * @param {number} person
 * @param {string} what
 * @param {object} [more]
 */
export const act = (person, what, more = {}) => ask("/api/act", { person, do: what, ...more });

/** @param {{move: {hours: number}}|{to: "working_day"|"digest"|"deadline"}} how */
export const moveClock = (how) => ask("/api/clock", how);

/** @param {"down"|"too_many"|"lost_answers"} kind @param {number} seconds */
export const setFault = (kind, seconds) => ask("/api/faults", { kind, seconds });
export const clearFaults = () => ask("/api/faults", { kind: "clear" });

/** @param {"kill"|"start"|"restart"|"stop"} what */
export const driveBot = (what) => ask("/api/bot", { do: what });

export const readCalls = () => ask("/api/calls");
export const readCases = () => ask("/api/cases");
/** @param {string} number */
export const readCase = (number) => ask(`/api/cases/${encodeURIComponent(number)}`);

/**
 * Where a file is.
 *
 * @param {string} id
 * @param {boolean} [download] to be saved rather than shown
 */
export const fileAddress = (id, download = false) =>
  `/api/files/${encodeURIComponent(id)}${download ? "?download=1" : ""}`;
