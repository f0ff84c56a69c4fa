/**
 * What crosses modules: the shapes in which the server speaks, and those in which modules hand things on.
 * Nothing runs here.
 *
 * @typedef {{type: string, offset: number, length: number, url?: string, language?: string}} Entity
 *   A piece of formatting; offset and length count UTF-16 units, as strings here do.
 *
 * @typedef {{text: string, data?: string, url?: string}} InlineKey
 * @typedef {{text: string, contact: boolean, location: boolean}} ReplyKey
 * @typedef {{command: string, description: string}} Command
 *
 * @typedef {{id: string, name: string, mime: string, size: number, width?: number, height?: number,
 *   duration?: number}} StoredFile
 *
 * @typedef {object} Message
 * @property {number} id grows within a chat
 * @property {number} chat
 * @property {{id: number, name: string, bot: boolean}} from
 * @property {string} at ISO, with zone
 * @property {string|null} edited
 * @property {string} kind text, photo, document, voice, video, location, contact …
 * @property {string} text text or caption
 * @property {Entity[]} entities
 * @property {InlineKey[][]} inline
 * @property {{id: number, name: string, text: string}|null} reply_to
 * @property {boolean} silent
 * @property {string|null} album
 * @property {StoredFile|null} file
 * @property {{latitude: number, longitude: number}|null} location
 * @property {{name: string, phone: string}|null} contact
 * @property {string|null} service
 *
 * @typedef {{id: number, name: string, role: string, phone: string, enterprise: string|null, language: string,
 *   joined: boolean, blocked: boolean}} Person
 * @typedef {{id: number, title: string, members: number[], bot_in: boolean}} Group
 * @typedef {{person: number}|{group: number, as: number}} Phone who holds it, or which group it shows to whom
 * @typedef {{id: number, name: string, username: string, running: boolean, starting: boolean, log: string[],
 *   commands: Command[]}} Bot
 * @typedef {{kind: string, until: string}} Fault until, by the real clock, which no button moves
 * @typedef {{at: string, kind: string, topic: string, to: string[], late_seconds: number, copies: number}} Delivery
 * @typedef {{waiting: number, due: number, delivered: number, late: number, twice: number, last: Delivery[]}} Outbox
 * @typedef {{at: string, method: string, params: object, ok: boolean|null, error: string|null, result: unknown,
 *   answered: boolean}} Call ok is null for one that was cut off; answered is false where the answer was lost
 *
 * @typedef {{rows: ReplyKey[][]|null, placeholder: string}} Keyboard
 *
 * @typedef {object} Chat what the page knows of a chat
 * @property {number} id
 * @property {Message[]} messages oldest first; the newest page and whatever older ones were asked for
 * @property {boolean} loaded whether the newest page has come
 * @property {boolean} more whether there are older ones to ask for
 * @property {Keyboard} keyboard
 * @property {number} typingUntil in the page's own milliseconds
 *
 * @typedef {{key: number, messages: Message[], date: string, beginsDay: boolean}} Item what stands in a list: a
 *   message, or an album, below its date where a day begins with it
 *
 * @typedef {{kind: string, name: string, mime: string, data: string}} Upload data is base64
 */
export {};
