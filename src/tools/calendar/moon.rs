//! Calendars that follow the moon: the Hebrew and the Islamic one by their arithmetic, and the moon's own phases for the
//! festivals that are kept at new and full moon.

use chrono::{Datelike, Days, Duration, NaiveDate, NaiveDateTime, Weekday};

/// The first of Tishri, Rosh Hashanah, that falls in a year.
pub(super) fn rosh_hashanah(year: i32) -> Option<NaiveDate> {
    let hebrew = i64::from(year) + 3761;
    // Days before the epoch of the common era.
    const EPOCH: i64 = -1_373_427;
    let (before, own, after) = (elapsed(hebrew - 1), elapsed(hebrew), elapsed(hebrew + 1));
    let delay = if after - own == 356 {
        2
    } else {
        i64::from(own - before == 382)
    };
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(EPOCH + own + delay).ok()?)
}

/// Days from the first mean new moon to that of a Hebrew year, no year beginning on a Sunday, Wednesday or Friday.
fn elapsed(year: i64) -> i64 {
    let months = (235 * year - 234).div_euclid(19);
    let parts = 12_084 + 13_753 * months;
    let day = 29 * months + parts.div_euclid(25_920);
    day + i64::from((3 * (day + 1)).rem_euclid(7) < 3)
}

/// The fifteenth of Nisan, Passover, in a year.
pub(super) fn passover(year: i32) -> Option<NaiveDate> {
    rosh_hashanah(year)?.checked_sub_days(Days::new(163))
}

/// The 25th of Kislev, the first day of Hanukkah, in a year.
pub(super) fn hanukkah(year: i32) -> Option<NaiveDate> {
    let start = rosh_hashanah(year)?;
    let length = (rosh_hashanah(year + 1)? - start).num_days();
    // Heshvan has a day more in a long year.
    let ahead = if length % 10 == 5 { 84 } else { 83 };
    start.checked_add_days(Days::new(ahead))
}

/// A day of the Islamic calendar. A month begins on the day after the evening that follows its new moon in Mecca; where
/// the moon must be seen, a day may lie between.
pub(super) fn islamic(year: i32, month: i32, day: i32) -> Option<NaiveDate> {
    // Thirty-three of their years are thirty-two of ours.
    let about = (year - 622) * 33 / 32;
    (about - 1..=about + 2)
        .filter_map(|y| begins(y, month)?.checked_add_days(Days::new(u64::try_from(day - 1).ok()?)))
        .find(|date| date.year() == year)
}

/// The first day of a month of an Islamic year.
fn begins(year: i32, month: i32) -> Option<NaiveDate> {
    // By the tables, which are right to a day or two.
    let days = 1
        + 29 * (month - 1)
        + (6 * month - 1).div_euclid(11)
        + (year - 1) * 354
        + (3 + 11 * year).div_euclid(30);
    let table = NaiveDate::from_num_days_from_ce_opt(227_014 + days)?;
    let new = phase_after(Phase::New, table.checked_sub_days(Days::new(5))?)?;
    // Three hours to Mecca, and six from the evening to midnight.
    new.checked_add_signed(Duration::hours(3 + 6))?
        .date()
        .succ_opt()
}

/// The last Friday of Ramadan.
pub(super) fn last_friday_of_ramadan(year: i32) -> Option<NaiveDate> {
    let mut date = islamic(year, 10, 1)?.pred_opt()?;
    while date.weekday() != Weekday::Fri {
        date = date.pred_opt()?;
    }
    Some(date)
}

/// A phase of the moon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// New moon.
    New,
    /// Full moon.
    Full,
}

/// The first such phase after the beginning of a day, in universal time, to some minutes.
pub(super) fn phase_after(phase: Phase, from: NaiveDate) -> Option<NaiveDateTime> {
    let start = from.and_hms_opt(0, 0, 0)?;
    let years = f64::from(from.year()) + f64::from(from.ordinal()) / 365.25 - 2000.0;
    let half = if phase == Phase::Full { 0.5 } else { 0.0 };
    let about = (years * 12.3685).floor() - 2.0;
    (0..6)
        .filter_map(|n| instant(about + f64::from(n) + half, phase))
        .find(|at| *at >= start)
}

/// The k-th new (or, at a half, full) moon since the year 2000: J. Meeus, Astronomical Algorithms, chapter 49, the
/// greater terms.
fn instant(k: f64, phase: Phase) -> Option<NaiveDateTime> {
    let t = k / 1236.85;
    let e = 1.0 - 0.002_516 * t;
    let sun = (2.5534 + 29.105_356_70 * k).to_radians();
    let moon = (201.5643 + 385.816_935_28 * k).to_radians();
    let node = (160.7108 + 390.670_502_84 * k).to_radians();
    let terms = match phase {
        Phase::New => [
            -0.40720, 0.17241, 0.01608, 0.01039, 0.00739, -0.00514, 0.00208,
        ],
        Phase::Full => [
            -0.40614, 0.17302, 0.01614, 0.01043, 0.00734, -0.00515, 0.00209,
        ],
    };
    let correction = terms[0] * moon.sin()
        + terms[1] * e * sun.sin()
        + terms[2] * (2.0 * moon).sin()
        + terms[3] * (2.0 * node).sin()
        + terms[4] * e * (moon - sun).sin()
        + terms[5] * e * (moon + sun).sin()
        + terms[6] * e * e * (2.0 * sun).sin()
        - 0.00111 * (moon - 2.0 * node).sin()
        - 0.00057 * (moon + 2.0 * node).sin();
    let days = 29.530_588_861 * k + 0.000_154_37 * t * t + correction;
    // The first of them, in days after noon of 2000-01-01.
    let days = days + 5.097_66;
    let noon = NaiveDate::from_ymd_opt(2000, 1, 1)?.and_hms_opt(12, 0, 0)?;
    // Fractions of a second do not matter, and the days are few enough for any clock.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "seconds of some thousand years"
    )]
    let seconds = (days * 86_400.0).round() as i64;
    noon.checked_add_signed(Duration::seconds(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn feasts_fall_where_the_calendars_have_them() {
        assert_eq!(rosh_hashanah(2024), Some(date("2024-10-03")));
        assert_eq!(passover(2024), Some(date("2024-04-23")));
        assert_eq!(passover(2027), Some(date("2027-04-22")));
        assert_eq!(hanukkah(2024), Some(date("2024-12-26")));
        assert_eq!(hanukkah(2023), Some(date("2023-12-08")));
        assert_eq!(islamic(2024, 10, 1), Some(date("2024-04-10")));
        assert_eq!(islamic(2024, 12, 10), Some(date("2024-06-16")));
        assert_eq!(islamic(2025, 9, 1), Some(date("2025-03-01")));
    }

    #[test]
    fn the_moon_is_where_it_was_seen() {
        let new = phase_after(Phase::New, date("2000-01-01")).unwrap();
        assert_eq!(new.format("%F %H").to_string(), "2000-01-06 18");
        let full = phase_after(Phase::Full, date("2018-01-20")).unwrap();
        assert_eq!(full.format("%F %H").to_string(), "2018-01-31 13");
    }
}
