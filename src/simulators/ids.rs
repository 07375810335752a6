//! Provider ids: unpredictable and unique over all simulators of a process and its restarts.

use std::hash::{BuildHasher, Hasher, RandomState};

/// 32 hexadecimal digits behind `prefix`, as in Twilio's `SM…`.
pub(crate) fn sid(prefix: &str) -> String {
    format!("{prefix}{:016x}{:016x}", random(), random())
}

/// A random number; every `RandomState` has fresh keys.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ids_differ() {
        assert_ne!(sid("SM"), sid("SM"));
        assert_eq!(sid("SM").len(), 34);
    }
}
