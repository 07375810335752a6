//! Opening hours in sentences of other languages.

use super::View;
use crate::{hours::opening, limits};
use chrono::{Datelike, NaiveDate, NaiveTime};
use frontdesk_core::Timestamp;

/// The sentences of a language; `{day}`, `{time}`, `{until}`, `{spans}` and `{list}` are filled in.
struct Tongue {
    code: &'static str,
    open_now: &'static str,
    always: &'static str,
    closed_now: &'static str,
    again: &'static str,
    open: &'static str,
    closed: &'static str,
    open_at: &'static str,
    closed_at: &'static str,
    week: &'static str,
    /// From one time to another.
    span: [&'static str; 2],
    around: &'static str,
    shut: &'static str,
    and: &'static str,
    today: &'static str,
    tomorrow: &'static str,
    /// Before a weekday.
    on: &'static str,
    weekdays: [&'static str; 7],
    /// Day and month in figures, in `strftime`'s notation.
    date: &'static str,
}

#[rustfmt::skip]
const TONGUES: [Tongue; 6] = [
    Tongue {
        code: "de",
        open_now: "Wir haben jetzt geöffnet, bis {time} Uhr.", always: "Wir haben immer geöffnet.",
        closed_now: "Wir haben jetzt geschlossen.", again: "Wir öffnen wieder {day} um {time} Uhr.",
        open: "Wir haben {day} {spans} geöffnet.", closed: "Wir haben {day} geschlossen.",
        open_at: "Wir haben {day} um {time} Uhr geöffnet, bis {until} Uhr.", closed_at: "Wir haben {day} um {time} Uhr geschlossen.",
        week: "Unsere Öffnungszeiten der nächsten sieben Tage: {list}.",
        span: ["von {from} ", "bis {to} Uhr"], around: "rund um die Uhr", shut: "geschlossen", and: "und", today: "heute", tomorrow: "morgen", on: "am ",
        weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"], date: ", %d.%m.",
    },
    Tongue {
        code: "es",
        open_now: "Ahora estamos abiertos, hasta las {time}.", always: "Estamos abiertos siempre.",
        closed_now: "Ahora estamos cerrados.", again: "Volvemos a abrir {day} a las {time}.",
        open: "Abrimos {day} {spans}.", closed: "Estamos cerrados {day}.",
        open_at: "Estamos abiertos {day} a las {time}, hasta las {until}.", closed_at: "Estamos cerrados {day} a las {time}.",
        week: "Nuestro horario de los próximos siete días: {list}.",
        span: ["de {from} ", "a {to}"], around: "todo el día", shut: "cerrado", and: "y", today: "hoy", tomorrow: "mañana", on: "el ",
        weekdays: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"], date: " %d/%m",
    },
    Tongue {
        code: "fr",
        open_now: "Nous sommes ouverts en ce moment, jusqu'à {time}.", always: "Nous sommes toujours ouverts.",
        closed_now: "Nous sommes fermés en ce moment.", again: "Nous rouvrons {day} à {time}.",
        open: "Nous sommes ouverts {day} {spans}.", closed: "Nous sommes fermés {day}.",
        open_at: "Nous sommes ouverts {day} à {time}, jusqu'à {until}.", closed_at: "Nous sommes fermés {day} à {time}.",
        week: "Nos horaires des sept prochains jours : {list}.",
        span: ["de {from} ", "à {to}"], around: "toute la journée", shut: "fermé", and: "et", today: "aujourd'hui", tomorrow: "demain", on: "le ",
        weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"], date: " %d/%m",
    },
    Tongue {
        code: "it",
        open_now: "Ora siamo aperti, fino alle {time}.", always: "Siamo sempre aperti.",
        closed_now: "Ora siamo chiusi.", again: "Riapriamo {day} alle {time}.",
        open: "Siamo aperti {day} {spans}.", closed: "Siamo chiusi {day}.",
        open_at: "Siamo aperti {day} alle {time}, fino alle {until}.", closed_at: "Siamo chiusi {day} alle {time}.",
        week: "I nostri orari dei prossimi sette giorni: {list}.",
        span: ["dalle {from} ", "alle {to}"], around: "tutto il giorno", shut: "chiuso", and: "e", today: "oggi", tomorrow: "domani", on: "",
        weekdays: ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"], date: " %d/%m",
    },
    Tongue {
        code: "pt",
        open_now: "Agora estamos abertos, até às {time}.", always: "Estamos sempre abertos.",
        closed_now: "Agora estamos fechados.", again: "Voltamos a abrir {day} às {time}.",
        open: "Estamos abertos {day} {spans}.", closed: "Estamos fechados {day}.",
        open_at: "Estamos abertos {day} às {time}, até às {until}.", closed_at: "Estamos fechados {day} às {time}.",
        week: "O nosso horário dos próximos sete dias: {list}.",
        span: ["das {from} ", "às {to}"], around: "todo o dia", shut: "fechado", and: "e", today: "hoje", tomorrow: "amanhã", on: "",
        weekdays: ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"], date: " %d/%m",
    },
    Tongue {
        code: "nl",
        open_now: "We zijn nu open, tot {time} uur.", always: "We zijn altijd open.",
        closed_now: "We zijn nu gesloten.", again: "We zijn {day} om {time} uur weer open.",
        open: "We zijn {day} open {spans}.", closed: "We zijn {day} gesloten.",
        open_at: "We zijn {day} om {time} uur open, tot {until} uur.", closed_at: "We zijn {day} om {time} uur gesloten.",
        week: "Onze openingstijden van de komende zeven dagen: {list}.",
        span: ["van {from} ", "tot {to} uur"], around: "de hele dag", shut: "gesloten", and: "en", today: "vandaag", tomorrow: "morgen", on: "op ",
        weekdays: ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"], date: " %d-%m",
    },
];

/// The languages that hours are told in, besides English.
pub(in super::super) const CODES: [&str; 6] = ["de", "es", "fr", "it", "pt", "nl"];

fn clock(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

impl View<'_> {
    /// The hours of now, of days, of a time, or of the week, in a language; `None` if it is not spoken here.
    pub(in super::super) fn in_tongue(
        &self,
        code: &str,
        days: &[NaiveDate],
        time: Option<NaiveTime>,
        week: bool,
    ) -> Option<String> {
        let tongue = TONGUES.iter().find(|t| t.code == code)?;
        if week {
            return Some(self.week_in(tongue));
        }
        let today = [self.today()];
        let days = match (days, time) {
            ([], None) => return Some(self.now_in(tongue)),
            ([], Some(_)) => &today,
            (days, _) => days,
        };
        let each = days.iter().map(|day| match time {
            Some(time) => self.at_in(tongue, *day, time),
            None => self.day_in(tongue, *day),
        });
        Some(each.collect::<Vec<_>>().join(" "))
    }

    fn now_in(&self, tongue: &Tongue) -> String {
        if !self.is_open_now() {
            return format!("{}{}", tongue.closed_now, self.again_in(tongue, self.now));
        }
        match self.next_change(self.now) {
            Some(end) => tongue
                .open_now
                .replace("{time}", &clock(self.local(end).time())),
            None => tongue.always.to_owned(),
        }
    }

    fn again_in(&self, tongue: &Tongue, after: Timestamp) -> String {
        let next = if self.is_open(after) {
            Some(after)
        } else {
            self.next_change(after)
        };
        next.map_or_else(String::new, |start| {
            let local = self.local(start);
            let day = self.day_name(tongue, local.date());
            let again = tongue.again.replace("{day}", &day);
            format!(" {}", again.replace("{time}", &clock(local.time())))
        })
    }

    fn day_name(&self, tongue: &Tongue, date: NaiveDate) -> String {
        match (date - self.today()).num_days() {
            0 => tongue.today.to_owned(),
            1 => tongue.tomorrow.to_owned(),
            _ => {
                let n = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0);
                let figures = date.format(tongue.date);
                format!("{}{}{figures}", tongue.on, tongue.weekdays[n])
            }
        }
    }

    fn day_in(&self, tongue: &Tongue, date: NaiveDate) -> String {
        let day = self.day_name(tongue, date);
        let stretches = self.stretches(date);
        if stretches.is_empty() {
            let closed = tongue.closed.replace("{day}", &day);
            let after = self.end_of(date, &stretches);
            return format!("{closed}{}", self.again_in(tongue, after));
        }
        let spans = self.spans_in(tongue, date, &stretches);
        tongue
            .open
            .replace("{day}", &day)
            .replace("{spans}", &spans)
    }

    fn at_in(&self, tongue: &Tongue, date: NaiveDate, time: NaiveTime) -> String {
        let at = opening(self.tz, date.and_time(time));
        let fill = |text: &str| {
            let day = self.day_name(tongue, date);
            text.replace("{day}", &day).replace("{time}", &clock(time))
        };
        match self.next_change(at).filter(|_| self.is_open(at)) {
            Some(end) => fill(tongue.open_at).replace("{until}", &clock(self.local(end).time())),
            None if self.is_open(at) => tongue.always.to_owned(),
            None => format!("{} {}", fill(tongue.closed_at), self.day_in(tongue, date)),
        }
    }

    fn week_in(&self, tongue: &Tongue) -> String {
        let days = self.today().iter_days().take(limits::DAYS).map(|date| {
            let n = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0);
            let stretches = self.stretches(date);
            let told = if stretches.is_empty() {
                tongue.shut.to_owned()
            } else {
                self.spans_in(tongue, date, &stretches)
            };
            format!("{} {told}", tongue.weekdays[n])
        });
        let list: Vec<String> = days.collect();
        tongue.week.replace("{list}", &list.join("; "))
    }

    fn spans_in(
        &self,
        tongue: &Tongue,
        date: NaiveDate,
        stretches: &[(Timestamp, Timestamp)],
    ) -> String {
        let midnight = opening(self.tz, date.and_time(NaiveTime::MIN));
        let next = date.succ_opt().unwrap_or(date);
        let next_midnight = opening(self.tz, next.and_time(NaiveTime::MIN));
        let each: Vec<String> = stretches
            .iter()
            .map(|&(start, end)| {
                let to = tongue.span[1].replace("{to}", &clock(self.local(end).time()));
                if start >= midnight {
                    let from = clock(self.local(start).time());
                    format!("{}{to}", tongue.span[0].replace("{from}", &from))
                } else if end >= next_midnight {
                    tongue.around.to_owned()
                } else {
                    to
                }
            })
            .collect();
        match each.as_slice() {
            [most @ .., last] if !most.is_empty() => {
                format!("{} {} {last}", most.join(", "), tongue.and)
            }
            _ => each.concat(),
        }
    }
}
