// Markdown of replies → nodes. A small subset, built node by node: nothing in a message can become markup,
// a script or an address of a dangerous kind. Unknown syntax stays readable text.

import { LIMITS } from "./limits.js";
import { el, link, safeUrl } from "./dom.js";

/**
 * Blocks for `text`: paragraphs with line breaks, lists, quotes, code, headings (as bold paragraphs).
 * `cite(n)` gives the node for a reference `[n]`, or null when there is no such citation.
 */
export function markdown(text, cite = () => null) {
  const whole = String(text ?? "").replace(/\r\n?/g, "\n");
  const out = document.createDocumentFragment();
  blocks(whole.slice(0, LIMITS.markdownChars).split("\n"), out, cite, 0);
  const rest = whole.slice(LIMITS.markdownChars);
  if (rest) out.append(el("p", {}, rest));
  return out;
}

/**
 * Like `markdown`, for a text that is still being written: what is opened and not yet closed is shown as if it were,
 * and half a link is held back, so that no signs flash up and vanish.
 */
export function unfinished(text) {
  let shown = text.replace(/!?\[[^\]\n]{0,300}(?:\]\([^)\s]{0,500})?$/, "").replace(/\n\s*[-*+]?\s*$/, "");
  if (((shown.match(/\*\*/g) ?? []).length & 1) === 1) shown = shown.endsWith("**") ? shown.slice(0, -2) : `${shown.trimEnd()}**`;
  return markdown(shown, (n) => el("span", { class: "mark" }, String(n)));
}

const FENCE = /^\s*```/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/;
const QUOTE = /^\s{0,3}>\s?/;
const ITEM = /^(\s*)(?:([-*+•])|(\d{1,4})[.)])\s+(.*)$/;
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/;

function blocks(lines, out, cite, depth) {
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (line.trim() === "") at += 1;
    else if (FENCE.test(line)) at = fence(lines, at, out);
    else if (RULE.test(line)) at = push(out, el("hr"), at + 1);
    else if (HEADING.test(line)) at = push(out, heading(line, cite), at + 1);
    else if (QUOTE.test(line) && depth < LIMITS.markdownDepth) at = quote(lines, at, out, cite, depth);
    else if (ITEM.test(line) && depth < LIMITS.markdownDepth) at = list(lines, at, out, cite, depth);
    else at = paragraph(lines, at, out, cite, depth);
  }
}

function push(out, node, next) {
  out.append(node);
  return next;
}

function heading(line, cite) {
  return el("p", {}, el("strong", {}, inline(HEADING.exec(line)[1], cite)));
}

function fence(lines, start, out) {
  let end = start + 1;
  while (end < lines.length && !FENCE.test(lines[end])) end += 1;
  out.append(el("pre", {}, el("code", {}, lines.slice(start + 1, end).join("\n"))));
  return end + 1;
}

function quote(lines, start, out, cite, depth) {
  let end = start;
  while (end < lines.length && QUOTE.test(lines[end])) end += 1;
  const node = el("blockquote");
  blocks(lines.slice(start, end).map((line) => line.replace(QUOTE, "")), node, cite, depth + 1);
  return push(out, node, end);
}

// One list: items of the first item's kind and indent; what is indented further belongs to the item above it.
function list(lines, start, out, cite, depth) {
  const [, indent, bullet, number] = ITEM.exec(lines[start]);
  const node = bullet ? el("ul") : el("ol", { start: Number(number) });
  let at = start;
  while (at < lines.length) {
    const item = ITEM.exec(lines[at]);
    if (!item || item[1].length > indent.length + 1 || Boolean(item[2]) !== Boolean(bullet)) break;
    if (item[1].length + 1 < indent.length) break;
    const inner = [];
    for (at += 1; at < lines.length && belongs(lines, at, indent.length); at += 1) inner.push(lines[at]);
    const entry = el("li", {}, inline(item[4], cite));
    blocks(inner, entry, cite, depth + 1);
    node.append(entry);
    at = skipBlank(lines, at);
  }
  return push(out, node, at);
}

function belongs(lines, at, indent) {
  const line = lines[at];
  return line.trim() !== "" && /^\s*/.exec(line)[0].length >= indent + 2;
}

// A blank line between two items does not end the list.
function skipBlank(lines, at) {
  const next = at + 1;
  return lines[at]?.trim() === "" && ITEM.test(lines[next] ?? "") ? next : at;
}

function paragraph(lines, start, out, cite, depth) {
  let end = start + 1;
  const opens = (line) =>
    line.trim() === "" || FENCE.test(line) || HEADING.test(line) ||
    (depth < LIMITS.markdownDepth && (QUOTE.test(line) || ITEM.test(line)));
  while (end < lines.length && !opens(lines[end])) end += 1;
  const node = el("p", {}, inline(lines.slice(start, end).join("\n"), cite));
  return push(out, node, end);
}

// Every repetition is bounded, so that no text makes the matching slow.
const TOKEN = new RegExp(
  [
    /\\([\\`*_{}[\]()#+\-.!~>|])/.source, // 1 escaped
    /`([^`\n]{1,500})`/.source, // 2 code
    /\*\*(?=\S)([^]{0,1500}?\S)\*\*/.source, // 3 bold
    /__(?=\S)([^]{0,1500}?\S)__(?![\p{L}\p{N}_])/.source, // 4 bold
    /\*(?=[^\s*])([^*]{0,1500}?[^\s*])\*/.source, // 5 italic
    /_(?=[^\s_])([^_]{0,1500}?[^\s_])_(?![\p{L}\p{N}_])/.source, // 6 italic
    /!?\[([^\]\n]{1,300})\]\(\s*<?([^\s()<>]{1,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,500})?)>?(?:\s+"[^"\n]{0,200}")?\s*\)/.source, // 7 label, 8 address
    /\[(\d{1,3}(?:\s*,\s*\d{1,3}){0,9})\]/.source, // 9 references
    /(https?:\/\/[^\s<>"')\]]{1,2000})/.source, // 10 bare address
    /<(https?:\/\/[^\s<>]{1,2000})>/.source, // 11 address in angle brackets
  ].join("|"),
  "gu",
);

const WORD = /[\p{L}\p{N}_]$/u;

function inline(text, cite, depth = 0) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(TOKEN)) {
    const before = text.slice(from, found.index);
    // A reference stands close to the word it belongs to.
    plain(out, found[9] ? before.replace(/ +$/, "") : before);
    // `snake_case` is not emphasis. (Looking back inside the pattern would lock out older Safari.)
    const inWord = found[0][0] === "_" && WORD.test(text.slice(0, found.index).slice(-2));
    const node = inWord ? found[0] : token(found, cite, depth);
    from = found.index + found[0].length;
    // The full stop after a reference must not begin the next line.
    const stop = found[9] ? /^[.,;:!?)\]]*/.exec(text.slice(from, from + 4))[0] : "";
    out.append(stop ? el("span", { class: "glued" }, node, stop) : node);
    from += stop.length;
  }
  plain(out, text.slice(from));
  return out;
}

function token(found, cite, depth) {
  const [whole, escaped, code, bold1, bold2, italic1, italic2, label, address, references, bare, angled] = found;
  const deeper = (inner) => (depth < LIMITS.markdownDepth ? inline(inner, cite, depth + 1) : inner);
  if (escaped) return escaped;
  if (code) return el("code", {}, code);
  if (bold1 ?? bold2) return el("strong", {}, deeper(bold1 ?? bold2));
  if (italic1 ?? italic2) return el("em", {}, deeper(italic1 ?? italic2));
  if (references) return marks(references, whole, cite);
  if (bare) return bareLink(bare);
  const href = safeUrl(angled ?? address);
  // An address of another kind is dropped, its label stays. A link inside a link's label stays text.
  return href ? link(href, label ?? angled) : label ?? angled;
}

function bareLink(found) {
  const address = found.replace(/[.,;:!?*_]+$/, "");
  const href = safeUrl(address);
  const out = document.createDocumentFragment();
  out.append(href ? link(href, address) : address, found.slice(address.length));
  return out;
}

function marks(references, whole, cite) {
  const nodes = references.split(",").map((n) => cite(Number(n)));
  if (nodes.some((node) => !node)) return whole;
  const out = document.createDocumentFragment();
  out.append(...nodes);
  return out;
}

function plain(out, text) {
  text.split("\n").forEach((line, index) => {
    if (index > 0) out.append(el("br"));
    if (line) out.append(line);
  });
}
