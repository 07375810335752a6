// The WebSocket to the server: says hello, waits for the welcome, and comes back by itself when the line drops
// (pauses double from half a second to half a minute, with jitter, so that a restarted server is not stormed).

import { LIMITS } from "./limits.js";

// "Policy violation" and this protocol's own range: the server has refused us, not lost us.
const refused = (code) => code === 1008 || (code >= 4400 && code < 4500);

/**
 * `hello()` gives the first frame of every connection, `onFrame(frame)` takes the server's frames,
 * `onState(state)` hears "connecting", "ready" (after the welcome), "waiting" and "refused".
 */
export function openConnection({ url, hello, onFrame, onState }) {
  let socket = null;
  let ready = false;
  let timer = 0;
  let failures = 0;
  let heard = 0;

  function open() {
    clearTimeout(timer);
    onState("connecting");
    let mine;
    try {
      mine = new WebSocket(url);
    } catch {
      lost(0);
      return;
    }
    socket = mine;
    timer = setTimeout(() => socket === mine && lost(0), LIMITS.welcome);
    mine.addEventListener("open", () => socket === mine && mine.send(JSON.stringify(hello())));
    mine.addEventListener("message", (event) => socket === mine && receive(event.data));
    mine.addEventListener("close", (event) => socket === mine && lost(event.code));
  }

  function receive(data) {
    heard = Date.now();
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return; // Not this protocol: nothing to be done with it.
    }
    if (!frame || typeof frame.type !== "string") return;
    const first = frame.type === "welcome" && !ready;
    if (first) {
      clearTimeout(timer);
      failures = 0;
      ready = true;
    }
    onFrame(frame);
    if (first && ready) onState("ready");
  }

  function drop() {
    const old = socket;
    socket = null;
    ready = false;
    clearTimeout(timer);
    if (old) old.close();
  }

  function lost(code) {
    drop();
    failures += 1;
    const longest = Math.min(LIMITS.backoffMax, LIMITS.backoffFirst * 2 ** Math.min(failures - 1, 10));
    const pause = refused(code) ? LIMITS.backoffRefused : longest * (0.5 + Math.random() / 2);
    onState(refused(code) ? "refused" : "waiting");
    timer = setTimeout(open, pause);
  }

  function restart() {
    drop();
    open();
  }

  function hurry() {
    if (socket) return;
    failures = 0;
    open();
  }

  // After a sleep the browser may hold a socket that no longer leads anywhere.
  function wake() {
    if (document.hidden) return;
    if (ready && Date.now() - heard > LIMITS.stale) restart();
    else hurry();
  }

  addEventListener("online", hurry);
  addEventListener("offline", () => lost(0));
  addEventListener("pagehide", drop);
  addEventListener("pageshow", (event) => event.persisted && restart());
  document.addEventListener("visibilitychange", wake);

  return {
    open,
    /** Gives the line up and opens a new one at once. */
    restart,
    /** Taken for dead though nobody said so: a new line after the usual pause. */
    suspect: () => lost(0),
    isReady: () => ready,
    /** Sends now or says that it could not. */
    send(frame) {
      if (!ready || socket.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
  };
}
