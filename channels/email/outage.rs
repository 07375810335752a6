//! When staff hear that a mailbox is out of reach: once after a while, and once when it is back.

use super::limits;
use tokio::time::Instant;

/// How long it has failed, and whether staff know.
#[derive(Debug, Default)]
pub(super) struct Outage {
    since: Option<Instant>,
    told: bool,
}

impl Outage {
    /// It failed. True if staff are to be told now.
    pub(super) fn failed(&mut self, now: Instant) -> bool {
        let since = *self.since.get_or_insert(now);
        let tell = !self.told && now.duration_since(since) >= limits::ALERT_AFTER;
        self.told |= tell;
        tell
    }

    /// It works. True if staff were told that it does not.
    pub(super) fn healed(&mut self) -> bool {
        self.since = None;
        std::mem::take(&mut self.told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn staff_hear_once_of_a_long_outage_and_once_of_its_end() {
        let start = Instant::now();
        let mut outage = Outage::default();
        assert!(!outage.failed(start));
        assert!(!outage.failed(start + Duration::from_secs(599)));
        assert!(outage.failed(start + Duration::from_secs(600)));
        assert!(!outage.failed(start + Duration::from_secs(3_600)));
        assert!(outage.healed());
        assert!(!outage.healed());
        assert!(
            !outage.failed(start + Duration::from_secs(7_200)),
            "a new one"
        );
    }

    #[test]
    fn of_a_short_outage_nobody_hears() {
        let start = Instant::now();
        let mut outage = Outage::default();
        assert!(!outage.failed(start));
        assert!(!outage.healed());
    }
}
