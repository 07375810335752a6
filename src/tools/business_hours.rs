//! `business_hours`: whether the business is open now, on a day or at a time, when it opens or closes next, and the hours
//! of days to come, in its own time zone and with its holidays. The words are in [`mod@answer`], the rules for the built-in
//! model in [`suits`].

mod answer;
mod suits;

#[cfg(test)]
mod tests;

use crate::{datetime, limits, spec};
use answer::{CODES, View};
use async_trait::async_trait;
use chrono::NaiveTime;
use frontdesk_core::{
    Error,
    tool::{Tool, ToolContext, ToolOutput, ToolSpec},
};
use serde_json::{Value, json};

const OPERATION: &str = "looking up opening hours";

/// What a model may write for the whole week.
const WEEK: &str = "week";

/// See the module.
#[derive(Debug)]
pub struct BusinessHours {
    spec: ToolSpec,
}

impl BusinessHours {
    /// The tool.
    pub fn new() -> Self {
        Self {
            spec: spec::spec(
                "business_hours",
                "Tells the opening hours of the business, holidays and special days included. Without arguments: \
                 whether it is open now, and when it closes or opens next. With a day: the hours of that day. With a \
                 time: whether it is open then. Never work out opening hours by yourself.",
                json!({
                    "day": {
                        "type": "string",
                        "maxLength": 60,
                        "description": "A weekday, a date such as 2026-12-25, a named day such as Christmas, `today`, \
                                        `tomorrow`, `weekend`, or `week` for the coming seven days. Several dates are \
                                        separated by commas.",
                    },
                    "time": {
                        "type": "string",
                        "maxLength": 10,
                        "description": "A time of that day (or of today), as HH:MM with 24 hours.",
                    },
                    "language": {
                        "type": "string",
                        "enum": CODES,
                        "description": "The language of the answer, if it is not English.",
                    },
                    "unclear": {
                        "type": "string",
                        "maxLength": 60,
                        "description": "What the customer wrote for a day, if it is none that you understand: the regular \
                                        hours are told.",
                    },
                }),
                &[],
            ),
        }
    }
}

impl Default for BusinessHours {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Tool for BusinessHours {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    fn suits(&self, question: &str, context: &ToolContext) -> Option<Value> {
        let view = View::new(context)?;
        let question: String = question.chars().take(limits::QUESTION_CHARS).collect();
        suits::suits(&question, &view, &context.business.profile.name)
    }

    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, Error> {
        spec::check(&self.spec, OPERATION, &arguments)?;
        let Some(view) = View::new(context) else {
            return Ok(ToolOutput {
                text: "The business has not said when it is open.".into(),
                ..ToolOutput::default()
            });
        };
        let answer = answer(&view, &arguments)?;
        Ok(ToolOutput {
            text: format!("{answer}\n(It is {} there now.)", view.now_in_words()),
            answer: Some(answer),
            ..ToolOutput::default()
        })
    }
}

fn answer(view: &View<'_>, arguments: &Value) -> Result<String, Error> {
    let day = spec::text(arguments, "day");
    let time = spec::text(arguments, "time").map(read_time).transpose()?;
    if let Some(unclear) = spec::text(arguments, "unclear") {
        return Ok(view.instead_of(unclear));
    }
    if let Some(language) = spec::text(arguments, "language") {
        let week = day.is_some_and(|d| d.eq_ignore_ascii_case(WEEK));
        let days = day.map_or_else(Vec::new, |d| {
            datetime::understand(d, &view.reference()).days
        });
        let told = view.in_tongue(language, &days, time, week);
        return told.ok_or_else(|| spec::wrong(OPERATION, "`language` is not known"));
    }
    let Some(day) = day else {
        return Ok(match time {
            Some(time) => view.at(view.today(), time),
            None => view.now_sentence(),
        });
    };
    if day.eq_ignore_ascii_case(WEEK) {
        return Ok(view.week());
    }
    let days = datetime::understand(day, &view.reference()).days;
    match (days.as_slice(), time) {
        ([], _) => Err(spec::wrong(
            OPERATION,
            "`day` is not understood; write a weekday, a date as YYYY-MM-DD, today, tomorrow, weekend or week",
        )),
        ([one], Some(time)) => Ok(view.at(*one, time)),
        (several, Some(time)) => {
            let each: Vec<String> = several.iter().map(|d| view.at(*d, time)).collect();
            Ok(each.join(" "))
        }
        (several, None) => {
            let each: Vec<String> = several.iter().map(|d| view.day(*d)).collect();
            Ok(each.join(" "))
        }
    }
}

/// `HH:MM`; 24:00 is the midnight at the end of the day, which is said as 00:00.
fn read_time(text: &str) -> Result<NaiveTime, Error> {
    let text = if text == "24:00" { "00:00" } else { text };
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| {
        spec::wrong(
            OPERATION,
            "`time` must be HH:MM with 24 hours, for example 21:30",
        )
    })
}
