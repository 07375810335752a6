//! How far a mailbox was read. Kept by the intake over restarts; UIDs count only as long as the UIDVALIDITY stays.

use std::{fmt, str::FromStr};

/// The place up to which a folder was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// The folder.
    pub(super) mailbox: String,
    /// Its UIDVALIDITY.
    pub(super) validity: u32,
    /// The last UID that needs no more work.
    pub(super) last: u32,
    /// When the folder was first read, in seconds since 1970. Older mail is never answered, whatever happens to the UIDs.
    pub(super) since_s: i64,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            mailbox,
            validity,
            last,
            since_s,
        } = self;
        write!(f, "{validity} {last} {since_s} {mailbox}")
    }
}

impl FromStr for Mark {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(4, ' ');
        let mut next = || parts.next().ok_or(());
        Ok(Self {
            validity: next()?.parse().map_err(drop)?,
            last: next()?.parse().map_err(drop)?,
            since_s: next()?.parse().map_err(drop)?,
            mailbox: next()?.to_owned(),
        })
    }
}

/// What to look through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Plan {
    /// The folder was never read: only what nobody has looked at and is new.
    First,
    /// Everything after this UID.
    After(u32),
    /// The UIDs mean something else now: a window of time, from this moment (seconds since 1970). What was seen before is
    /// known by its Message-ID.
    Rescan(i64),
}

/// What to do with a folder that has this UIDVALIDITY, given how far it was read.
pub(super) fn plan(mark: Option<&Mark>, mailbox: &str, validity: u32) -> Plan {
    match mark.filter(|m| m.mailbox == mailbox) {
        None => Plan::First,
        Some(mark) if mark.validity == validity => Plan::After(mark.last),
        Some(mark) => Plan::Rescan(mark.since_s),
    }
}

/// A day as IMAP writes it (`12-Mar-2026`), from seconds since 1970. One day earlier than asked: servers compare days in
/// their own time zone.
pub(super) fn day_before(seconds: i64) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let days = seconds.div_euclid(86_400) - 1;
    // Days to a date in the Gregorian calendar, with years that begin in March (H. Hinnant, "chrono-compatible low-level
    // date algorithms").
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let name = MONTHS[usize::try_from(month - 1).unwrap_or_default() % 12];
    format!("{day}-{name}-{year}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark() -> Mark {
        Mark {
            mailbox: "Front desk".into(),
            validity: 7,
            last: 41,
            since_s: 1_773_158_400,
        }
    }

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        assert_eq!(mark().to_string().parse(), Ok(mark()));
        assert_eq!("7 41".parse::<Mark>(), Err(()));
    }

    #[test]
    fn the_mark_decides_what_is_looked_through() {
        let mark = mark();
        assert_eq!(plan(None, "INBOX", 7), Plan::First);
        assert_eq!(plan(Some(&mark), "INBOX", 7), Plan::First);
        assert_eq!(plan(Some(&mark), "Front desk", 7), Plan::After(41));
        assert_eq!(
            plan(Some(&mark), "Front desk", 8),
            Plan::Rescan(1_773_158_400)
        );
    }

    #[test]
    fn days_are_written_as_imap_does() {
        // 10 March 2026.
        assert_eq!(day_before(1_773_158_400), "9-Mar-2026");
        assert_eq!(day_before(1_772_323_200), "28-Feb-2026");
        assert_eq!(day_before(86_400), "1-Jan-1970");
        assert_eq!(day_before(1_709_251_200), "29-Feb-2024");
    }
}
