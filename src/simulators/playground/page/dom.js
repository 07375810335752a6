// Small tools for the page: elements, times, posts, and Telegram's HTML made safe.

const TAGS = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "A", "SPAN"]);
const BLOCKS = new Set(["BLOCKQUOTE", "PRE"]);
const LINKS = new Set(["http:", "https:", "mailto:", "tel:"]);

export const byId = (id) => document.getElementById(id);

/** An element with properties and children; strings become text. */
export function el(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") node.setAttribute(key, value);
    else node[key] = value;
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

export function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(ns, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
export const time = (ms) => clock.format(new Date(ms));

/** Posts JSON; the parsed answer, or an Error whose message can be shown. */
export async function post(path, body) {
  let answer;
  try {
    answer = await fetch(`/playground/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("The playground’s server does not answer.");
  }
  if (!answer.ok) throw new Error((await answer.text()) || `Refused (${answer.status}).`);
  return answer.json();
}

/** Telegram's few tags as nodes; everything else as text. */
export function formatted(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return copy(parsed.body);
}

function copy(from) {
  const to = document.createDocumentFragment();
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(trimmed(node));
    else if (node.nodeType === Node.ELEMENT_NODE) to.append(element(node));
  }
  return to;
}

/** Blocks break the line by themselves: the line break beside one is not a second one. */
function trimmed({ data, previousSibling, nextSibling }) {
  let text = data;
  if (BLOCKS.has(previousSibling?.nodeName)) text = text.replace(/^\n/, "");
  if (BLOCKS.has(nextSibling?.nodeName)) text = text.replace(/\n$/, "");
  return text;
}

function element(node) {
  const inside = copy(node);
  if (!TAGS.has(node.tagName)) return inside;
  if (node.tagName === "A") {
    const href = node.getAttribute("href") ?? "";
    if (!URL.canParse(href) || !LINKS.has(new URL(href).protocol)) return inside;
    return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, inside);
  }
  const spoiler = node.tagName === "SPAN" ? { className: "tg-spoiler", tabIndex: 0 } : {};
  return el(node.tagName.toLowerCase(), spoiler, inside);
}

/** Discord's bold, italics and code as nodes; everything else as text. */
export function marked(text) {
  const to = document.createDocumentFragment();
  const names = { "**": "b", "_": "i", "`": "code" };
  let rest = text;
  for (;;) {
    const found = rest.match(/(\*\*|`|\b_)(?=\S)([^\n]*?\S)\1/);
    if (!found) break;
    to.append(rest.slice(0, found.index), el(names[found[1]], {}, found[1] === "`" ? found[2] : marked(found[2])));
    rest = rest.slice(found.index + found[0].length);
  }
  to.append(rest);
  return to;
}

/** A row of suggestions; a mouse wheel moves it sideways. */
export function chips(row, texts, say) {
  row.append(...texts.map((text) => el("button", { type: "button", textContent: text, onclick: () => say(text) })));
  row.addEventListener("wheel", (event) => {
    if (event.deltaX || row.scrollWidth <= row.clientWidth) return;
    row.scrollLeft += event.deltaY;
    event.preventDefault();
  }, { passive: false });
}

/** A log that stays at its end unless the reader has scrolled up. */
export function append(log, ...nodes) {
  const near = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  log.querySelector(".empty")?.remove();
  log.append(...nodes);
  if (near) toEnd(log);
}

/** Keeps a log at its end while it changes its height, unless the reader has scrolled up. */
export function pin(log) {
  let atEnd = true;
  log.addEventListener("scroll", () => {
    atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  }, { passive: true });
  new ResizeObserver(() => {
    if (atEnd) toEnd(log);
  }).observe(log);
}

export function toEnd(log) {
  log.scrollTop = log.scrollHeight;
}

/** Enter sends, Shift+Enter breaks the line; a refusal is shown and the text kept. */
export function composer(form, send) {
  const field = form.querySelector("textarea");
  const problem = el("p", { className: "problem", role: "alert", hidden: true });
  form.before(problem);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return field.focus();
    field.value = "";
    problem.hidden = true;
    try {
      await send(text);
    } catch (error) {
      if (!field.value) field.value = text;
      problem.textContent = error.message;
      problem.hidden = false;
    }
  });
  return {
    field,
    say: (text) => {
      field.value = text;
      form.requestSubmit();
    },
  };
}
