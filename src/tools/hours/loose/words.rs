//! Words for days, hours and months. Tables stay as they are written: one word a line is no better to read.

/// Names at the place of days and hours, longer ones first; what they stand for.
#[rustfmt::skip]
pub(super) const PHRASES: &[(&[&str], &str)] = &[
    (&["24", "hours", "7", "days", "a", "week"], "24/7"),
    (&["24", "hours", "a", "day"], "00:00-24:00"),
    (&["7", "days", "a", "week"], "Mo-Su"),
    (&["seven", "days", "a", "week"], "Mo-Su"),
    (&["one", "day", "after", "public", "holiday"], "PH +1 day"),
    (&["one", "day", "before", "public", "holiday"], "PH -1 day"),
    (&["day", "after", "public", "holiday"], "PH +1 day"),
    (&["day", "before", "public", "holiday"], "PH -1 day"),
    (&["24", "hours"], "00:00-24:00"),
    (&["24", "hrs"], "00:00-24:00"),
    (&["24", "stunden"], "00:00-24:00"),
    (&["around", "the", "clock"], "00:00-24:00"),
    (&["round", "the", "clock"], "00:00-24:00"),
    (&["all", "day"], "00:00-24:00"),
    (&["ganztägig"], "00:00-24:00"),
    (&["every", "day"], "Mo-Su"),
    (&["each", "day"], "Mo-Su"),
    (&["everyday"], "Mo-Su"),
    (&["daily"], "Mo-Su"),
    (&["täglich"], "Mo-Su"),
    (&["diario"], "Mo-Su"),
    (&["weekdays"], "Mo-Fr"),
    (&["weekends"], "Sa-Su"),
    (&["weekend"], "Sa-Su"),
    (&["wochenende"], "Sa-Su"),
    (&["public", "holidays"], "PH"),
    (&["public", "holiday"], "PH"),
    (&["bank", "holidays"], "PH"),
    (&["an", "feiertagen"], "PH"),
    (&["feiertags"], "PH"),
    (&["feiertage"], "PH"),
    (&["feiertagen"], "PH"),
    (&["feiertag"], "PH"),
    (&["ph"], "PH"),
    (&["school", "holidays"], "SH"),
    (&["schulferien"], "SH"),
    (&["sh"], "SH"),
    (&["til", "late"], "+"),
    (&["till", "late"], "+"),
    (&["until", "late"], "+"),
    (&["-", "late"], "+"),
    (&["bis", "open", "end"], "+"),
    (&["until", "open", "end"], "+"),
    (&["-", "open", "end"], "+"),
    (&["-", "openend"], "+"),
    (&["closed"], "off"),
    (&["geschlossen"], "off"),
    (&["ruhetag"], "off"),
    (&["cerrado"], "off"),
    (&["fermé"], "off"),
    (&["until"], "-"),
    (&["till"], "-"),
    (&["til"], "-"),
    (&["to"], "-"),
    (&["thru"], "-"),
    (&["through"], "-"),
    (&["bis"], "-"),
    (&["and"], ","),
    (&["und"], ","),
    (&["&"], ","),
    (&["from"], ""),
    (&["von"], ""),
];

/// What means open at every moment, once said by itself.
#[rustfmt::skip]
pub(super) const ALWAYS: &[&str] = &[
    "always", "always open", "open always", "nonstop", "non-stop", "nonstop geöffnet", "open 24 hours", "24 hours",
    "24h", "24hrs", "24x7", "open", "durchgehend", "durchgehend geöffnet", "rund um die uhr", "24/7 open",
    "open 24/7",
];

#[rustfmt::skip]
pub(super) const DAYS: [(&str, &[&str]); 7] = [
    ("Mo", &["mo", "mon", "monday", "mondays", "montag", "montags", "lunes", "lundi"]),
    ("Tu", &["tu", "tue", "tues", "tuesday", "tuesdays", "dienstag", "dienstags", "martes", "mardi"]),
    ("We", &["we", "wed", "weds", "wednesday", "wednesdays", "mittwoch", "mittwochs", "miércoles", "mercredi"]),
    ("Th", &["th", "thu", "thur", "thurs", "thursday", "thursdays", "donnerstag", "donnerstags", "jueves", "jeudi"]),
    ("Fr", &["fr", "fri", "friday", "fridays", "freitag", "freitags", "viernes", "vendredi"]),
    ("Sa", &["sa", "sat", "saturday", "saturdays", "samstag", "samstags", "sábado", "samedi"]),
    ("Su", &["su", "sun", "sunday", "sundays", "sonntag", "sonntags", "domingo", "dimanche"]),
];

#[rustfmt::skip]
pub(super) const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
];
