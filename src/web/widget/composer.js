// Where the customer writes: the growing field, its counter and the send button.

import { LIMITS } from "./limits.js";
import { icon } from "./dom.js";
import { say } from "./texts.js";

/** A touch screen: focus there would throw up the keyboard unasked. */
export const touch = matchMedia("(pointer: coarse)").matches;

/** `send(text)` gives whether the message was taken; `typing()` is called while the customer writes. */
export function openComposer({ form, input, button, counter }, { send, typing }) {
  let most = LIMITS.messageChars;
  let composing = false;
  let told = 0;

  const used = () => [...input.value.trim()].length;

  function refresh() {
    grow();
    // An empty field has no direction of its own: the placeholder follows the page.
    input.dir = input.value ? "auto" : document.dir || "auto";
    const count = used();
    const over = count > most;
    const shown = count >= most * LIMITS.counterShare;
    counter.textContent = over ? say("too_long", { over: count - most }) : shown ? say("counter", { used: count, most }) : "";
    counter.classList.toggle("over", over);
    // Spoken when the limit is crossed, not with every letter.
    if (counter.getAttribute("role") !== (over ? "alert" : null)) {
      if (over) counter.setAttribute("role", "alert");
      else counter.removeAttribute("role");
    }
    input.setAttribute("aria-invalid", String(over));
    const idle = count === 0 || over;
    button.setAttribute("aria-disabled", String(idle));
    form.classList.toggle("idle", idle);
  }

  function grow() {
    input.style.setProperty("height", "auto");
    input.style.setProperty("height", `${input.scrollHeight}px`);
  }

  function submit() {
    const text = input.value.trim();
    const count = used();
    if (count === 0 || count > most) return;
    if (!send(text)) return;
    input.value = "";
    told = 0;
    refresh();
    if (!touch || document.activeElement === input) input.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener("compositionstart", () => (composing = true));
  input.addEventListener("compositionend", () => (composing = false));
  input.addEventListener("keydown", (event) => {
    // 229: the key belongs to an input method (Safari reports the end of composition before the key).
    if (event.key !== "Enter" || event.shiftKey || composing || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  input.addEventListener("input", () => {
    refresh();
    if (input.value.trim() === "" || Date.now() - told < LIMITS.typingEvery) return;
    told = Date.now();
    typing();
  });
  // Tapping "send" must not close the keyboard.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.append(icon("send"));
  addEventListener("resize", grow);

  return {
    refresh,
    /** The business's own limit, in characters. */
    setMost(value) {
      if (Number.isInteger(value) && value > 0) most = value;
      refresh();
    },
    focus: () => input.focus({ preventScroll: true }),
  };
}
