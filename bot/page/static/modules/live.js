/** What happens, as it happens: one WebSocket that takes up where it broke off. */

const SHORTEST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/**
 * Hears events for as long as the page is there.
 *
 * @param {object} how
 * @param {() => number} how.after the number of the last event that was taken in
 * @param {(event: any) => void} how.hear
 * @param {(connected: boolean) => void} how.onConnection
 */
export function listen({ after, hear, onConnection }) {
  let wait = SHORTEST_WAIT_MS;
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/api/live?after=${after()}`);
    socket.addEventListener("open", () => {
      wait = SHORTEST_WAIT_MS;
      onConnection(true);
    });
    socket.addEventListener("message", ({ data }) => hear(JSON.parse(data)));
    socket.addEventListener("close", () => {
      onConnection(false);
      setTimeout(connect, wait);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    });
  };
  connect();
}
