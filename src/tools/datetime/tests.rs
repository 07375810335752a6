use super::*;

/// A Wednesday, at noon.
fn at<'a>(country: &'a str) -> Reference<'a> {
    Reference {
        now: "2027-03-17T12:00:00".parse().unwrap(),
        country,
        weekday_is_today: true,
    }
}

fn days_of(text: &str) -> Vec<String> {
    let when = understand(text, &at("US"));
    when.days.iter().map(ToString::to_string).collect()
}

fn time_of(text: &str) -> Option<(String, bool)> {
    let when = understand(text, &at("US"));
    when.time
        .map(|t| (t.time.format("%H:%M").to_string(), t.twofold))
}

/// Date and time in one string.
fn settled(text: &str) -> String {
    let reference = Reference {
        weekday_is_today: false,
        ..at("US")
    };
    let settled = settle(text, &reference);
    let date = settled.date.map(|d| d.to_string());
    let time = settled.time.map(|t| t.format("%H:%M").to_string());
    [date, time]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn days_are_understood_as_people_write_them() {
    for (text, expected) in [
        ("open on sunday?", "2027-03-21"),
        ("are you open Wednesdays", "2027-03-17"),
        ("next wednesday", "2027-03-24"),
        ("tomorrow at 9", "2027-03-18"),
        ("the day after tomorrow", "2027-03-19"),
        ("tonight", "2027-03-17"),
        ("dec 25", "2027-12-25"),
        ("25th of December", "2027-12-25"),
        ("January 4th", "2028-01-04"),
        ("12/24", "2027-12-24"),
        ("on 2027-05-11", "2027-05-11"),
        ("May 11, 2028", "2028-05-11"),
        ("on the 4th of july", "2027-07-04"),
        ("feb 29", "2028-02-29"),
    ] {
        assert_eq!(days_of(text), [expected], "{text}");
    }
    assert_eq!(days_of("this weekend"), ["2027-03-20", "2027-03-21"]);
    assert_eq!(days_of("friday and saturday"), ["2027-03-19", "2027-03-20"]);
    for text in [
        "may I come?",
        "I sat down",
        "what are your hours",
        "1/2 a lobster at 13/45",
    ] {
        assert!(!days_of(text).contains(&"2027-05-01".to_owned()), "{text}");
    }
    assert!(days_of("may I come?").is_empty());
}

#[test]
fn times_are_understood_as_people_write_them() {
    for (text, expected, twofold) in [
        ("at 9pm", "21:00", false),
        ("9:30 p.m. tomorrow", "21:30", false),
        ("at 21:15", "21:15", false),
        ("at 9", "09:00", true),
        ("12 am", "00:00", false),
        ("12pm", "12:00", false),
        ("until midnight", "00:00", false),
        ("at noon", "12:00", false),
        ("5 oclock", "05:00", true),
    ] {
        assert_eq!(time_of(text), Some((expected.into(), twofold)), "{text}");
    }
    for text in [
        "a table for 4",
        "by 10 people",
        "dec 25",
        "at 5 miles",
        "on 7 june",
        "24/7",
    ] {
        assert_eq!(time_of(text), None, "{text}");
    }
}

#[test]
fn relative_days_and_moments_are_counted_from_now() {
    for (text, expected) in [
        ("in 3 days", "2027-03-20"),
        ("two weeks ago", "2027-03-03"),
        ("a fortnight today", "2027-03-31"),
        ("2 days after next friday", "2027-03-28"),
        ("in an hour and a half", "2027-03-17 13:30"),
        ("can we come in 1/2 h?", "2027-03-17 12:30"),
        ("three Sundays from now", "2027-04-04"),
        ("next month", "2027-04-01"),
        ("the end of this year", "2027-12-31"),
        ("last weekday", "2027-03-16"),
        ("dentro de 3 dias", "2027-03-20"),
        ("vor zwei Wochen", "2027-03-03"),
        ("dans 2 jours", "2027-03-19"),
    ] {
        assert_eq!(settled(text), expected, "{text}");
    }
}

#[test]
fn weekdays_and_dates_agree_with_each_other() {
    for (text, expected) in [
        ("Wednesday", "2027-03-24"),
        ("this Friday", "2027-03-19"),
        ("next Friday", "2027-03-26"),
        ("last Friday", "2027-03-12"),
        ("Friday of next week", "2027-03-26"),
        ("Friday in two weeks", "2027-04-02"),
        ("Sunday 2 May", "2027-05-02"),
        ("Monday the 22nd", "2027-03-22"),
        ("Tuesday the 23rd of May", "2028-05-23"),
        ("20th of next month", "2027-04-20"),
        ("the 29th to the 16th of May", "2027-04-29"),
        ("from 13 to 15 July", "2027-07-13"),
        ("coming Saturday 2 October", "2027-10-02"),
        ("first Tuesday of October", "2027-10-05"),
        ("last day of February 2028", "2028-02-29"),
        ("Feb13", "2028-02-13"),
        ("3rd Aug 28", "2028-08-03"),
        ("el 5 de mayo", "2027-05-05"),
        ("am 24.12.2027", "2027-12-24"),
        ("le 3 août", "2027-08-03"),
        ("new years eve 2029", "2029-12-31"),
        ("Thu Oct 26 11:00 2028", "2028-10-26 11:00"),
    ] {
        assert_eq!(settled(text), expected, "{text}");
    }
}

#[test]
fn times_are_settled_by_what_stands_beside_them() {
    for (text, expected) in [
        ("at 8", "2027-03-18 08:00"),
        ("3:30", "2027-03-17 15:30"),
        ("3h30", "2027-03-18 03:30"),
        ("tonight at 8", "2027-03-17 20:00"),
        ("9 tomorrow evening", "2027-03-18 21:00"),
        ("half past six in the evening", "2027-03-17 18:30"),
        ("quarter to 4 pm", "2027-03-17 15:45"),
        ("20 minutes to 2pm tomorrow", "2027-03-18 13:40"),
        ("seven thirty p.m.", "2027-03-17 19:30"),
        ("4 50 in the night", "2027-03-18 04:50"),
        ("930pm", "2027-03-17 21:30"),
        ("Saturday from 3:30 to 6 pm", "2027-03-20 15:30"),
        ("um halb acht am Freitag", "2027-03-19 07:30"),
        ("a las 8 y media de la noche", "2027-03-17 20:30"),
        ("dinner between 8 and 9?", "2027-03-18 08:00"),
        ("today at 13 50.", "2027-03-17 13:50"),
        ("a four night stay", ""),
        ("we are 5 to 10 minutes late", ""),
        ("a 4.50 soup", ""),
    ] {
        assert_eq!(settled(text), expected, "{text}");
    }
}
