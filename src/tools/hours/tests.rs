use super::*;
use chrono_tz::America::New_York;

fn hours(spec: &str) -> OpeningHours {
    OpeningHours::parse(spec, New_York, Some("US")).unwrap()
}

fn at(text: &str) -> Timestamp {
    opening(
        New_York,
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap(),
    )
}

fn utc(text: &str) -> Timestamp {
    text.parse::<DateTime<Utc>>().unwrap().into()
}

#[test]
fn hours_run_past_midnight() {
    let hours = hours("Sa 18:00-01:30");
    assert!(hours.is_open(at("2027-03-21T00:15")));
    assert!(!hours.is_open(at("2027-03-21T01:30")));
    assert_eq!(
        hours.next_change(at("2027-03-20T23:00")),
        Some(at("2027-03-21T01:30"))
    );
    assert_eq!(
        hours.next_change(at("2027-03-21T02:00")),
        Some(at("2027-03-27T18:00"))
    );
}

#[test]
fn clocks_set_back_neither_close_early_nor_open_twice() {
    // 2026-11-01 02:00 EDT becomes 01:00 EST.
    let hours = hours("Sa 18:00-01:30");
    for moment in [
        "2026-11-01T05:15:00Z",
        "2026-11-01T05:59:30Z",
        "2026-11-01T06:29:00Z",
    ] {
        assert!(hours.is_open(utc(moment)), "{moment}");
    }
    assert!(!hours.is_open(utc("2026-11-01T06:30:00Z")));
    let all = hours.intervals(utc("2026-10-31T12:00:00Z"), utc("2026-11-01T12:00:00Z"));
    assert_eq!(
        all,
        [(utc("2026-10-31T22:00:00Z"), utc("2026-11-01T06:30:00Z"))]
    );
    assert_eq!(hours.next_change(all[0].0), Some(all[0].1));
}

#[test]
fn an_opening_in_the_hour_that_does_not_exist_is_after_it() {
    // 2027-03-14 02:00 EST becomes 03:00 EDT.
    let hours = hours("Su 02:30-05:00");
    let all = hours.intervals(utc("2027-03-14T00:00:00Z"), utc("2027-03-15T00:00:00Z"));
    assert_eq!(
        all,
        [(utc("2027-03-14T07:00:00Z"), utc("2027-03-14T09:00:00Z"))]
    );
}

#[test]
fn holidays_are_those_of_the_country() {
    let hours = hours("Mo-Su 09:00-17:00; PH off");
    assert!(!hours.is_open(at("2027-05-31T12:00")));
    assert!(hours.is_open(at("2027-06-01T12:00")));
}

#[test]
fn what_never_changes_has_no_next_change() {
    let always = hours("24/7");
    assert!(always.is_open(at("2027-03-21T00:15")));
    assert_eq!(always.next_change(at("2027-03-21T00:15")), None);
    let never = hours("2020 Mo-Su 09:00-17:00");
    assert_eq!(never.next_change(at("2027-03-21T00:15")), None);
    assert!(!never.is_open(at("2027-03-21T12:00")));
}

#[test]
fn a_comment_does_not_cut_the_day() {
    let hours = hours("Mo-Fr 09:00-12:00 \"by appointment\", Mo-Fr 12:00-17:00");
    let all = hours.intervals(at("2027-03-17T00:00"), at("2027-03-18T00:00"));
    assert_eq!(all, [(at("2027-03-17T09:00"), at("2027-03-17T17:00"))]);
}

#[test]
fn intervals_are_cut_to_what_was_asked() {
    let hours = hours("Mo-Fr 09:00-17:00");
    let all = hours.intervals(at("2027-03-17T10:00"), at("2027-03-18T10:00"));
    assert_eq!(
        all,
        [
            (at("2027-03-17T10:00"), at("2027-03-17T17:00")),
            (at("2027-03-18T09:00"), at("2027-03-18T10:00"))
        ]
    );
    assert!(
        hours
            .intervals(at("2027-03-18T10:00"), at("2027-03-17T10:00"))
            .is_empty()
    );
}

#[test]
fn a_typo_is_told_with_its_place_and_mend() {
    for (spec, near, mend) in [
        ("Mo-Fr 13am-5pm", "13am-5pm", "24 hours"),
        ("Mondy 09:00-17:00", "Mondy", "Mo for"),
        ("Mo-Fr 09:00-17:00; Sax 10:00-12:00", "Sax", "Mo Tu We"),
        ("Mo-Fr 9.00-17.99", "9.00-17.99", "colon"),
        ("Mo-Fr 9-5", "9-5", "minutes"),
        ("Mo-Fr 09:00-sunset", "sunset", "write times"),
        ("SH 10:00-12:00", "school", "days"),
        ("Mo-Fr 09:00-25:70", "25:70", "HH:MM"),
        ("", "no hours", "write when"),
    ] {
        let error = OpeningHours::parse(spec, New_York, Some("US")).unwrap_err();
        assert!(error.what.contains(near), "{spec}: {error}");
        assert!(error.mend.contains(mend), "{spec}: {error}");
    }
}

#[test]
fn a_country_matters_only_for_holidays() {
    assert!(OpeningHours::parse("Mo-Fr 09:00-17:00", New_York, Some("XX")).is_ok());
    let error = OpeningHours::parse("PH off", New_York, Some("XX")).unwrap_err();
    assert!(error.to_string().contains("\"XX\""), "{error}");
    let error = OpeningHours::parse("Mo 09:00-17:00; PH off", New_York, None).unwrap_err();
    assert!(error.mend.contains("country"), "{error}");
}

#[test]
fn hours_as_people_write_them_are_read() {
    let hours = hours("Monday to Friday 9am - 5pm, Saturdays 10-14");
    let all = hours.intervals(at("2027-03-19T00:00"), at("2027-03-22T00:00"));
    assert_eq!(
        all,
        [
            (at("2027-03-19T09:00"), at("2027-03-19T17:00")),
            (at("2027-03-20T10:00"), at("2027-03-20T14:00"))
        ]
    );
    assert_eq!(
        hours.as_written(),
        "Monday to Friday 9am - 5pm, Saturdays 10-14"
    );
}
