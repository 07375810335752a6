// Times and days in the customer's language. Formats are kept: making one costs more than using it a thousand times.

import { say } from "./texts.js";

const formats = new Map();

function format(language, name, options) {
  const key = `${language}/${name}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, options));
  return formats.get(key);
}

/** The moment `at` (ms since 1970) as a date, or null when it is none. */
export function moment(at) {
  const date = Number.isFinite(at) ? new Date(at) : null;
  return date && !Number.isNaN(date.getTime()) ? date : null;
}

/** Hours and minutes. */
export function timeOf(date, language) {
  return format(language, "time", { hour: "numeric", minute: "2-digit" }).format(date);
}

/** Day and time in full. */
export function fullTime(date, language) {
  return format(language, "full", { dateStyle: "full", timeStyle: "short" }).format(date);
}

/** "Today", "Yesterday" or the date; null without a moment. */
export function dayOf(at, language) {
  const date = moment(at);
  if (!date) return null;
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return say("today");
  if (days === 1) return say("yesterday");
  return format(language, "day", { weekday: "short", day: "numeric", month: "long" }).format(date);
}
