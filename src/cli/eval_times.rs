//! The kinds of `frontdesk eval` about days, times, bookings and opening hours.

use super::eval_kinds::text;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use frontdesk_core::{Timestamp, hours::Hours};
use frontdesk_tools::{
    booking::{self, Slot},
    datetime::{self, Reference},
    hours::OpeningHours,
};
use serde_json::{Value, json};

/// Where dates are read if the line names no `country`.
const COUNTRY: &str = "US";

fn reference<'a>(question: &'a Value, now: NaiveDateTime) -> Reference<'a> {
    Reference {
        now,
        country: question
            .get("country")
            .and_then(Value::as_str)
            .unwrap_or(COUNTRY),
        weekday_is_today: false,
    }
}

/// `text` and `ref` become `date` and `time`.
pub(super) fn datetime(question: &Value) -> Result<Value, String> {
    let now = text(question, "ref")?
        .parse()
        .map_err(|e| format!("`ref`: {e}"))?;
    let settled = datetime::settle(text(question, "text")?, &reference(question, now));
    let mut answer = json!({});
    if let Some(date) = settled.date {
        answer["date"] = date.to_string().into();
    }
    if let Some(time) = settled.time {
        answer["time"] = time.format("%H:%M").to_string().into();
    }
    Ok(answer)
}

/// `text` and `asked` become `slots`.
pub(super) fn booking(question: &Value) -> Result<Value, String> {
    let asked = question.get("asked").and_then(Value::as_array);
    let asked: Vec<Slot> = asked
        .into_iter()
        .flatten()
        .filter_map(|slot| Slot::named(slot.as_str()?))
        .collect();
    // Only places are told, and they are the same whatever the day is.
    let now = NaiveDate::default().and_time(NaiveTime::default());
    let slots: Vec<Value> =
        booking::find(text(question, "text")?, &asked, &reference(question, now))
            .into_iter()
            .map(|f| json!({"slot": f.slot.as_str(), "start": f.start, "end": f.end}))
            .collect();
    Ok(json!({ "slots": slots }))
}

/// `value`, `from`, `to` and `tz` become `intervals`, or an `error`.
pub(super) fn hours(question: &Value) -> Result<Value, String> {
    let zone: Tz = text(question, "tz")?
        .parse()
        .map_err(|_| "`tz` is no time zone".to_owned())?;
    let (from, to) = (
        moment(question, "from", zone)?,
        moment(question, "to", zone)?,
    );
    let country = question.get("country").and_then(Value::as_str);
    let hours = match OpeningHours::parse(text(question, "value")?, zone, country) {
        Ok(hours) => hours,
        Err(error) => return Ok(json!({"error": error.to_string()})),
    };
    let local = |at: Timestamp| {
        at.to_utc()
            .with_timezone(&zone)
            .format("%Y-%m-%d %H:%M")
            .to_string()
    };
    let intervals: Vec<_> = hours
        .intervals(from, to)
        .into_iter()
        .map(|(a, b)| json!([local(a), local(b)]))
        .collect();
    Ok(json!({ "intervals": intervals }))
}

fn moment(question: &Value, key: &str, zone: Tz) -> Result<Timestamp, String> {
    let local = NaiveDateTime::parse_from_str(text(question, key)?, "%Y-%m-%d %H:%M")
        .map_err(|e| format!("`{key}`: {e}"))?;
    let there = zone.from_local_datetime(&local).earliest();
    there
        .map(|t| Timestamp::from(t.to_utc()))
        .ok_or_else(|| format!("`{key}` does not exist in {zone}"))
}
