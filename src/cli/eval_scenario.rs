//! Scenario files: what a customer says, and what must hold of the answers. They are read whole, and refused with the line where something
//! cannot be meant, before anything is played.

use super::Usage;
use crate::{settings::Configuration, trial::plain_channel};
use chrono::{NaiveDateTime, TimeZone};
use frontdesk_channels::KINDS;
use frontdesk_core::{BusinessId, Timestamp, event::Topic};
use serde::{
    Deserialize, Deserializer,
    de::{Error, SeqAccess, Visitor},
};
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// One scenario.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    pub(super) name: String,
    #[serde(default = "plain_channel", deserialize_with = "channel")]
    pub(super) channel: String,
    /// Local time of the business.
    #[serde(default, deserialize_with = "at")]
    at: Option<NaiveDateTime>,
    #[serde(deserialize_with = "turns")]
    pub(super) turns: Vec<Turn>,
}

/// One thing said, and what must hold of the answer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Turn {
    pub(super) say: String,
    pub(super) contains: Vec<String>,
    pub(super) contains_any: Vec<String>,
    pub(super) not_contains: Vec<String>,
    pub(super) cites: Vec<String>,
    pub(super) cites_none: bool,
    pub(super) calls: Vec<String>,
    pub(super) escalates: Option<Escalates>,
    pub(super) unknown: bool,
    pub(super) silent: bool,
}

/// `escalates: complaint` or `escalates: false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escalates {
    Flag(bool),
    Topic(Topic),
}

impl Turn {
    /// Whether an article is to answer it; `None` where it is about something else (a tool, a person, silence).
    pub(super) fn is_answered(&self) -> Option<bool> {
        let is_plain =
            self.calls.is_empty() && matches!(self.escalates, None | Some(Escalates::Flag(false)));
        match (self.unknown, self.cites.is_empty()) {
            (true, _) => Some(false),
            (false, false) if is_plain => Some(true),
            (false, _) => None,
        }
    }
}

impl Scenario {
    /// When it plays.
    ///
    /// # Errors
    /// There is no such time in the business's zone.
    pub(super) fn time(
        &self,
        configuration: &Configuration,
        id: &BusinessId,
    ) -> anyhow::Result<Timestamp> {
        let zone: chrono_tz::Tz = configuration.businesses[id].business.timezone.parse()?;
        let Some(at) = self.at else {
            return Ok(Timestamp::from(chrono::Utc::now()));
        };
        match zone.from_local_datetime(&at).earliest() {
            Some(there) => Ok(Timestamp::from(there.to_utc())),
            None => super::usage(format!("\"{}\": {at} does not exist in {zone}", self.name)),
        }
    }
}

/// The scenarios of a file.
///
/// # Errors
/// [`Usage`]: the file cannot be read, or something in it cannot be meant.
pub(super) fn read(file: &Path) -> Result<Vec<Scenario>, Usage> {
    let told = |what: String| Usage(format!("{}{what}", file.display()));
    let text = fs::read_to_string(file).map_err(|e| told(format!(": cannot be read: {e}")))?;
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    serde_norway::from_str(&text).map_err(|error| {
        let line = error
            .location()
            .map_or(String::new(), |at| format!(":{}", at.line()));
        told(format!("{line}: {error}"))
    })
}

/// The scenarios of several files, with at least one in each.
///
/// # Errors
/// As [`read`]; a file that holds none.
pub(super) fn read_all(files: &[PathBuf]) -> Result<Vec<(&Path, Vec<Scenario>)>, Usage> {
    let all = files.iter().map(|file| {
        let scenarios = read(file)?;
        if scenarios.is_empty() {
            let what =
                "holds no scenario: a list of `name` and `turns` is expected, each turn with `say`";
            return Err(Usage(format!("{}: {what}", file.display())));
        }
        Ok((file.as_path(), scenarios))
    });
    all.collect()
}

/// Reads a text into something else. A mistake found inside a visitor is told with its line, one found later with that of the scenario.
struct Text<T>(fn(&str) -> Result<T, String>);

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}

fn channel<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    from.deserialize_str(Text(|name| {
        if frontdesk_channels::kind(name).is_some() {
            return Ok(name.to_owned());
        }
        let known: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        let known = known.join(", ");
        Err(format!("\"{name}\" is no channel; allowed are {known}"))
    }))
}

fn at<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDateTime>, D::Error> {
    from.deserialize_str(Text(|at| {
        let time = NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M");
        time.map(Some)
            .map_err(|_| format!("\"{at}\" is no local time; write it like 2026-03-10T12:00"))
    }))
}

fn turns<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Turn>, D::Error> {
    struct AtLeastOne;
    impl<'de> Visitor<'de> for AtLeastOne {
        type Value = Vec<Turn>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of turns")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Turn>, A::Error> {
            let mut turns: Vec<Turn> = Vec::new();
            while let Some(turn) = list.next_element()? {
                turns.push(turn);
            }
            if turns.is_empty() {
                return Err(A::Error::custom(
                    "there is none, so that nothing would be tried: write at least one with `say`",
                ));
            }
            if turns.iter().any(|turn| turn.say.trim().is_empty()) {
                return Err(A::Error::custom("a turn without `say`"));
            }
            Ok(turns)
        }
    }
    from.deserialize_seq(AtLeastOne)
}

impl<'de> Deserialize<'de> for Escalates {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Escalates;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false or a topic")
            }

            fn visit_bool<E: Error>(self, flag: bool) -> Result<Escalates, E> {
                Ok(Escalates::Flag(flag))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Escalates, E> {
                Topic::parse(name).map(Escalates::Topic).ok_or_else(|| {
                    E::custom(format!(
                        "\"{name}\" is no topic; allowed are true, false, {}",
                        Topic::ALL.map(Topic::as_str).join(", ")
                    ))
                })
            }
        }
        from.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Result<Vec<Scenario>, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.yaml");
        fs::write(&file, text).unwrap();
        let told = read(&file).map_err(|e| e.to_string());
        told.map_err(|e| e.replace(&file.display().to_string(), "s.yaml"))
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_its_line() {
        for (wrong, line, why) in [
            (
                "- name: a\n  turns:\n  - say: hello\n    escalates: refnd\n",
                4,
                "\"refnd\" is no topic; allowed are true, false, health_and_safety",
            ),
            ("- name: a\n  turns: []\n", 2, "there is none"),
            (
                "- name: a\n  channel: pigeon\n  turns:\n  - say: hello\n",
                2,
                "\"pigeon\" is no channel; allowed are",
            ),
            (
                "- name: a\n  at: noon\n  turns:\n  - say: hello\n",
                2,
                "2026-03-10T12:00",
            ),
            (
                "- name: a\n  turns:\n  - contains: [x]\n",
                3,
                "without `say`",
            ),
        ] {
            let said = told(wrong).unwrap_err();
            assert!(said.starts_with(&format!("s.yaml:{line}: ")), "{said}");
            assert!(said.contains(why), "{said}");
        }
    }

    #[test]
    fn what_is_right_is_read() {
        let text = "- name: a\n  turns:\n  - say: x\n    escalates: false\n  - say: y\n    escalates: refund\n";
        let read = told(text).unwrap();
        let escalates: Vec<_> = read[0].turns.iter().map(|t| t.escalates).collect();
        assert_eq!(
            escalates,
            [
                Some(Escalates::Flag(false)),
                Some(Escalates::Topic(Topic::Refund))
            ]
        );
        assert!(told("").unwrap().is_empty());
    }
}
